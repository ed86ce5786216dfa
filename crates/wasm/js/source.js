// @ts-check
/**
 * Sources. Whatever a manifest may come as becomes a Blob, the one thing that every worker can read any part of. What
 * is read once only, a stream or a response, is set aside in pieces, never as a whole in memory of ours.
 */

import { HoldoutError, asHoldoutError, cancelled, notAFile, notReadable, perhapsAFolder } from "./errors.js";

/**
 * @typedef {File | Blob | string | ArrayBuffer | ArrayBufferView<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>> | Response | FileSystemHandle} Source
 */

const SPOOL_BYTES = 8 * 1024 * 1024;

/**
 * @param {Source | Promise<Source>} given
 * @param {AbortSignal} [signal]
 * @returns {Promise<{blob: Blob, name: string}>}
 */
export async function fromSource(given, signal) {
  const source = await given;
  if (source instanceof Blob) {
    await probe(source);
    return { blob: source, name: "name" in source && typeof source.name === "string" ? source.name : "" };
  }
  if (typeof source === "string" || source instanceof ArrayBuffer || ArrayBuffer.isView(source)) {
    return { blob: new Blob([source]), name: "" };
  }
  if (source instanceof Response) return fromResponse(source, signal);
  if (source instanceof ReadableStream) return { blob: await spool(source, signal), name: "" };
  if (isHandle(source)) {
    if (source.kind !== "file") throw notAFile();
    const handle = /** @type {FileSystemFileHandle} */ (source);
    return fromSource(await handle.getFile().catch((cause) => Promise.reject(asHoldoutError(cause))), signal);
  }
  throw new HoldoutError("NOT_A_FILE", "This is nothing that a manifest can be read from.", {
    hint: "Give a File, a Blob, a string, bytes, a ReadableStream or a Response.",
  });
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
  return { blob: response.body ? await spool(response.body, signal) : new Blob([]), name };
}

/**
 * Sets a stream aside in Blobs of some MiB each: the browser keeps them, on disk where they are large.
 * @param {ReadableStream<Uint8Array<ArrayBuffer>>} stream
 * @param {AbortSignal} [signal]
 */
async function spool(stream, signal) {
  const reader = stream.getReader();
  const stop = () => void reader.cancel().catch(() => {});
  signal?.addEventListener("abort", stop, { once: true });
  /** @type {Blob[]} */
  const kept = [];
  /** @type {Uint8Array<ArrayBuffer>[]} */
  let pieces = [];
  let waiting = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (signal?.aborted) throw cancelled();
      if (value) {
        pieces.push(value);
        waiting += value.byteLength;
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
