// @ts-check
/**
 * Scanning, on the page's side: workers make catalogs of byte ranges of the input, and whoever wants them is handed them in
 * order.
 */

import { readInOrder } from "./in_order.js";
import { RANGES_AT_ONCE } from "./ranges.js";

/** @import {Input} from "./platform/kinds.js" */
/** @import {Meter} from "./progress.js" */

const MIB = 1024 * 1024;
/** Beginning to read costs milliseconds, so ranges are large; what is made of them is held twice, so not too large. */
const LARGEST_RANGE = 24 * MIB;
const SMALLEST_RANGE = MIB / 4;

/**
 * @param {object} work
 * @param {Input} work.input
 * @param {(catalog: ArrayBuffer, signal: AbortSignal) => Promise<unknown>} work.take
 * @param {number} work.workers
 * @param {Meter} work.meter
 * @param {AbortSignal} work.signal
 * @returns {Promise<void>}
 */
export const scanAll = ({ input, meter, ...work }) =>
  readInOrder({
    ...work,
    ranges: rangesOf(input.size, work.workers),
    read: async (remote, range, signal) => {
      const { catalog, lines, codes } = await remote.call("scan", { input, ...range }, { signal });
      meter.add({ bytes: range.end - range.start, lines, codes });
      return /** @type {ArrayBuffer} */ (catalog);
    },
  });

/**
 * Ranges that fill the input, as many for each worker, so that all end together. Of an empty input there is one, which is
 * empty too.
 * @param {number} size
 * @param {number} workers
 */
function rangesOf(size, workers) {
  const atOnce = workers * RANGES_AT_ONCE;
  const times = Math.max(1, Math.ceil(size / (atOnce * LARGEST_RANGE)));
  const bytes = Math.max(SMALLEST_RANGE, Math.ceil(size / (atOnce * times)));
  return Array.from({ length: Math.max(1, Math.ceil(size / bytes)) }, (_, i) => ({ start: i * bytes, end: Math.min((i + 1) * bytes, size) }));
}
