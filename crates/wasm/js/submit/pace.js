// @ts-check
/**
 * How fast an upload gets on: what is said of the bytes sent, beside their number.
 */

/** @typedef {{bytes: number, totalBytes: number, lines: number}} Sent what the service has accepted, of how much */

/**
 * The same, and how fast. `etaMs` is null while it can't be told.
 * @typedef {Sent & {elapsedMs: number, bytesPerSecond: number, etaMs: number | null}} Sending
 */

export class Pace {
  #now;
  #begun;
  /** @type {number | undefined} Bytes that an earlier run had sent. */
  #from;

  /** @param {() => number} [now] milliseconds, for tests */
  constructor(now = () => performance.now()) {
    this.#now = now;
    this.#begun = now();
  }

  /**
   * @param {Sent} sent
   * @returns {Sending}
   */
  of(sent) {
    this.#from ??= sent.bytes;
    const elapsedMs = this.#now() - this.#begun;
    const bytesPerSecond = elapsedMs > 0 ? ((sent.bytes - this.#from) / elapsedMs) * 1000 : 0;
    const left = sent.totalBytes - sent.bytes;
    const etaMs = left === 0 ? 0 : bytesPerSecond > 0 ? (left / bytesPerSecond) * 1000 : null;
    return { ...sent, elapsedMs, bytesPerSecond, etaMs };
  }
}
