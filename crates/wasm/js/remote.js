// @ts-check
/**
 * One worker, seen from the page: requests go out, answers come back, and whatever happens to the worker, every
 * request ends. A worker that broke off is dead: it is terminated, and its open requests fail with the reason.
 */

import { HoldoutError, asHoldoutError, cancelled, trapped } from "./errors.js";

/** @import {WorkerLike} from "./platform/kinds.js" */
/** @import {Kind, Kinds, Tick} from "./protocol.js" */

/**
 * @typedef {object} CallOptions
 * @property {Transferable[]} [transfer]
 * @property {(tick: Tick) => void} [onTick]
 * @property {AbortSignal} [signal]
 */

/** @typedef {{resolve: (answer: any) => void, reject: (error: unknown) => void, onTick?: (tick: Tick) => void}} Pending */

/** How long a worker may take to answer that it has stopped. */
const GRACE_MS = 50;

export class Remote {
  #worker;
  #lastId = 0;
  #started = false;
  /** @type {Map<number, Pending>} */
  #pending = new Map();
  /** @type {unknown} Why it died; of a worker that never lived, what the browser said. */
  #death;

  /** @param {WorkerLike} worker */
  constructor(worker) {
    this.#worker = worker;
    worker.onmessage = ({ data }) => this.#hear(data);
    worker.onmessageerror = () => this.terminate(new HoldoutError("INTERNAL", "A worker's answer could not be read."));
    worker.onerror = (event) => {
      event.preventDefault();
      this.terminate(this.#started ? trapped(event.message) : event);
    };
  }

  /** Whether it can no longer be asked. */
  get dead() {
    return this.#death !== undefined;
  }

  /** Whether it has nothing to do. */
  get idle() {
    return this.#pending.size === 0;
  }

  /**
   * Asks the worker. An aborted signal ends the call at once, whatever the worker does.
   * @template {Kind} K
   * @param {K} kind
   * @param {Kinds[K]["in"]} request
   * @param {CallOptions} [options]
   * @returns {Promise<Kinds[K]["out"]>}
   */
  call(kind, request, { transfer = [], onTick, signal } = {}) {
    if (this.#death) return Promise.reject(this.#death);
    if (signal?.aborted) return Promise.reject(cancelled());
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const abort = () => {
        reject(cancelled());
        // What is still on its way is told to nobody.
        const pending = this.#pending.get(id);
        if (pending) pending.onTick = undefined;
        this.#worker.postMessage({ id, kind: "cancel" });
      };
      const settle = (/** @type {() => void} */ settled) => {
        signal?.removeEventListener("abort", abort);
        settled();
      };
      signal?.addEventListener("abort", abort, { once: true });
      if (this.idle) this.#worker.ref?.();
      this.#pending.set(id, {
        resolve: (answer) => settle(() => resolve(answer)),
        reject: (error) => settle(() => reject(error)),
        onTick,
      });
      try {
        this.#worker.postMessage({ id, kind, ...request }, transfer);
      } catch (thrown) {
        this.#taken(id)?.reject(asHoldoutError(thrown));
      }
    });
  }

  /**
   * Asks the core in the worker, where nothing needs to be read for it.
   * @param {string} what
   * @param {unknown[]} [args]
   * @param {{bytes?: ArrayBuffer, signal?: AbortSignal}} [options] bytes are handed over, not copied
   * @returns {Promise<Uint8Array<ArrayBuffer>>}
   */
  async ask(what, args = [], { bytes, signal } = {}) {
    const answer = await this.call("ask", { what, args, bytes }, { signal, transfer: bytes && [bytes] });
    return answer.bytes;
  }

  /** Resolves once every request has ended, or false after a short grace: then the worker is stuck. */
  async settled() {
    const deadline = performance.now() + GRACE_MS;
    while (!this.idle && !this.dead) {
      if (performance.now() > deadline) return false;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return !this.dead;
  }

  /**
   * Ends the worker, and with it every open request.
   * @param {unknown} [reason]
   */
  terminate(reason = cancelled()) {
    if (this.#death) return;
    this.#death = reason;
    this.#worker.terminate();
    for (const { reject } of this.#pending.values()) reject(reason);
    this.#pending.clear();
  }

  /**
   * The request is settled. A worker with nothing to do doesn't keep the process from ending.
   * @param {number} id
   */
  #taken(id) {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (this.idle) this.#worker.unref?.();
    return pending;
  }

  /** @param {any} message */
  #hear({ id, progress, error, ...answer }) {
    this.#started = true;
    const pending = this.#pending.get(id);
    if (!pending) return;
    if (progress) {
      pending.onTick?.(progress);
      return;
    }
    this.#taken(id);
    if (!error) {
      pending.resolve(answer);
      return;
    }
    const failure = asHoldoutError(error);
    pending.reject(failure);
    // A wasm instance that trapped, or ran out of memory, is never entered again.
    if (failure.code === "WORKER_TRAPPED" || failure.code === "OUT_OF_MEMORY") {
      this.terminate(new HoldoutError(failure.code, failure.message, { hint: failure.hint, cause: failure }));
    }
  }
}
