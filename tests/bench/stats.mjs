/** Numbers of repeated runs, and how they are shown. */

/** @param {number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * The median of ratios formed pair by pair: the two of a pair ran one after the other, under the same load of others.
 * @param {number[]} above
 * @param {number[]} below
 */
export const pairedRatio = (above, below) => median(above.map((value, i) => value / below[i]));

/**
 * A line of a table: the best and the median.
 * @param {string} name
 * @param {number[]} times in ms
 */
export function timesRow(name, times) {
  const ms = (value) => `${value.toFixed(0).padStart(7)} ms`;
  return `${name.padEnd(34)}${ms(Math.min(...times))}${ms(median(times))}`;
}

/** What stands over such lines. */
export const TIMES_HEAD = `${"".padEnd(34)}      best    median`;

/**
 * The same with the speed of the median.
 * @param {string} name
 * @param {number[]} times in ms
 * @param {number} bytes
 */
export const row = (name, times, bytes) => `${timesRow(name, times)}${(bytes / 1e3 / median(times)).toFixed(0).padStart(8)} MB/s`;

/** What stands over those. */
export const HEAD = `${TIMES_HEAD}     speed`;
