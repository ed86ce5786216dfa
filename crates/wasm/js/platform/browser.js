// @ts-check
/**
 * What the engine needs of a browser, or of anything that has a browser's Blob, fetch and Worker. The package for
 * Node.js has `node.js` in the place of this module; both export the same, and nothing else names either platform.
 */

/** @import {PlatformSource, WorkerLike} from "./kinds.js" */

/** Whether a string given as a source names a file. Here it is the manifest's text. */
export const STRINGS_ARE_PATHS = false;

/** How many workers can run at the same time. */
export const processors = () => globalThis.navigator?.hardwareConcurrency ?? 1;

/**
 * Starts a worker from an address.
 * @param {string | URL} url
 * @returns {WorkerLike}
 */
export const startWorker = (url) => new Worker(url, { type: "module" });

/**
 * Starts a worker from the text of a module.
 * @param {string} text
 * @returns {WorkerLike}
 */
export function startWorkerFrom(text) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  // The address must hold until the worker has read it, and nobody says when that is: it is kept.
  return startWorker(url);
}

/**
 * A worker of the user's own making.
 * @param {any} worker
 * @returns {WorkerLike}
 */
export const adoptWorker = (worker) => worker;

/**
 * Fetches the wasm file.
 * @param {string | URL} url
 * @returns {Promise<Response>}
 */
export const load = (url) => fetch(url);

/**
 * A source that only this platform knows.
 * @param {unknown} _source
 * @returns {Promise<PlatformSource | undefined>}
 */
export const knownSource = async (_source) => undefined;

/**
 * A writable that only this platform knows, as a WritableStream.
 * @param {any} writable
 * @returns {WritableStream<Uint8Array>}
 */
export const asWritable = (writable) => writable;

/**
 * The bytes of an input from `start` to `end`.
 * @param {Blob} input
 * @param {number} start
 * @param {number} end
 * @returns {Promise<ArrayBuffer>}
 */
export const bytesOf = (input, start, end) => input.slice(start, end).arrayBuffer();

/**
 * The same as they come.
 * @param {Blob} input
 * @param {number} start
 * @param {number} end
 * @returns {ReadableStream<Uint8Array<ArrayBuffer>>}
 */
export const streamOf = (input, start, end) => input.slice(start, end).stream();

/**
 * In a worker: hears what the page says.
 * @param {(message: any) => void} hear
 */
export function listen(hear) {
  self.onmessage = ({ data }) => hear(data);
}

/**
 * In a worker: says something to the page.
 * @param {unknown} message
 * @param {Transferable[]} [transfer]
 */
export const send = (message, transfer = []) => self.postMessage(message, { transfer });
