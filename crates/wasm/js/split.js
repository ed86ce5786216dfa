// @ts-check
/**
 * The split: a plan and the outputs that follow from it. Outputs are composed when they are first asked for, all that
 * are asked for at the same time in one pass over the file.
 */

import { parseCamel, textOf } from "./camel.js";
import { COMPOSING, composed } from "./composing.js";
import { invalid, only } from "./options.js";
import { asWritable } from "./platform/browser.js";
import { Meter } from "./progress.js";

/** @import {ProgressListener} from "./progress.js" */
/** @import {PlanOptions, Side} from "./terms.js" */
/** @import {Certificate, SplitReport} from "./reports.js" */
/** @import {Output} from "./protocol.js" */
/** @import {Remote} from "./remote.js" */
/** @import {Reported} from "./camel.js" */

/** @typedef {{onProgress?: ProgressListener, signal?: AbortSignal}} ComposeOptions */

/** @typedef {{write: (chunk: any) => boolean, end: () => unknown, destroy: (error?: Error) => unknown}} NodeWritable A stream of Node.js. */

/** @type {readonly Side[]} */
const SIDES = ["train", "test", "rejected"];

export class Split {
  #ledger;
  #bytes;
  #options;
  #digest;
  /** @type {Map<Side, Promise<Blob>>} */
  #blobs = new Map();
  /** @type {Promise<string> | undefined} */
  #certificate;
  /** @type {Set<Side>} */
  #asked = new Set();

  #reported;

  /**
   * The split's report, members in camelCase. The lists of its labels are made when somebody looks at them.
   * @type {SplitReport}
   */
  report;

  /**
   * Use `session.split`.
   * @internal
   * @param {{ledger: Remote, bytes: number, options: PlanOptions, reported: Reported, digest: () => Promise<string>}} of
   */
  constructor({ ledger, bytes, options, reported, digest }) {
    this.#ledger = ledger;
    this.#bytes = bytes;
    this.#options = options;
    this.#digest = digest;
    this.#reported = reported;
    this.report = reported.report;
  }

  /**
   * The report as the command prints it: JSON, members in snake_case.
   * @returns {string}
   */
  get reportText() {
    return this.#reported.text;
  }

  /** The training manifest. @returns {Promise<Blob>} */
  get train() {
    return this.#together("train");
  }

  /** The test manifest. @returns {Promise<Blob>} */
  get test() {
    return this.#together("test");
  }

  /** The lines that neither holds; empty where there are none. @returns {Promise<Blob>} */
  get rejected() {
    return this.#together("rejected");
  }

  /** The certificate, members in camelCase. @returns {Promise<Certificate>} */
  get certificate() {
    return this.certificateText().then(parseCamel);
  }

  /**
   * The certificate as the command writes it: JSON, members in snake_case. Takes a pass over the file, and waits for
   * the digest of the input.
   * @returns {Promise<string>}
   */
  certificateText() {
    if (!this.#certificate) {
      this.#certificate = this.#digest().then(async () => {
        const { digests } = await this.#ledger.call("digests", { outputs: SIDES.map((side) => this.#output(side)) });
        return textOf(await this.#ledger.ask("certify", [this.#options, digests]));
      });
      this.#certificate.catch(() => (this.#certificate = undefined));
    }
    return this.#certificate;
  }

  /**
   * One output.
   * @param {Side} side
   * @param {ComposeOptions} [options]
   * @returns {Promise<Blob>}
   */
  async blob(side, options) {
    const blobs = await this.blobs([side], options);
    return blobs[0];
  }

  /**
   * Several outputs, in one pass over the file.
   * @param {readonly Side[]} [sides]
   * @param {ComposeOptions} [options]
   * @returns {Promise<Blob[]>} in the order of `sides`
   */
  async blobs(sides = SIDES, options) {
    only(options, COMPOSING);
    const missing = sides.filter((side) => !this.#blobs.has(known(side)));
    if (missing.length > 0) {
      const outputs = missing.map((side) => this.#output(side));
      const composing = composed(this.#ledger, "blobs", { outputs }, this.#bytes, options);
      missing.forEach((side, i) => {
        const blob = composing.then(({ blobs }) => blobs[i]);
        this.#blobs.set(side, blob);
        // What failed or was cancelled may be asked for again.
        blob.catch(() => this.#blobs.delete(side));
      });
    }
    return Promise.all(sides.map((side) => /** @type {Promise<Blob>} */ (this.#blobs.get(side))));
  }

  /**
   * @param {Side} side
   * @returns {Output}
   */
  #output(side) {
    return ["side", this.#options, known(side)];
  }

  /**
   * An output, composed in one pass with all others that are asked for in the same breath.
   * @param {Side} side
   * @returns {Promise<Blob>}
   */
  async #together(side) {
    this.#asked.add(side);
    await null;
    const sides = [...this.#asked];
    this.#asked.clear();
    if (sides.length > 0) void this.blobs(sides).catch(() => {});
    return this.blob(side);
  }

  /**
   * Writes one output, piece by piece, as fast as it is taken, and closes the writable.
   * @param {Side} side
   * @param {WritableStream<Uint8Array> | NodeWritable} writable
   * @param {ComposeOptions} [options]
   * @returns {Promise<void>}
   */
  async pipe(side, writable, options) {
    const { signal, onProgress } = only(options, COMPOSING);
    const meter = new Meter("composing", this.#bytes, onProgress);
    const writer = asWritable(writable).getWriter();
    const piece = (/** @type {number} */ from) => this.#ledger.call("piece", { output: this.#output(side), from }, { signal });
    try {
      let done = 0;
      for (let coming = piece(0); ; ) {
        const { bytes, next } = await coming;
        if (!bytes) break;
        coming = piece(next);
        coming.catch(() => {});
        await writer.ready;
        await writer.write(bytes);
        meter.add({ bytes: next - done });
        done = next;
      }
      meter.add({ bytes: this.#bytes - done });
      meter.finish();
      await writer.close();
    } catch (error) {
      await writer.abort(error).catch(() => {});
      throw error;
    } finally {
      writer.releaseLock();
    }
  }
}

/**
 * @param {string} side
 * @returns {Side}
 */
function known(side) {
  const found = SIDES.find((one) => one === side);
  if (!found) throw invalid(`There is no side "${side}".`, `Sides are ${SIDES.join(", ")}.`);
  return found;
}
