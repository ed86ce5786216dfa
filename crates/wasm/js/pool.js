// @ts-check
/**
 * The pool: workers that are ready, shared by all sessions of a page. They are started when asked for, lent, given
 * back, and let go when nobody wants them for a while. A dead one is never lent again.
 */

import { explained } from "./explain.js";
import { adoptWorker, processors, startWorker } from "./platform/browser.js";
import { Remote } from "./remote.js";
import { wasmModule } from "./wasm.js";
import { defaultWorker } from "./worker_file.js";

/** @import {WorkerLike} from "./platform/kinds.js" */
/** @import {WorkerOptions} from "./terms.js" */

/** @type {WorkerOptions} */
let how = {};

/** @param {WorkerOptions} options */
export function startWorkersBy(options) {
  how = options;
}

/** How long a worker waits for its next task. */
const IDLE_MS = 10_000;
const MOST_WORKERS = 8;

/** @type {Map<Remote, ReturnType<typeof setTimeout>>} */
const idle = new Map();
/** Whether a worker may wait. */
let isKept = true;

/** Ends the workers that wait, and those that come back until another is borrowed. */
export function letAllGo() {
  isKept = false;
  for (const remote of idle.keys()) letGo(remote);
}

/** @param {Remote} remote */
function letGo(remote) {
  clearTimeout(idle.get(remote));
  idle.delete(remote);
  remote.terminate();
}

/** How many workers scan unless the caller says otherwise. */
export function defaultWorkers() {
  return Math.max(1, Math.min(processors(), MOST_WORKERS));
}

/**
 * Borrows a worker with the engine in it.
 * @returns {Promise<Remote>}
 */
export async function borrow() {
  isKept = true;
  for (const [remote, timer] of idle) {
    clearTimeout(timer);
    idle.delete(remote);
    if (!remote.dead) return remote;
  }
  const module = await wasmModule();
  /** @type {Remote | undefined} */
  let remote;
  try {
    remote = new Remote(start());
    await remote.call("init", { module });
    return remote;
  } catch (thrown) {
    remote?.terminate();
    throw await explained("workerFailure", thrown);
  }
}

/**
 * Gives a worker back. One that is still busy has been told to stop and gets a moment for it.
 * @param {Remote} remote
 */
export async function giveBack(remote) {
  if (!remote.idle && !(await remote.settled())) remote.terminate();
  if (remote.dead || !isKept || idle.size >= MOST_WORKERS) {
    remote.terminate();
    return;
  }
  const timer = setTimeout(letGo, IDLE_MS, remote);
  // In Node.js, whoever waits only for this is done.
  if (typeof timer === "object") timer.unref();
  idle.set(remote, timer);
}

/** @returns {WorkerLike} */
function start() {
  const { createWorker, workerUrl } = how;
  if (createWorker) return adoptWorker(createWorker());
  return workerUrl === undefined ? defaultWorker() : startWorker(workerUrl);
}
