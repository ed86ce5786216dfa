// @ts-check
/**
 * Reading, in a worker or on the page. Parts of an input, whole or not at all. A browser throws when the file behind a Blob
 * has changed; one that hands over less than was asked for is taken to mean the same. What is thrown tells its range.
 */

import { bytesOf, streamOf } from "./platform/browser.js";

/** @import {Input} from "./platform/kinds.js" */

/**
 * The bytes from `start` to `end`.
 * @param {Input} input
 * @param {number} start
 * @param {number} end
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function read(input, start, end) {
  try {
    const buffer = await bytesOf(/** @type {Blob} */ (input), start, end);
    if (buffer.byteLength !== end - start) throw short();
    return new Uint8Array(buffer);
  } catch (thrown) {
    throw over(thrown, start, end);
  }
}

/** What a browser throws by itself. */
const short = () => new DOMException("The file is shorter than it was.", "NotReadableError");

/**
 * @param {any} thrown
 * @param {number} start
 * @param {number} end
 */
function over(thrown, start, end) {
  thrown.range ??= { start, end };
  return thrown;
}

/** Bytes that a piece has at most. */
const PIECE = 1024 * 1024;

/**
 * The bytes from `start` to `end` as they come. A piece holds only until the next is asked for: all are read into one
 * buffer where the browser can do so, which takes half the time of making a new one for each.
 * @param {Input} input
 * @param {number} start
 * @param {number} end
 * @returns {AsyncGenerator<Uint8Array<ArrayBuffer>, void>}
 */
export async function* pieces(input, start, end) {
  const next = reading(streamOf(/** @type {Blob} */ (input), start, end));
  try {
    for (let at = start; at < end; ) {
      // The stream of a file that is gone fails with an error that names no reason.
      const { done, value } = await next.read().catch((thrown) => Promise.reject(thrown instanceof TypeError ? short() : thrown));
      if (done || !value) throw short();
      yield value;
      at += value.length;
    }
  } catch (thrown) {
    throw over(thrown, start, end);
  } finally {
    next.stop();
  }
}

/**
 * @param {ReadableStream<Uint8Array<ArrayBuffer>>} stream
 * @returns {{read: () => Promise<{done: boolean, value?: Uint8Array<ArrayBuffer>}>, stop: () => void}}
 */
function reading(stream) {
  const byob = byobReader(stream);
  const reader = byob ?? stream.getReader();
  const stop = () => void reader.cancel().catch(() => {});
  if (!byob) return { read: () => /** @type {ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>} */ (reader).read(), stop };
  let buffer = new ArrayBuffer(PIECE);
  return {
    async read() {
      const { done, value } = await byob.read(new Uint8Array(buffer));
      if (value) buffer = value.buffer;
      return { done, value };
    },
    stop,
  };
}

/** @param {ReadableStream} stream */
function byobReader(stream) {
  try {
    return stream.getReader({ mode: "byob" });
  } catch {
    // This browser's files are streams of chunks.
    return undefined;
  }
}

/**
 * All of `input` in order, the next slice being read while the last one is worked on.
 * @param {Input} input
 * @param {number} step bytes a slice
 * @returns {AsyncGenerator<Uint8Array<ArrayBuffer>, void>}
 */
export async function* slices(input, step) {
  const next = (/** @type {number} */ start) => ahead(start < input.size ? read(input, start, Math.min(start + step, input.size)) : null);
  for (let start = 0, coming = next(0); start < input.size; start += step) {
    const bytes = await coming;
    coming = next(start + step);
    if (bytes) yield bytes;
  }
}

/** Bytes handed to wasm at a time: they are copied there, and should still be in the processor's cache when read. */
const STEP = 512 * 1024;

/**
 * The same bytes in steps that suit wasm.
 * @param {Uint8Array} bytes
 * @returns {Generator<Uint8Array, void>}
 */
export function* steps(bytes) {
  for (let from = 0; from < bytes.length; from += STEP) yield bytes.subarray(from, from + STEP);
}

/**
 * A promise that may be left unawaited: its failure is heard by whoever awaits it, or by nobody.
 * @template T
 * @param {T | Promise<T>} work
 * @returns {Promise<T>}
 */
export function ahead(work) {
  const promise = Promise.resolve(work);
  promise.catch(() => {});
  return promise;
}
