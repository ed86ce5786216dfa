// @ts-check
/**
 * Byte ranges handed out to workers that are borrowed for it. Nothing is shared between workers, and who is given which
 * range, and when, is chance: whoever takes the answers puts them in order.
 */

import { borrow, giveBack } from "./pool.js";

/** @import {Remote} from "./remote.js" */
/** @import {ByteRange} from "./errors.js" */

/** Two a worker: the one is read while the other is worked on. */
export const RANGES_AT_ONCE = 2;

/**
 * Resolves when all ranges are done. The first failure ends the work on the others, and tells its range.
 * @param {object} work
 * @param {ByteRange[]} work.ranges
 * @param {number} work.workers at most so many
 * @param {AbortSignal} work.signal
 * @param {(remote: Remote, range: ByteRange, index: number, signal: AbortSignal) => Promise<unknown>} work.each
 * @returns {Promise<void>}
 */
export async function handOut({ ranges, workers, signal, each }) {
  const stop = new AbortController();
  const stopped = AbortSignal.any([signal, stop.signal]);
  let next = 0;

  /** @param {Remote} remote */
  async function takeRanges(remote) {
    while (next < ranges.length) {
      const index = next++;
      await each(remote, ranges[index], index, stopped).catch((error) => {
        error.range ??= ranges[index];
        throw error;
      });
    }
  }

  async function work() {
    const remote = await borrow();
    try {
      await Promise.all(Array.from({ length: RANGES_AT_ONCE }, () => takeRanges(remote)));
    } finally {
      void giveBack(remote);
    }
  }

  try {
    await Promise.all(Array.from({ length: Math.min(workers, ranges.length) }, work));
  } catch (error) {
    stop.abort();
    throw error;
  }
}
