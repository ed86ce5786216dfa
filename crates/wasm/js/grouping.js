// @ts-check
/**
 * Grouping, on the page's side: the second reading of the input that groups need. Workers read its ranges again; the
 * ledger is handed all columns at once, so that a reading that fails or is cancelled leaves nothing behind.
 */

import { handOut } from "./ranges.js";

/** @import {Input} from "./platform/kinds.js" */
/** @import {Meter} from "./progress.js" */
/** @import {Remote} from "./remote.js" */

const BYTES_A_LINE = 8;

/**
 * @param {object} work
 * @param {Input} work.input
 * @param {number[]} work.cuts offsets at which lines begin, and the end
 * @param {string} work.by the rule
 * @param {Remote} work.ledger
 * @param {number} work.workers
 * @param {Meter} work.meter
 * @param {AbortSignal} work.signal
 * @returns {Promise<void>}
 */
export async function groupAll({ input, cuts, by, ledger, workers, meter, signal }) {
  const ranges = cuts.slice(1).map((end, i) => ({ start: cuts[i], end }));
  /** @type {ArrayBuffer[]} */
  const columns = [];
  await handOut({
    ranges,
    workers,
    signal,
    each: async (remote, range, index, signal) => {
      const { groups } = await remote.call("group", { input, ...range, by }, { signal });
      columns[index] = groups;
      meter.add({ bytes: range.end - range.start, lines: groups.byteLength / BYTES_A_LINE });
    },
  });
  await ledger.ask("grouped", [by], { bytes: await new Blob(columns).arrayBuffer(), signal });
}
