// @ts-check
/**
 * The pool: workers that are ready, shared by all sessions of a page. They are started when asked for, lent, given
 * back, and let go when nobody wants them for a while. A dead one is never lent again.
 */

import { HoldoutError, workerUnavailable } from "./errors.js";
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

/** How many workers scan unless the caller says otherwise. */
export function defaultWorkers() {
  return Math.max(1, Math.min(processors(), MOST_WORKERS));
}

/**
 * Borrows a worker with the engine in it.
 * @returns {Promise<Remote>}
 */
export async function borrow() {
  for (const [remote, timer] of idle) {
    clearTimeout(timer);
    idle.delete(remote);
    if (!remote.dead) return remote;
  }
  const module = await wasmModule();
  const remote = new Remote(start());
  try {
    await remote.call("init", { module });
  } catch (error) {
    remote.terminate();
    throw error;
  }
  return remote;
}

/**
 * Gives a worker back. One that is still busy has been told to stop and gets a moment for it.
 * @param {Remote} remote
 */
export async function giveBack(remote) {
  if (!remote.idle && !(await remote.settled())) remote.terminate();
  if (remote.dead || idle.size >= MOST_WORKERS) {
    remote.terminate();
    return;
  }
  const timer = setTimeout(() => {
    idle.delete(remote);
    remote.terminate();
  }, IDLE_MS);
  // In Node.js, whoever waits only for this is done.
  if (typeof timer === "object") timer.unref();
  idle.set(remote, timer);
}

/** @returns {WorkerLike} */
function start() {
  const { createWorker, workerUrl } = how;
  try {
    if (createWorker) return adoptWorker(createWorker());
    return workerUrl === undefined ? defaultWorker() : startWorker(workerUrl);
  } catch (cause) {
    throw cause instanceof ReferenceError ? noWorkers(cause) : workerUnavailable(String(cause), cause);
  }
}

/** @param {unknown} cause */
function noWorkers(cause) {
  return new HoldoutError("WASM_UNAVAILABLE", "There are no workers here, and the engine runs in workers.", {
    hint: "Call the engine in a page, in a worker that may start workers of its own, or in Node.js; not on a server that only renders pages.",
    cause,
  });
}
