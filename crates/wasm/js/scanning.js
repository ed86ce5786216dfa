// @ts-check
/**
 * Scanning, on the page's side: hands out byte ranges of the input to workers and their catalogs, in order, to the
 * ledger. Nothing is shared between workers, and the result doesn't depend on who scanned what, or when.
 */

import { borrow, giveBack } from "./pool.js";

/** @import {Meter} from "./progress.js" */
/** @import {Remote} from "./remote.js" */

const MIB = 1024 * 1024;
/** Beginning to read costs milliseconds, so ranges are large; the last ones should still end together, so not too large. */
const LARGEST_RANGE = 16 * MIB;
const SMALLEST_RANGE = MIB / 4;
/** Two a worker: the one is read while the other is scanned. */
const RANGES_AT_ONCE = 2;

/**
 * @param {object} work
 * @param {Blob} work.blob
 * @param {Remote} work.ledger
 * @param {number} work.workers
 * @param {Meter} work.meter
 * @param {AbortSignal} work.signal
 * @returns {Promise<void>}
 */
export async function scanAll({ blob, ledger, workers, meter, signal }) {
  const rangeBytes = Math.min(LARGEST_RANGE, Math.max(SMALLEST_RANGE, Math.ceil(blob.size / (workers * RANGES_AT_ONCE))));
  const ranges = Math.max(1, Math.ceil(blob.size / rangeBytes));
  const stop = new AbortController();
  const stopped = AbortSignal.any([signal, stop.signal]);
  const inOrder = new InOrder((catalog) => ledger.call("append", { catalog }, { transfer: [catalog], signal: stopped }));
  let next = 0;

  /** @param {Remote} remote */
  async function takeRanges(remote) {
    while (next < ranges) {
      const index = next++;
      const start = index * rangeBytes;
      const end = Math.min(start + rangeBytes, blob.size);
      const { catalog, lines, codes } = await remote.call("scan", { blob, start, end }, { signal: stopped }).catch((error) => {
        error.range ??= { start, end };
        throw error;
      });
      inOrder.add(index, catalog);
      meter.add({ bytes: end - start, lines, codes });
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

  const all = Array.from({ length: Math.min(workers, ranges) }, work);
  try {
    await Promise.all(all);
    await inOrder.done();
  } catch (error) {
    stop.abort();
    throw error;
  }
}

/** Passes on in order what comes in any order. */
class InOrder {
  #pass;
  #next = 0;
  /** @type {Map<number, ArrayBuffer>} */
  #waiting = new Map();
  /** @type {Promise<unknown>[]} */
  #passed = [];

  /** @param {(item: ArrayBuffer) => Promise<unknown>} pass */
  constructor(pass) {
    this.#pass = pass;
  }

  /**
   * @param {number} index
   * @param {ArrayBuffer} item
   */
  add(index, item) {
    this.#waiting.set(index, item);
    for (let found; (found = this.#waiting.get(this.#next)); this.#next++) {
      this.#waiting.delete(this.#next);
      const passed = this.#pass(found);
      passed.catch(() => {});
      this.#passed.push(passed);
    }
  }

  /** Resolves when all has arrived; rejects with the first failure. */
  async done() {
    await Promise.all(this.#passed);
  }
}
