// @ts-check
/**
 * Composing, on the page's side: one pass over the input, told as it goes.
 */

import { only } from "./options.js";
import { Meter } from "./progress.js";

/** @import {Kinds} from "./protocol.js" */
/** @import {Remote} from "./remote.js" */
/** @import {ComposeOptions} from "./split.js" */

export const COMPOSING = /** @type {const} */ (["onProgress", "signal"]);

/**
 * What a pass over the whole input makes.
 * @template {"annotate" | "blobs"} K
 * @param {Remote} ledger
 * @param {K} kind
 * @param {Kinds[K]["in"]} request
 * @param {number} bytes of the input
 * @param {ComposeOptions} [options]
 * @returns {Promise<Kinds[K]["out"]>}
 */
export async function composed(ledger, kind, request, bytes, options) {
  const { signal, onProgress } = only(options, COMPOSING);
  const meter = new Meter("composing", bytes, onProgress);
  const made = await ledger.call(kind, request, { signal, onTick: (tick) => meter.add(tick) });
  meter.finish();
  return made;
}
