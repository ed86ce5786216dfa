// @ts-check
/**
 * Grouping, in the worker: the lines of a byte range that begins and ends where lines do become a column of hashes,
 * one a line, of the groups that their images belong to.
 */

import { Grouping } from "./glue.js";
import { asHoldoutError, cancelled } from "./errors.js";
import { pieces } from "./reading.js";

/** @import {Context, Kinds} from "./protocol.js" */

/**
 * @param {Kinds["group"]["in"]} request
 * @param {Context} context
 * @returns {Promise<Kinds["group"]["out"]>}
 */
export async function group({ input, start, end, by }, { signal }) {
  const grouping = new Grouping(by, start);
  try {
    for await (const piece of pieces(input, start, end)) {
      if (signal.aborted) throw cancelled();
      grouping.push(piece);
    }
  } catch (thrown) {
    grouping.free();
    throw asHoldoutError(thrown, { start, end });
  }
  return { groups: /** @type {BigUint64Array<ArrayBuffer>} */ (grouping.finish()) };
}
