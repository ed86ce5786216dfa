// @ts-check
/**
 * Starting a worker, in a browser and in Node: two kinds of one thing.
 */

/**
 * @typedef {object} Thread
 * @property {(message: unknown, transfer?: any[]) => void} post
 * @property {() => void} end
 */

/** A name that no bundler looks for: in a browser nothing asks for it. */
const NODE_THREADS = "node:worker_threads";

/**
 * @param {(said: any) => void} hear
 * @param {(message: string) => void} fail
 * @returns {Promise<Thread>}
 */
export async function startThread(hear, fail) {
  if (typeof Worker === "function") {
    // Bundlers know this very form, and no other.
    const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }) => hear(data);
    worker.onerror = (event) => {
      event.preventDefault();
      fail(event.message ?? "its files could not be loaded");
    };
    return { post: (message, transfer = []) => worker.postMessage(message, transfer), end: () => worker.terminate() };
  }
  const threads = await import(/* @vite-ignore */ /* webpackIgnore: true */ NODE_THREADS);
  const worker = new threads.Worker(new URL("./worker.js", import.meta.url));
  worker.on("message", hear);
  worker.on("error", (/** @type {Error} */ error) => fail(error.message));
  return {
    post: (message, transfer = []) => worker.postMessage(message, transfer),
    end: () => void worker.terminate(),
  };
}

/**
 * The other end, in the worker.
 * @param {(message: any) => void} hear
 * @returns {Promise<(message: unknown) => void>} says something to the page
 */
export async function answerThread(hear) {
  if (typeof self !== "undefined" && typeof self.postMessage === "function") {
    self.onmessage = ({ data }) => hear(data);
    return (message) => self.postMessage(message);
  }
  const { parentPort } = await import(/* @vite-ignore */ /* webpackIgnore: true */ NODE_THREADS);
  parentPort.on("message", hear);
  return (message) => parentPort.postMessage(message);
}
