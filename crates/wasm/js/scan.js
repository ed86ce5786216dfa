// @ts-check
/**
 * Scanning, in the worker: the lines that start in one byte range become one encoded catalog. The last line is
 * followed past the range's end, however far that is, in slices of bounded size.
 */

import { ask, tell, withTask } from "./core.js";
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
export const scan = ({ input, start, end }, { signal }) =>
  withTask("scan", [start, end], async (task, at) => {
    let until = end + READ_PAST;
    for (let complete = false; !complete && at < input.size; until = at + LONG_LINE_STEP) {
      for await (const piece of pieces(input, at, Math.min(until, input.size))) {
        signal.throwIfAborted();
        complete = ask("push", task, piece).length > 0;
        at += piece.length;
        if (complete) break;
      }
    }
    const { lines, codes } = JSON.parse(tell("finish", task));
    return { lines, codes, catalog: ask("finish", task).buffer };
  });
