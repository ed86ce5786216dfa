// @ts-check
/**
 * Reads in any order and passes on in order: workers are handed ranges of an input, and whoever wants what they make of them
 * is given it as if one had read all. The result doesn't depend on who read what, or when.
 */

import { handOut } from "./ranges.js";

/** @import {ByteRange} from "./errors.js" */
/** @import {Remote} from "./remote.js" */

/**
 * Resolves when all has been read and taken. A range that can't be read ends the work on the rest; what could not be taken is
 * told once all has been read.
 * @template T
 * @param {object} work
 * @param {ByteRange[]} work.ranges that follow one another
 * @param {number} work.workers at most so many
 * @param {AbortSignal} work.signal
 * @param {(remote: Remote, range: ByteRange, signal: AbortSignal) => Promise<T>} work.read
 * @param {(made: T, signal: AbortSignal) => Promise<unknown>} work.take
 * @returns {Promise<void>}
 */
export async function readInOrder({ ranges, workers, signal, read, take }) {
  const stop = new AbortController();
  const stopped = AbortSignal.any([signal, stop.signal]);
  /** @type {Map<number, T>} */
  const waiting = new Map();
  /** @type {Promise<unknown>[]} */
  const taken = [];

  /**
   * @param {number} index
   * @param {T} made
   */
  function add(index, made) {
    waiting.set(index, made);
    for (let next; (next = waiting.get(taken.length)); ) {
      waiting.delete(taken.length);
      const done = take(next, stopped);
      done.catch(() => {});
      taken.push(done);
    }
  }

  try {
    await handOut({
      ranges,
      workers,
      signal: stopped,
      each: async (remote, range, index, signal) => add(index, await read(remote, range, signal)),
    });
    await Promise.all(taken);
  } catch (error) {
    stop.abort();
    throw error;
  }
}
