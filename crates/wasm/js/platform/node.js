// @ts-check
/**
 * What the engine needs of Node.js: threads, and files that are read by their paths, any part of them by any thread.
 * The counterpart of `browser.js`; Deno and Bun understand it as well.
 */

import { open as openFile, readFile, stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { basename } from "node:path";
import { Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { Worker as Thread, parentPort } from "node:worker_threads";
import { HoldoutError, notReadable } from "../errors.js";

/** @import {FileInput, Input, PlatformSource, WorkerLike} from "./kinds.js" */

/** Whether a string given as a source names a file. */
export const STRINGS_ARE_PATHS = true;

/** How many workers can run at the same time. */
export const processors = () => availableParallelism();

/**
 * A thread with the face of a browser's worker.
 * @implements {WorkerLike}
 */
class NodeWorker {
  #thread;
  /** @type {((event: any) => void) | null} */
  onmessage = null;
  /** @type {((event: any) => void) | null} */
  onmessageerror = null;
  /** @type {((event: any) => void) | null} */
  onerror = null;

  /** @param {Thread} thread */
  constructor(thread) {
    this.#thread = thread;
    thread.on("message", (data) => this.onmessage?.({ data }));
    thread.on("messageerror", (error) => this.onmessageerror?.(error));
    thread.on("error", (error) => this.#fail(error.message));
    thread.on("exit", () => this.#fail("the thread has ended"));
    thread.unref();
  }

  /** @param {string} message */
  #fail(message) {
    this.onerror?.({ message, preventDefault() {} });
  }

  /**
   * @param {any} message
   * @param {any} [transfer]
   */
  postMessage(message, transfer) {
    this.#thread.postMessage(message, transfer);
  }

  terminate() {
    this.onerror = null;
    void this.#thread.terminate();
  }

  ref() {
    this.#thread.ref();
  }

  unref() {
    this.#thread.unref();
  }
}

/**
 * Starts a worker from an address.
 * @param {string | URL} url
 * @returns {WorkerLike}
 */
export const startWorker = (url) => new NodeWorker(new Thread(/^(file|data):/.test(String(url)) ? new URL(url) : url));

/**
 * Starts a worker from the text of a module.
 * @param {string} text
 * @returns {WorkerLike}
 */
export const startWorkerFrom = (text) => startWorker(`data:text/javascript;base64,${Buffer.from(text).toString("base64")}`);

/**
 * A worker of the user's own making.
 * @param {any} worker
 * @returns {WorkerLike}
 */
export const adoptWorker = (worker) => (worker instanceof Thread ? new NodeWorker(worker) : worker);

/**
 * Reads the wasm file.
 * @param {string | URL} url a path works, too
 * @returns {Promise<Response | Uint8Array<ArrayBuffer>>}
 */
export async function load(url) {
  const address = String(url);
  if (/^(https?|data):/.test(address)) return fetch(url);
  return /** @type {Uint8Array<ArrayBuffer>} */ (await readFile(address.startsWith("file:") ? new URL(address) : address));
}

/**
 * A source that only this platform knows: a path, the URL of a file, or a Blob that stays with its thread.
 * @param {unknown} source
 * @returns {Promise<PlatformSource | undefined>}
 */
export async function knownSource(source) {
  if (source instanceof Blob && staysHere(source)) return { stream: source.stream(), name: "" };
  if (typeof source !== "string" && !(source instanceof URL && source.protocol === "file:")) return undefined;
  const path = typeof source === "string" ? source : fileURLToPath(source);
  const facts = await stat(path).catch((cause) => Promise.reject(missing(path, cause)));
  if (facts.isDirectory()) {
    throw new HoldoutError("NOT_A_FILE", `${path} is a folder, not a file.`, { hint: "Give the path of the manifest in it." });
  }
  const name = basename(path);
  if (facts.isFile()) return { input: { path, size: facts.size, modified: facts.mtimeMs }, name };
  // A pipe or a device is read once, from its beginning.
  const file = await openFile(path).catch((cause) => Promise.reject(missing(path, cause)));
  return { stream: file.createReadStream(), name };
}

/**
 * Whether a Blob can't be handed to other threads: those of `fs.openAsBlob` can't.
 * @param {Blob} blob
 */
function staysHere(blob) {
  try {
    structuredClone(blob);
    return false;
  } catch (thrown) {
    return /** @type {NodeJS.ErrnoException} */ (thrown).code === "ERR_INVALID_STATE";
  }
}

/**
 * @param {string} path
 * @param {unknown} cause
 */
function missing(path, cause) {
  const shown = path.length > 200 ? `${path.slice(0, 200)}…` : path;
  return new HoldoutError("NOT_READABLE", `The file ${JSON.stringify(shown)} can't be read: ${/** @type {Error} */ (cause).message.split(",")[0]}.`, {
    hint: "In Node.js a string is the path of a file. Give the text of a manifest as new Blob([text]).",
    cause,
  });
}

/**
 * A writable that only this platform knows, as a WritableStream.
 * @param {any} writable
 * @returns {WritableStream<Uint8Array>}
 */
export const asWritable = (writable) =>
  writable instanceof Writable ? /** @type {WritableStream<any>} */ (/** @type {unknown} */ (Writable.toWeb(writable))) : writable;

/**
 * The bytes of an input from `start` to `end`.
 * @param {Input} input
 * @param {number} start
 * @param {number} end
 * @returns {Promise<ArrayBuffer>}
 */
export async function bytesOf(input, start, end) {
  if (input instanceof Blob) return input.slice(start, end).arrayBuffer();
  const file = await reopen(input);
  try {
    const bytes = new Uint8Array(end - start);
    let done = 0;
    while (done < bytes.length) {
      const { bytesRead } = await file.read(bytes, done, bytes.length - done, start + done);
      if (bytesRead === 0) throw new RangeError("the file ends before");
      done += bytesRead;
    }
    return bytes.buffer;
  } catch (thrown) {
    throw notReadable(thrown);
  } finally {
    await file.close();
  }
}

/**
 * The same as they come, into the buffer of whoever reads.
 * @param {Input} input
 * @param {number} start
 * @param {number} end
 * @returns {ReadableStream<Uint8Array<ArrayBuffer>>}
 */
export function streamOf(input, start, end) {
  if (input instanceof Blob) return input.slice(start, end).stream();
  const opening = reopen(input);
  opening.catch(() => {});
  let at = start;
  return new ReadableStream({
    type: "bytes",
    async pull(controller) {
      const file = await opening;
      const request = /** @type {ReadableStreamBYOBRequest} */ (controller.byobRequest);
      const view = /** @type {Uint8Array} */ (request.view);
      const { bytesRead } = await file
        .read(view, 0, Math.min(view.byteLength, end - at), at)
        .catch((thrown) => Promise.reject(notReadable(thrown)));
      at += bytesRead;
      if (bytesRead === 0) {
        await file.close();
        controller.close();
      }
      request.respond(bytesRead);
    },
    cancel: () => opening.then((file) => file.close(), () => {}),
  });
}

/**
 * Opens the file again, if it is still the one that was opened first.
 * @param {FileInput} input
 */
async function reopen({ path, size, modified }) {
  const file = await openFile(path).catch((cause) => Promise.reject(notReadable(cause)));
  const facts = await file.stat();
  if (facts.size === size && facts.mtimeMs === modified) return file;
  await file.close();
  throw notReadable();
}

/**
 * In a worker: hears what the main thread says.
 * @param {(message: any) => void} hear
 */
export function listen(hear) {
  parentPort?.on("message", hear);
}

/**
 * In a worker: says something to the main thread.
 * @param {unknown} message
 * @param {any[]} [transfer]
 */
export const send = (message, transfer = []) => parentPort?.postMessage(message, transfer);
