// @ts-check
/**
 * Scanning, in the worker: the lines that start in one byte range become one encoded catalog. The last line is
 * followed past the range's end, however far that is, in slices of bounded size.
 */

import { RangeScan } from "./glue.js";
import { asHoldoutError, cancelled } from "./errors.js";
import { pieces } from "./reading.js";

/** @import {Context, Kinds} from "./protocol.js" */

/** Bytes read beyond a range at once: nearly always its last line ends there, and a read costs milliseconds. */
const READ_PAST = 64 * 1024;
/** Bytes a read where a line goes on and on. */
const LONG_LINE_STEP = 8 * 1024 * 1024;

/**
 * @param {Kinds["scan"]["in"]} request
 * @param {Context} context
 * @returns {Promise<Kinds["scan"]["out"]>}
 */
export async function scan({ input, start, end }, { signal }) {
  const scanner = new RangeScan(start, end);
  try {
    let at = scanner.feedFrom;
    let until = end + READ_PAST;
    for (let complete = false; !complete && at < input.size; until = at + LONG_LINE_STEP) {
      for await (const piece of pieces(input, at, Math.min(until, input.size))) {
        if (signal.aborted) throw cancelled();
        complete = scanner.push(piece);
        at += piece.length;
        if (complete) break;
      }
    }
    const scanned = scanner.finish();
    const { lines, codes } = scanned;
    return { lines, codes: JSON.parse(codes), catalog: /** @type {ArrayBuffer} */ (scanned.encode().buffer) };
  } catch (thrown) {
    throw asHoldoutError(thrown, { start, end });
  }
}
