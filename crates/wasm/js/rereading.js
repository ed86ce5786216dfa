// @ts-check
/**
 * The second reading of the input, on the page's side, for what the ledger does not hold until somebody needs it. Workers
 * read ranges again; the ledger puts together what they make of them and learns it at the end, so a reading that
 * fails or is cancelled leaves nothing behind. It is loaded when it is needed, and handed the ways to read.
 */

import { textOf } from "./camel.js";

/** @import {Input} from "./platform/kinds.js" */
/** @import {Meter} from "./progress.js" */
/** @import {Remote} from "./remote.js" */

/**
 * @typedef {object} Rereading
 * @property {Input} input
 * @property {Remote} ledger
 * @property {number} workers
 * @property {Meter} meter
 * @property {AbortSignal} signal
 * @property {typeof import("./in_order.js").readInOrder} readInOrder
 * @property {typeof import("./scanning.js").scanAll} scanAll
 */
/** @typedef {(bytes: ArrayBuffer, signal: AbortSignal) => Promise<unknown>} Take */

const BYTES_A_LINE = 8;

/**
 * The groups of all lines.
 * @param {Rereading} work
 * @param {number[]} cuts offsets at which lines begin, and the end
 * @param {string} by the rule
 */
export const rereadGroups = (work, cuts, by) =>
  learn(work, ["groups", by], (take) => {
    const { input, meter, readInOrder } = work;
    return readInOrder({
      ...work,
      ranges: cuts.slice(1).map((end, i) => ({ start: cuts[i], end })),
      take,
      read: async (remote, range, signal) => {
        const { groups } = await remote.call("group", { input, ...range, by }, { signal });
        meter.add({ bytes: range.end - range.start, lines: groups.byteLength / BYTES_A_LINE });
        return groups;
      },
    });
  });

/**
 * Which images the lines name, which is forgotten of large manifests: their lines are scanned again.
 * @param {Rereading} work
 */
export const rereadImages = (work) => learn(work, ["images"], (take) => work.scanAll({ ...work, take }));

/**
 * @param {Rereading} work
 * @param {[string, ...unknown[]]} task the ledger's, which puts together what is read
 * @param {(take: Take) => Promise<void>} read
 */
async function learn({ ledger, meter, signal }, [what, ...args], read) {
  // Not called off: what has begun without a number could not be ended.
  const task = JSON.parse(textOf(await ledger.ask(what, args))).slice(0, 1);
  try {
    await read((bytes, signal) => ledger.ask("push", task, { bytes, signal }));
  } catch (thrown) {
    // A session that was closed has no tasks any more.
    ledger.ask("end", task).catch(() => {});
    throw thrown;
  }
  await ledger.ask("learn", task, { signal });
  meter.finish();
}
