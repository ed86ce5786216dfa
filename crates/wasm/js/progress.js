// @ts-check
/**
 * Progress. Adds up what was done, keeps the rate steady enough to be read, and speaks at most ten times a second. A
 * listener that throws is reported, and doesn't spoil the work.
 */

/** @typedef {{code: string, count: number}} CodeCount */

/**
 * @typedef {object} Progress
 * @property {"reading"|"hashing"|"grouping"|"composing"} phase
 * @property {number} bytes done so far
 * @property {number} totalBytes
 * @property {number} lines
 * @property {number} elapsedMs
 * @property {number} bytesPerSecond over about the last two seconds
 * @property {number | null} etaMs time still to go; null while it can't be told
 * @property {CodeCount[]} codes what was found so far, most first, at most eight
 */

/** @typedef {(progress: Progress) => void} ProgressListener */

const INTERVAL_MS = 100;
const WINDOW_MS = 2000;
const CODES_SHOWN = 8;

/** One piece of work with a beginning, a size and a listener. */
export class Meter {
  #phase;
  #totalBytes;
  #listener;
  #now;
  #begun;
  #spoken = -Infinity;
  /** Bytes that the listener has heard of. */
  #heard = -1;
  #bytes = 0;
  #lines = 0;
  /** @type {Map<string, number>} */
  #codes = new Map();
  /** @type {{at: number, bytes: number}[]} */
  #window;

  /**
   * @param {Progress["phase"]} phase
   * @param {number} totalBytes
   * @param {ProgressListener} [listener]
   * @param {() => number} [now] milliseconds, for tests
   */
  constructor(phase, totalBytes, listener, now = () => performance.now()) {
    this.#phase = phase;
    this.#totalBytes = totalBytes;
    this.#listener = listener;
    this.#now = now;
    this.#begun = now();
    this.#window = [{ at: this.#begun, bytes: 0 }];
  }

  /** @param {{bytes?: number, lines?: number, codes?: CodeCount[]}} done what was done since the last call */
  add({ bytes = 0, lines = 0, codes = [] }) {
    this.#bytes += bytes;
    this.#lines += lines;
    for (const { code, count } of codes) this.#codes.set(code, (this.#codes.get(code) ?? 0) + count);
    this.#speak();
  }

  /** Reports the end with all bytes, whatever the time, unless the last step has reported it. */
  finish() {
    this.#bytes = this.#totalBytes;
    if (this.#heard === this.#totalBytes) return;
    this.#spoken = -Infinity;
    this.#speak();
  }

  #speak() {
    const now = this.#now();
    if (!this.#listener || now - this.#spoken < INTERVAL_MS) return;
    this.#spoken = now;
    this.#heard = this.#bytes;
    const bytesPerSecond = this.#rate(now);
    const left = this.#totalBytes - this.#bytes;
    const progress = {
      phase: this.#phase,
      bytes: this.#bytes,
      totalBytes: this.#totalBytes,
      lines: this.#lines,
      elapsedMs: now - this.#begun,
      bytesPerSecond,
      etaMs: left === 0 ? 0 : bytesPerSecond > 0 ? (left / bytesPerSecond) * 1000 : null,
      codes: [...this.#codes]
        .map(([code, count]) => ({ code, count }))
        .sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1))
        .slice(0, CODES_SHOWN),
    };
    try {
      this.#listener(progress);
    } catch (thrown) {
      globalThis.reportError?.(thrown);
    }
  }

  /** @param {number} now */
  #rate(now) {
    this.#window.push({ at: now, bytes: this.#bytes });
    while (this.#window.length > 2 && now - this.#window[1].at >= WINDOW_MS) this.#window.shift();
    const oldest = this.#window[0];
    return now > oldest.at ? ((this.#bytes - oldest.bytes) / (now - oldest.at)) * 1000 : 0;
  }
}
