// @ts-check
/**
 * The second reading of the input, on the page's side, for what the ledger does not hold until somebody needs it. Workers
 * read ranges again; the ledger puts together what they make of them and learns it at the end, so a reading that
 * fails or is cancelled leaves nothing behind.
 */

import { textOf } from "./camel.js";
import { InOrder } from "./in_order.js";
import { handOut } from "./ranges.js";
import { scanAll } from "./scanning.js";

/** @import {Input} from "./platform/kinds.js" */
/** @import {Meter} from "./progress.js" */
/** @import {Remote} from "./remote.js" */

/** @typedef {{input: Input, ledger: Remote, workers: number, meter: Meter, signal: AbortSignal}} Rereading */
/** @typedef {(bytes: ArrayBuffer) => Promise<unknown>} Take */

const BYTES_A_LINE = 8;

/**
 * The groups of all lines.
 * @param {Rereading} work
 * @param {number[]} cuts offsets at which lines begin, and the end
 * @param {string} by the rule
 */
export const rereadGroups = ({ input, ledger, workers, meter, signal }, cuts, by) =>
  learn(ledger, signal, { begin: ["groups", by], end: "grouped" }, async (take) => {
    const inOrder = new InOrder(take);
    await handOut({
      ranges: cuts.slice(1).map((end, i) => ({ start: cuts[i], end })),
      workers,
      signal,
      each: async (remote, range, index, signal) => {
        const { groups } = await remote.call("group", { input, ...range, by }, { signal });
        const lines = groups.byteLength / BYTES_A_LINE;
        inOrder.add(index, groups);
        meter.add({ bytes: range.end - range.start, lines });
      },
    });
    await inOrder.done();
  });

/**
 * Which images the lines name, which is forgotten of large manifests: their lines are scanned again.
 * @param {Rereading} work
 */
export const rereadImages = ({ input, ledger, workers, meter, signal }) =>
  learn(ledger, signal, { begin: ["recall"], end: "recalled" }, (take) => scanAll({ input, take, workers, meter, signal }));

/**
 * @param {Remote} ledger
 * @param {AbortSignal} signal
 * @param {{begin: [string, ...unknown[]], end: string}} task of the ledger, by what begins it and what ends it
 * @param {(take: Take) => Promise<void>} read
 */
async function learn(ledger, signal, { begin: [what, ...args], end }, read) {
  // Not called off: what has begun without a number could not be ended.
  const [task] = JSON.parse(textOf(await ledger.ask(what, args)));
  try {
    await read((bytes) => ledger.ask("push", [task], { bytes, signal }));
  } catch (thrown) {
    // A session that was closed has no tasks any more.
    ledger.ask("end", [task]).catch(() => {});
    throw thrown;
  }
  await ledger.ask(end, [task], { signal });
}
