// @ts-check
/**
 * The pool: workers that are ready, shared by all sessions of a page. They are started when asked for, lent, given
 * back, and let go when nobody wants them for a while. A dead one is never lent again.
 */

import { HoldoutError } from "./errors.js";
import { Remote } from "./remote.js";
import { wasmModule } from "./wasm.js";

/** How long a worker waits for its next task. */
const IDLE_MS = 10_000;
const MOST_WORKERS = 8;

/** @type {Map<Remote, ReturnType<typeof setTimeout>>} */
const idle = new Map();

/** How many workers scan unless the caller says otherwise. */
export function defaultWorkers() {
  return Math.max(1, Math.min(globalThis.navigator?.hardwareConcurrency ?? 1, MOST_WORKERS));
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
  idle.set(remote, timer);
}

function start() {
  try {
    // Bundlers know this very form, and no other.
    return new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  } catch (cause) {
    throw new HoldoutError("WASM_UNAVAILABLE", "The browser doesn't let the engine's worker start.", {
      hint: "Serve the engine from the page's own address: a worker can't be started from another one.",
      cause,
    });
  }
}
