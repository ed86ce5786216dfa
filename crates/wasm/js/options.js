// @ts-check
/**
 * Options, as far as they concern JavaScript alone. What they mean to a check or a split the core judges; here is only
 * told apart what goes where, and an unknown member is an error, because a typing mistake must not pass silently.
 */

import { HoldoutError } from "./errors.js";

/**
 * @template {string} K
 * @param {Record<string, any> | undefined} given
 * @param {readonly K[]} known
 * @returns {{[P in K]?: any}} the members that are set
 */
export function only(given, known) {
  /** @type {Record<string, any>} */
  const kept = {};
  for (const [name, value] of Object.entries(given ?? {})) {
    if (!known.includes(/** @type {K} */ (name))) {
      throw invalid(`There is no option "${name}".`, `Known are ${known.join(", ")}.`);
    }
    if (value !== undefined) kept[name] = value;
  }
  return /** @type {{[P in K]?: any}} */ (kept);
}

/**
 * A whole number in a range.
 * @param {string} name
 * @param {unknown} value
 * @param {number} least
 * @param {number} most
 * @returns {number}
 */
export function whole(name, value, least, most) {
  if (typeof value !== "number" || !Number.isInteger(value) || value < least || value > most) {
    throw wrong(name, value, `Give a whole number from ${least} to ${most}.`);
  }
  return value;
}

/**
 * Options as they are now: they are sent again and again, so whatever becomes of the caller's objects must not touch them.
 * What JSON has no words for, or has lost digits already, is a wrong option, not one that is not given: it becomes a
 * string, which the core refuses.
 * @template T
 * @param {T} given
 * @returns {T}
 */
export const asTheyAre = (given) =>
  JSON.parse(
    JSON.stringify(given, (_, value) => {
      const isExact = typeof value === "number" ? Number.isFinite(value) && (value % 1 !== 0 || Number.isSafeInteger(value)) : typeof value !== "bigint";
      return isExact ? value : String(value);
    }),
  );

/**
 * An option with a value that it can't have.
 * @param {string} name
 * @param {unknown} value
 * @param {string} hint
 */
export const wrong = (name, value, hint) => invalid(`"${name}" is ${JSON.stringify(value)}.`, hint);

/**
 * @param {string} message
 * @param {string} hint
 */
export const invalid = (message, hint) => new HoldoutError("INVALID_OPTIONS", message, { hint });
