// @ts-check
/**
 * Sources. Whatever a manifest may come as becomes an input, something that every worker can read any part of: a Blob, or
 * in Node.js a file named by its path. What is read once only, a stream or a response, is set aside in pieces, never as a whole in memory of ours.
 */

import { HoldoutError, asHoldoutError, cancelled, notAFile, notReadable, perhapsAFolder } from "./errors.js";
import { STRINGS_ARE_PATHS, knownSource } from "./platform/browser.js";

/** @import {Input} from "./platform/kinds.js" */

/**
 * What a manifest may come as. A string is the text of a manifest in a browser, and the path of a file in Node.js, where
 * the URL of a file is taken as well. An AsyncIterable may be of bytes or of text: streams of Node.js are such.
 * @typedef {File | Blob | string | URL | ArrayBuffer | ArrayBufferView | ReadableStream<Uint8Array> |
 *   AsyncIterable<Uint8Array | string> | Response | Handle} Source
 */

/** @typedef {{readonly kind: "file" | "directory", readonly name: string}} Handle A FileSystemHandle. */

const SPOOL_BYTES = 8 * 1024 * 1024;

/**
 * @param {Source | Promise<Source>} given
 * @param {AbortSignal} [signal]
 * @returns {Promise<{input: Input, name: string}>}
 */
export async function fromSource(given, signal) {
  const source = await given;
  const known = await knownSource(source);
  if (known) return "input" in known ? known : { input: await spool(known.stream, signal), name: known.name };
  if (source instanceof Blob) {
    await probe(source);
    return { input: source, name: "name" in source && typeof source.name === "string" ? source.name : "" };
  }
  if (typeof source === "string" || source instanceof ArrayBuffer || ArrayBuffer.isView(source)) {
    return { input: new Blob([/** @type {BlobPart} */ (source)]), name: "" };
  }
  if (source instanceof Response) return fromResponse(source, signal);
  if (source instanceof ReadableStream || isIterable(source)) return { input: await spool(source, signal), name: "" };
  if (isHandle(source)) {
    if (source.kind !== "file") throw notAFile();
    const handle = /** @type {FileSystemFileHandle} */ (source);
    return fromSource(await handle.getFile().catch((cause) => Promise.reject(asHoldoutError(cause))), signal);
  }
  throw new HoldoutError("NOT_A_FILE", "This is nothing that a manifest can be read from.", {
    hint: "Give a File, a Blob, a string, bytes, a stream or a Response; of what is on the network, what fetch() answers.",
  });
}

/**
 * Whether a source holds the same bytes for ever.
 * @param {Source} source
 */
export function unchanging(source) {
  return source instanceof Blob || (typeof source === "string" && !STRINGS_ARE_PATHS);
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
 * @param {unknown} source
 * @returns {source is FileSystemHandle}
 */
function isHandle(source) {
  return typeof FileSystemHandle !== "undefined" && source instanceof FileSystemHandle;
}

/**
 * Reads the first byte: a folder that was dropped looks like a file until it is read.
 * @param {Blob} blob
 */
async function probe(blob) {
  try {
    // Of nothing, nothing would be read: an empty file is asked for itself.
    await (blob.size > 0 ? blob.slice(0, 1) : blob).arrayBuffer();
  } catch (cause) {
    throw looksLikeFolder(blob) ? perhapsAFolder(cause) : notReadable(cause, { start: 0, end: Math.min(1, blob.size) });
  }
}

/**
 * A folder comes without a type, and with a size that says nothing of its content: none, or that of its table.
 * @param {Blob} blob
 */
function looksLikeFolder(blob) {
  const name = "name" in blob ? String(blob.name) : "";
  return blob.type === "" && !/\.(manifest|jsonl?|ndjson|txt|gz)$/i.test(name) && (blob.size % 4096 === 0 || blob.size < 4096);
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
async function spool(stream, signal) {
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
