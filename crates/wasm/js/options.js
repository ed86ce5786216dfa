// @ts-check
/**
 * Options, as far as they concern JavaScript alone. What they mean to a check or a split the core judges; here is only
 * told apart what goes where, and an unknown member is an error, because a typing mistake must not pass silently.
 */

import { HoldoutError } from "./errors.js";

/** @import {Move, PlanOptions} from "./terms.js" */

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
    throw invalid(`"${name}" is ${JSON.stringify(value)}.`, `Give a whole number from ${least} to ${most}.`);
  }
  return value;
}

/**
 * The options of a plan as they are now: a plan is asked for by its options again and again, so whatever becomes of the
 * caller's objects must not touch them, and in one order, because alike is what is written alike.
 * @param {{[P in keyof PlanOptions]?: any}} given
 * @returns {PlanOptions}
 */
export function planOptions({ fraction, strategy, seed, groupBy, move }) {
  if (groupBy !== undefined && typeof groupBy !== "string") {
    throw invalid(`"groupBy" is ${JSON.stringify(groupBy)}.`, 'Give "folder", or a pattern as a string.');
  }
  const options = { fraction, strategy, seed, groupBy, move: move === undefined ? undefined : moves(move) };
  return only(options, /** @type {(keyof PlanOptions)[]} */ (Object.keys(options)));
}

/**
 * @param {unknown} given
 * @returns {Move[]}
 */
function moves(given) {
  if (!Array.isArray(given)) throw invalid(`"move" is ${JSON.stringify(given)}.`, "Give an array of {line, side}.");
  return given.map((one) => {
    const { line, side } = only(one, ["line", "side"]);
    if (side !== "train" && side !== "test") throw invalid(`"side" of a "move" is ${JSON.stringify(side)}.`, 'Give "train" or "test".');
    return { line: whole("line", line, 1, Number.MAX_SAFE_INTEGER), side };
  });
}

/**
 * @param {string} message
 * @param {string} hint
 */
export function invalid(message, hint) {
  return new HoldoutError("INVALID_OPTIONS", message, { hint });
}
