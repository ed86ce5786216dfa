// @ts-check
/**
 * Sources that are no input yet: streams and responses, which are read once and set aside in pieces, never as a whole in
 * memory of ours, and handles of files. Loaded by `source.js` when somebody gives one.
 */

import { HoldoutError, asHoldoutError, cancelled } from "./errors.js";

/** @import {Source} from "./source.js" */

const SPOOL_BYTES = 8 * 1024 * 1024;

/**
 * @param {Exclude<Source, Blob | string | ArrayBuffer | ArrayBufferView>} source
 * @param {AbortSignal} [signal]
 * @returns {Promise<{input: Blob, name: string}>}
 */
export async function gathered(source, signal) {
  if (source instanceof Response) return fromResponse(source, signal);
  if (source instanceof ReadableStream || isIterable(source)) return { input: await spool(source, signal), name: "" };
  if (typeof FileSystemHandle !== "undefined" && source instanceof FileSystemHandle) {
    if (source.kind !== "file") {
      throw new HoldoutError("NOT_A_FILE", "This is a folder, not a file.", { hint: "Open the folder and choose the manifest in it." });
    }
    const handle = /** @type {FileSystemFileHandle} */ (source);
    const file = await handle.getFile().catch((cause) => Promise.reject(asHoldoutError(cause)));
    return { input: file, name: file.name };
  }
  throw new HoldoutError("NOT_A_FILE", "This is nothing that a manifest can be read from.", {
    hint: "Give a File, a Blob, a string, bytes, a stream or a Response; of what is on the network, what fetch() answers.",
  });
}

/**
 * Streams of Node.js are such, and generators.
 * @param {unknown} source
 * @returns {source is AsyncIterable<Uint8Array | string>}
 */
function isIterable(source) {
  return source !== null && typeof source === "object" && Symbol.asyncIterator in source;
}

/**
 * @param {Response} response
 * @param {AbortSignal} [signal]
 */
async function fromResponse(response, signal) {
  if (!response.ok) {
    throw new HoldoutError("NOT_READABLE", `The manifest could not be fetched: status ${response.status}.`, {
      hint: "Check its address and whether it may be read.",
    });
  }
  const name = response.url ? decodeURIComponent(new URL(response.url).pathname.split("/").pop() ?? "") : "";
  return { input: response.body ? await spool(response.body, signal) : new Blob([]), name };
}

/**
 * Sets a stream aside in Blobs of some MiB each: the browser keeps them, on disk where they are large.
 * @param {ReadableStream<Uint8Array> | AsyncIterable<Uint8Array | string>} stream
 * @param {AbortSignal} [signal]
 */
export async function spool(stream, signal) {
  const { read, stop } = drawing(stream);
  signal?.addEventListener("abort", stop, { once: true });
  /** @type {Blob[]} */
  const kept = [];
  /** @type {BlobPart[]} */
  let pieces = [];
  let waiting = 0;
  try {
    for (;;) {
      const { done, value } = await read();
      if (signal?.aborted) throw cancelled();
      if (value) {
        pieces.push(/** @type {BlobPart} */ (value));
        waiting += value.length;
      }
      if (done || waiting >= SPOOL_BYTES) {
        kept.push(new Blob(pieces));
        pieces = [];
        waiting = 0;
      }
      if (done) return new Blob(kept);
    }
  } catch (thrown) {
    stop();
    if (thrown instanceof HoldoutError) throw thrown;
    throw new HoldoutError("NOT_READABLE", "The manifest could not be read to its end: the stream broke off.", {
      hint: "Try again.",
      cause: thrown,
    });
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

/**
 * @param {ReadableStream<Uint8Array> | AsyncIterable<Uint8Array | string>} stream
 * @returns {{read: () => Promise<{done?: boolean, value?: Uint8Array | string}>, stop: () => void}}
 */
function drawing(stream) {
  if (stream instanceof ReadableStream) {
    const reader = stream.getReader();
    return { read: () => reader.read(), stop: () => void reader.cancel().catch(() => {}) };
  }
  const iterator = stream[Symbol.asyncIterator]();
  return { read: () => iterator.next(), stop: () => void iterator.return?.().catch(() => {}) };
}
