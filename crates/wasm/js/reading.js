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
    const buffer = await persistently(() => bytesOf(/** @type {Blob} */ (input), start, end));
    if (buffer.byteLength !== end - start) throw short();
    return new Uint8Array(buffer);
  } catch (thrown) {
    throw over(thrown, start, end);
  }
}

/**
 * How long a read may take before the same bytes are requested again. Chromium under load sometimes loses a read of a file:
 * its promise is never settled. A disk that is only slow loses nothing by it: the first answer counts.
 */
const PATIENCE_MS = 5_000;
/** Requests of the same bytes at a time. */
const MOST_ATTEMPTS = 3;
const STALLED = Symbol("stalled");

/**
 * Returns what `work` resolves to, or that it takes too long.
 * @template T
 * @param {Promise<T>} work
 * @returns {Promise<T | typeof STALLED>}
 */
async function inTime(work) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const late = /** @type {Promise<typeof STALLED>} */ (new Promise((resolve) => (timer = setTimeout(resolve, PATIENCE_MS, STALLED))));
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Attempts something again that takes too long, and returns the first result.
 * @template T
 * @param {() => Promise<T>} attempt
 * @returns {Promise<T>}
 */
async function persistently(attempt) {
  /** @type {Promise<T>[]} */
  const attempts = [];
  for (;;) {
    if (attempts.length < MOST_ATTEMPTS) attempts.push(ahead(attempt()));
    const result = await inTime(Promise.race(attempts));
    if (result !== STALLED) return result;
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
  let at = start;
  try {
    while (at < end) {
      // The stream of a file that is gone fails with an error that names no reason.
      const coming = next.read().catch((thrown) => Promise.reject(thrown instanceof TypeError ? short() : thrown));
      const piece = await inTime(coming);
      if (piece === STALLED) break;
      const { done, value } = piece;
      if (done || !value) throw short();
      yield value;
      at += value.length;
    }
  } catch (thrown) {
    throw over(thrown, start, end);
  } finally {
    next.stop();
  }
  // The rest of a stream that stalled is read without it.
  for (; at < end; at += PIECE) yield read(input, at, Math.min(at + PIECE, end));
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
