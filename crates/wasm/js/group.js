// @ts-check
/**
 * Grouping, in the worker: the lines of a byte range that begins and ends where lines do become a column of hashes,
 * eight bytes a line, of the groups that their images belong to.
 */

import { ask, withTask } from "./core.js";
import { pieces } from "./reading.js";

/** @import {Context, Kinds} from "./protocol.js" */

/**
 * @param {Kinds["group"]["in"]} request
 * @param {Context} context
 * @returns {Promise<Kinds["group"]["out"]>}
 */
export const group = ({ input, start, end, by }, { signal }) =>
  withTask("group", [by, start], async (task) => {
    for await (const piece of pieces(input, start, end)) {
      signal.throwIfAborted();
      ask("push", task, piece);
    }
    return { groups: ask("finish", task).buffer };
  });
