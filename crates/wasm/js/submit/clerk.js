// @ts-check
/**
 * The clerk: a worker made for one submission, seen from the page. It is asked one thing; on the way to its answer it
 * tells of events, and asks for what it needs: credentials, and bytes of the manifests when it is their turn. What it
 * holds goes when it is dismissed.
 */

import { HoldoutError, cancelled, trapped } from "../errors.js";
import { startThread } from "./thread.js";

/** @import {CredentialsSource, Manifests} from "../submit.js" */
/** @import {Thread} from "./thread.js" */

/** @typedef {{credentials?: CredentialsSource, manifests?: Manifests, hear: (text: string) => void}} Brief */

/**
 * What a clerk says: it asks for something, tells of an event, or is done, in this or that way.
 * @typedef {{ask: number, what: "credentials"} | {ask: number, what: "read", side: "train" | "test", from: number, length: number} |
 *   {event: string} | {done: string} | {failed: {code: string, message: string}}} Said
 */

/** @typedef {{promise: Promise<string>, resolve: (text: string) => void, reject: (reason: unknown) => void}} Answer */

export class Clerk {
  /** @type {Thread | undefined} */
  #thread;
  #brief;
  #started = false;
  /** @type {Answer} */
  #answer = withResolvers();

  /**
   * Use `Clerk.hire`.
   * @param {Brief} brief
   */
  constructor(brief) {
    this.#brief = brief;
    // Who has asked hears of a failure; before, nobody need.
    this.#answer.promise.catch(() => {});
  }

  /**
   * Starts a worker.
   * @param {Brief} brief
   */
  static async hire(brief) {
    const clerk = new Clerk(brief);
    const fail = (/** @type {string} */ message) => clerk.#answer.reject(clerk.#started ? trapped(message) : notStarted(message));
    try {
      clerk.#thread = startThread((said) => void clerk.#hear(said), fail);
    } catch (cause) {
      throw notStarted(cause instanceof Error ? cause.message : String(cause), cause);
    }
    return clerk;
  }

  /**
   * Asks for something, once. An aborted signal ends it at once: the worker goes, and with it what it is sending.
   * @param {string} kind
   * @param {string} request
   * @param {AbortSignal} [signal]
   */
  async ask(kind, request, signal) {
    const { promise, reject } = this.#answer;
    const abort = () => {
      this.dismiss();
      reject(cancelled("The submission"));
    };
    if (signal?.aborted) abort();
    signal?.addEventListener("abort", abort, { once: true });
    try {
      this.#thread?.post({ kind, request });
      return await promise;
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }

  /** Ends the worker. */
  dismiss() {
    this.#thread?.end();
    this.#thread = undefined;
  }

  /** @param {Said} said */
  async #hear(said) {
    this.#started = true;
    if ("done" in said) this.#answer.resolve(said.done);
    else if ("failed" in said) this.#answer.reject(new HoldoutError(/** @type {any} */ (said.failed.code), said.failed.message));
    else if ("event" in said) this.#brief.hear(said.event);
    else await this.#serve(said);
  }

  /** @param {Extract<Said, {ask: number}>} asked */
  async #serve(asked) {
    try {
      const value = asked.what === "read" ? await this.#read(asked) : await this.#credentials();
      this.#thread?.post({ answer: asked.ask, value }, value instanceof Uint8Array ? [value.buffer] : []);
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown.message : String(thrown);
      this.#thread?.post({ answer: asked.ask, error });
    }
  }

  /** @param {{side: "train" | "test", from: number, length: number}} range */
  async #read({ side, from, length }) {
    const blob = this.#brief.manifests?.[side];
    if (!blob) throw new Error(`There is no ${side} manifest.`);
    const bytes = new Uint8Array(await blob.slice(from, from + length).arrayBuffer());
    if (bytes.length !== length) throw new Error(`The ${side} manifest has changed since it was given.`);
    return bytes;
  }

  async #credentials() {
    const { credentials } = this.#brief;
    if (!credentials) throw new Error('"credentials" is missing: give an object, or a function that returns one');
    const { accessKeyId, secretAccessKey, sessionToken, expiration } =
      (typeof credentials === "function" ? await credentials() : credentials) ?? {};
    return { accessKeyId, secretAccessKey, sessionToken, expiration: expiration === undefined ? undefined : Number(new Date(expiration)) };
  }
}

/**
 * @param {string} said
 * @param {unknown} [cause]
 */
function notStarted(said, cause) {
  return new HoldoutError("WASM_UNAVAILABLE", `The worker that submits could not be started: ${said}`, {
    hint: "Serve submit_worker.js and the files beside it from the page's own address, and allow worker-src 'self' in its Content-Security-Policy.",
    cause,
  });
}

/** @returns {Answer} */
function withResolvers() {
  /** @type {any} */
  const all = {};
  all.promise = new Promise((resolve, reject) => Object.assign(all, { resolve, reject }));
  return all;
}
