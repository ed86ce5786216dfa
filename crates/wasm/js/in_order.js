// @ts-check
/**
 * Passes on in order what comes in any order: what workers made of the ranges of an input.
 */

/** @template T */
export class InOrder {
  #pass;
  #next = 0;
  /** @type {Map<number, T>} */
  #waiting = new Map();
  /** @type {Promise<unknown>[]} */
  #passed = [];

  /** @param {(item: T) => Promise<unknown>} pass */
  constructor(pass) {
    this.#pass = pass;
  }

  /**
   * @param {number} index
   * @param {T} item
   */
  add(index, item) {
    this.#waiting.set(index, item);
    for (let found; (found = this.#waiting.get(this.#next)); this.#next++) {
      this.#waiting.delete(this.#next);
      const passed = this.#pass(found);
      passed.catch(() => {});
      this.#passed.push(passed);
    }
  }

  /** Resolves when all has arrived; rejects with the first failure. */
  async done() {
    await Promise.all(this.#passed);
  }
}
