// @ts-check
/**
 * The way to the words for what goes wrong seldom: they are loaded when it does.
 */

import { asHoldoutError } from "./errors.js";

/** @import * as Trouble from "./trouble.js" */

/**
 * What was thrown, explained. Where the words can't be loaded either, it speaks for itself.
 * @template {keyof typeof Trouble} K
 * @param {K} what
 * @param {Parameters<(typeof Trouble)[K]>} about
 * @returns {Promise<import("./errors.js").HoldoutError>}
 */
export async function explained(what, ...about) {
  try {
    const trouble = await import("./trouble.js");
    return /** @type {any} */ (trouble[what])(...about);
  } catch {
    return asHoldoutError(about[0]);
  }
}
