// @ts-check
/**
 * Composing, in the worker: the outputs are byte ranges of the input, so they are copied out of it chunk by chunk. A
 * chunk without a wanted range is not read; of the others only the part from the first wanted byte to the last.
 * Measured: one Blob made of tens of thousands of slices takes minutes, chunk by chunk takes the time of the read.
 */

import { ahead, read } from "./reading.js";

/** @import {Input} from "./platform/kinds.js" */

const CHUNK = 16 * 1024 * 1024;

/**
 * @typedef {((start: number, end: number) => Float64Array)[]} Outputs by output: start and end of each range that belongs
 *   to it, within the input from `start` to `end`
 */

/**
 * @typedef {object} Chunk
 * @property {number} next where the following chunk begins
 * @property {number} origin where `bytes` begin in the input
 * @property {Uint8Array} bytes
 * @property {Float64Array[]} wanted by output: start and end of each range, in the input
 */

/**
 * The outputs' bytes, chunk by chunk in input order; `next` is where to go on.
 * @param {Input} input
 * @param {Outputs} outputs
 * @param {AbortSignal} signal
 * @param {number} [from]
 * @param {boolean} [goOn] whether the next chunk is read while this one is used
 * @returns {AsyncGenerator<{pieces: Uint8Array<ArrayBuffer>[], next: number}, void>}
 */
export async function* compose(input, outputs, signal, from = 0, goOn = true) {
  let coming = ahead(chunkFrom(input, outputs, from));
  for (;;) {
    const chunk = await coming;
    signal.throwIfAborted();
    if (!chunk) return;
    if (goOn) coming = ahead(chunkFrom(input, outputs, chunk.next));
    yield { pieces: chunk.wanted.map((ranges) => gather(chunk, ranges)), next: chunk.next };
    if (!goOn) return;
  }
}

/**
 * Reads the first chunk at or after `from` that holds anything wanted.
 * @param {Input} input
 * @param {Outputs} outputs
 * @param {number} from
 * @returns {Promise<Chunk | null>}
 */
async function chunkFrom(input, outputs, from) {
  for (let start = from; start < input.size; start += CHUNK) {
    const next = Math.min(start + CHUNK, input.size);
    const wanted = outputs.map((ranges) => ranges(start, next));
    const some = wanted.filter((ranges) => ranges.length > 0);
    if (some.length === 0) continue;
    const origin = Math.min(...some.map((ranges) => ranges[0]));
    const bytes = await read(input, origin, Math.max(...some.map((ranges) => ranges[ranges.length - 1])));
    return { next, origin, bytes, wanted };
  }
  return null;
}

/**
 * @param {Chunk} chunk
 * @param {Float64Array} ranges
 */
function gather({ bytes, origin }, ranges) {
  let size = 0;
  for (let i = 0; i < ranges.length; i += 2) size += ranges[i + 1] - ranges[i];
  const piece = new Uint8Array(size);
  let at = 0;
  for (let i = 0; i < ranges.length; i += 2) {
    piece.set(bytes.subarray(ranges[i] - origin, ranges[i + 1] - origin), at);
    at += ranges[i + 1] - ranges[i];
  }
  return piece;
}
