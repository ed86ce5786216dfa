// @ts-check
/**
 * The session: one manifest, opened. It owns the ledger worker that holds the catalog, and borrows the others while it
 * scans or computes a digest.
 */

import { parseCamel } from "./camel.js";
import { HoldoutError, asHoldoutError, cancelled } from "./errors.js";
import { groupAll } from "./grouping.js";
import { invalid, only, planOptions, whole } from "./options.js";
import { borrow, defaultWorkers, giveBack } from "./pool.js";
import { Meter } from "./progress.js";
import { read } from "./reading.js";
import { scanAll } from "./scanning.js";
import { fromSource, unchanging } from "./source.js";
import { Split } from "./split.js";
import { wasmModule } from "./wasm.js";

/** @import {Tick} from "./protocol.js" */
/** @import {CheckOptions, LineQuery, PlanOptions, Status} from "./terms.js" */
/** @import {ProgressListener} from "./progress.js" */
/** @import {Input} from "./platform/kinds.js" */
/** @import {LineDetail, PairReport, Report, SplitReport, Suggestion} from "./reports.js" */
/** @import {Remote} from "./remote.js" */
/** @import {Source} from "./source.js" */

/**
 * @typedef {object} OwnOpenOptions
 * @property {string} [name] of the file, for the report; by default the File's own
 * @property {number} [workers] how many scan; by default one a processor, at most eight
 * @property {AbortSignal} [signal]
 * @property {"open" | "later"} [digest] whether `open` waits for the digest (default), or `session.digest()` computes it
 * @property {ProgressListener} [onProgress]
 */

/** @typedef {OwnOpenOptions & CheckOptions} OpenOptions */

/**
 * @typedef {object} OwnSplitOptions
 * @property {Source} [keep] an earlier test manifest: its images stay in test
 * @property {Source} [keepTrain] the training manifest beside it: its images stay in training
 * @property {boolean} [lookAlikes] whether to count test images that look like training images by their names, where
 *   names tell anything (default): that takes a second reading of the manifest, once
 * @property {AbortSignal} [signal]
 * @property {ProgressListener} [onProgress] hears of the second reading that groups need
 */

/** @typedef {Omit<PlanOptions, "keep" | "watch"> & OwnSplitOptions} SplitOptions */

const MOST_WORKERS = 64;
const LINES_A_PAGE = 200;
const OPENING = "Opening the manifest";
const FILTERS = /** @type {const} */ (["status", "code", "label", "serviceFindings"]);
/** @type {readonly Status[]} */
const STATUSES = ["valid", "invalid", "ignored", "removed"];
const JSON_TYPE = { type: "application/json" };

/**
 * Opens a manifest: reads it, checks it, keeps what a split needs to know.
 * @param {Source | Promise<Source>} source
 * @param {OpenOptions} [options]
 * @returns {Promise<Session>}
 */
export async function open(source, options) {
  const given = only(options, ["region", "useCase", "name", "workers", "signal", "digest", "onProgress"]);
  const { region, useCase, signal, digest = "open", onProgress } = given;
  const workers = whole("workers", given.workers ?? defaultWorkers(), 1, MOST_WORKERS);
  if (digest !== "open" && digest !== "later") throw invalid(`"digest" is ${JSON.stringify(digest)}.`, 'Give "open" or "later".');

  if (signal?.aborted) throw cancelled(OPENING);

  // Ends the work when the caller says so, whatever it waits for at that moment.
  const ends = new AbortController();
  const aborted = new Promise((_, reject) => {
    signal?.addEventListener("abort", () => reject(cancelled(OPENING)), { once: true, signal: ends.signal });
  });
  try {
    const work = begin(source, { region, useCase }, { name: given.name, workers, digest, onProgress, signal: ends.signal });
    return await Promise.race([work, /** @type {Promise<never>} */ (aborted)]);
  } catch (thrown) {
    throw asHoldoutError(thrown);
  } finally {
    ends.abort();
  }
}

/**
 * @param {Source | Promise<Source>} source
 * @param {CheckOptions} check
 * @param {{name?: string, workers: number, digest: "open" | "later", onProgress?: ProgressListener, signal: AbortSignal}} how
 */
async function begin(source, check, { name, workers, digest, onProgress, signal }) {
  const [found] = await Promise.all([fromSource(source, signal), wasmModule()]);
  signal.throwIfAborted();
  const ledger = await borrow();
  const session = new Session(found.input, name ?? found.name, ledger);
  const close = () => session.close();
  if (signal.aborted) close();
  signal.addEventListener("abort", close);
  try {
    await session.begin(check, { workers, digest, onProgress, signal });
    return session;
  } catch (thrown) {
    close();
    throw thrown;
  } finally {
    signal.removeEventListener("abort", close);
  }
}

export class Session {
  #input;
  #ledger;
  #closed = false;
  /** @type {Promise<string> | undefined} */
  #digest;
  #workers = 1;
  /** @type {{test: unknown, train: unknown, keep: number} | undefined} The earlier split that was kept last. */
  #kept;
  /** @type {Promise<{offers: string, watched: string | undefined}> | undefined} What the names suggest. */
  #names;
  #ends = new AbortController();

  /**
   * Name of the file, empty where there is none.
   * @type {string}
   */
  name;
  /**
   * Size of the input.
   * @type {number}
   */
  bytes;
  /**
   * The report, members in camelCase.
   * @type {Report}
   */
  report = /** @type {any} */ (undefined);
  /**
   * The report as the command prints it: JSON, members in snake_case.
   * @type {string}
   */
  reportText = "";

  /**
   * Use `open`.
   * @internal
   * @param {Input} input
   * @param {string} name
   * @param {Remote} ledger
   */
  constructor(input, name, ledger) {
    this.#input = input;
    this.#ledger = ledger;
    this.name = name;
    this.bytes = input.size;
  }

  /**
   * Called by `open`, once.
   * @internal
   * @param {CheckOptions} check
   * @param {{workers: number, digest: "open" | "later", onProgress?: ProgressListener, signal: AbortSignal}} how
   */
  async begin(check, { workers, digest, onProgress, signal }) {
    const ledger = this.#ledger;
    this.#workers = workers;
    await ledger.call("open", { input: this.#input, name: this.name, options: check });
    // Both read the file at the same time; what is told is the reading, then what is left of the hashing.
    const hashing = digest === "open" ? this.digest({ onProgress: (progress) => this.report && onProgress?.(progress) }) : undefined;
    hashing?.catch(() => {});
    const meter = new Meter("reading", this.bytes, onProgress);
    await scanAll({ input: this.#input, ledger, workers, meter, signal });
    meter.finish();
    const { report } = await ledger.call("seal", {});
    this.#setReport(report);
    await hashing;
  }

  /**
   * SHA-256 of the input in lower-case hexadecimal. Computed once, in a worker; the report has it from then on.
   * @param {{onProgress?: ProgressListener}} [options] heard by the call that begins the work
   * @returns {Promise<string>}
   */
  digest(options) {
    this.#mustBeOpen();
    if (!this.#digest) {
      const attempt = this.#hash(new Meter("hashing", this.bytes, only(options, ["onProgress"]).onProgress));
      this.#digest = attempt;
      attempt.catch(() => {
        if (this.#digest === attempt) this.#digest = undefined;
      });
    }
    return this.#digest;
  }

  /** @param {Meter} meter */
  async #hash(meter) {
    const remote = await borrow();
    try {
      const onTick = (/** @type {Tick} */ tick) => meter.add(tick);
      const { sha256 } = await remote.call("digest", { input: this.#input }, { signal: this.#ends.signal, onTick });
      const { report } = await this.#ledger.call("digested", { sha256 });
      if (report) this.#setReport(report);
      return sha256;
    } finally {
      void giveBack(remote);
    }
  }

  /**
   * A page of lines, read and judged again.
   * @param {LineQuery} [query]
   * @returns {Promise<{total: number, lines: LineDetail[]}>}
   */
  async page(query) {
    return parseCamel(await this.pageText(query));
  }

  /**
   * The same as JSON, members in snake_case.
   * @param {LineQuery} [query]
   * @returns {Promise<string>}
   */
  async pageText(query) {
    this.#mustBeOpen();
    const { page } = await this.#ledger.call("page", { query: only(query, [...FILTERS, "offset", "limit"]) });
    return page;
  }

  /**
   * The lines one by one, fetched in pages.
   * @param {{status?: LineQuery["status"], code?: string, label?: string, serviceFindings?: boolean, from?: number, limit?: number}} [query]
   *   `from`: how many of them to pass over; `limit`: at most this many
   * @returns {AsyncGenerator<LineDetail, void>}
   */
  async *lines(query) {
    const { from = 0, limit = Infinity, ...filter } = only(query, [...FILTERS, "from", "limit"]);
    const end = from + limit;
    for (let offset = from; offset < end; offset += LINES_A_PAGE) {
      const { total, lines } = await this.page({ ...filter, offset, limit: Math.min(LINES_A_PAGE, end - offset) });
      yield* lines;
      if (offset + lines.length >= total) return;
    }
  }

  /**
   * The whole text of a line that a page of lines has named, without its ending. In a page of lines long texts are cut.
   * @param {{start: number, bytes: number}} line
   * @returns {Promise<string>}
   */
  async lineText({ start, bytes }) {
    this.#mustBeOpen();
    const text = new TextDecoder().decode(await read(this.#input, start, start + bytes));
    return text.replace(/\r?\n?$/, "");
  }

  /**
   * Rules to group by that the names of the images suggest, the coarsest first, each with what it makes of a sample of
   * them. None is applied unless `split` is told so.
   * @returns {Promise<Suggestion[]>}
   */
  async groupings() {
    return parseCamel(await this.groupingsText());
  }

  /**
   * What a rule makes of a sample of the names: groups, the largest, some examples.
   * @param {string} by as `groupBy` takes it
   * @returns {Promise<Suggestion>}
   */
  async grouping(by) {
    return parseCamel(await this.groupingText(by));
  }

  /**
   * The same as JSON, members in snake_case.
   * @param {string} by
   * @returns {Promise<string>}
   */
  async groupingText(by) {
    await this.#suggested();
    const { grouping } = await this.#ledger.call("grouping", { by });
    return grouping;
  }

  /**
   * What `groupings` gives, as JSON, members in snake_case.
   * @returns {Promise<string>}
   */
  async groupingsText() {
    return (await this.#suggested()).offers;
  }

  /** The names are looked at once. */
  #suggested() {
    this.#mustBeOpen();
    if (!this.#names) {
      const attempt = this.#ledger.call("names", {});
      this.#names = attempt;
      attempt.catch(() => (this.#names = undefined));
    }
    return this.#names;
  }

  /**
   * Plans a split. Nothing is written or copied yet. Groups and an earlier split are read for the first plan that
   * needs them, and known to all others.
   * @param {SplitOptions} [options]
   * @returns {Promise<Split>}
   */
  async split(options) {
    const { plan, signal } = await this.#plan(options);
    const { report } = await this.#ledger.call("plan", { options: plan }, { signal });
    return new Split({ ledger: this.#ledger, bytes: this.bytes, options: plan, reportText: report, digest: () => this.digest() });
  }

  /**
   * The report of a split that is only looked at, to set it beside others: lines go on being told with the sides of the
   * split that was made last.
   * @param {SplitOptions} [options]
   * @returns {Promise<SplitReport>}
   */
  async preview(options) {
    return parseCamel(await this.previewText(options));
  }

  /**
   * The same as JSON, members in snake_case.
   * @param {SplitOptions} [options]
   * @returns {Promise<string>}
   */
  async previewText(options) {
    const { plan, signal } = await this.#plan(options);
    const { report } = await this.#ledger.call("preview", { options: plan }, { signal });
    return report;
  }

  /**
   * What a plan follows from, once all that it needs has been read.
   * @param {SplitOptions} [options]
   * @returns {Promise<{plan: PlanOptions, signal: AbortSignal}>}
   */
  async #plan(options) {
    this.#mustBeOpen();
    const own = /** @type {const} */ (["keep", "keepTrain", "lookAlikes", "signal", "onProgress"]);
    const { keep, keepTrain, lookAlikes = true, signal, onProgress, ...given } = only(options, ["fraction", "strategy", "seed", "groupBy", "move", ...own]);
    if (keepTrain !== undefined && keep === undefined) {
      throw invalid('"keepTrain" is given without "keep".', "Give the earlier test manifest as well.");
    }
    const plan = planOptions(given);
    const ends = AbortSignal.any([this.#ends.signal, ...(signal ? [signal] : [])]);
    if (lookAlikes && plan.groupBy === undefined) plan.watch = (await this.#suggested()).watched;
    await this.#readGroups(plan, new Meter("grouping", this.bytes, onProgress), ends);
    if (keep !== undefined) plan.keep = await this.#readKeep(keep, keepTrain, ends);
    return { plan, signal: ends };
  }

  /**
   * Has wrong options refused before anything is read, then reads the groups that the ledger doesn't know yet.
   * @param {PlanOptions} options
   * @param {Meter} meter
   * @param {AbortSignal} signal
   */
  async #readGroups(options, meter, signal) {
    const [ledger, workers] = [this.#ledger, this.#workers];
    const { cuts } = await ledger.call("prepare", { options, workers }, { signal });
    const by = options.groupBy ?? options.watch;
    if (!cuts || by === undefined) return;
    await groupAll({ input: this.#input, cuts, by, ledger, workers, meter, signal });
    meter.finish();
  }

  /**
   * Reads an earlier split: its manifests are scanned like any, and all that stays of them is which images they name.
   * @param {Source} test
   * @param {Source | undefined} train
   * @param {AbortSignal} signal
   * @returns {Promise<number>} the number by which the ledger knows it
   */
  async #readKeep(test, train, signal) {
    const known = this.#kept;
    if (known && known.test === test && known.train === train) return known.keep;
    const workers = this.#workers;
    const catalogOf = async (/** @type {Source} */ source) => {
      const session = await open(source, { workers, signal, digest: "later" });
      try {
        const { catalog } = await session.#ledger.call("encode", {}, { signal });
        return catalog;
      } finally {
        session.close();
      }
    };
    const catalogs = { test: await catalogOf(test), train: train === undefined ? undefined : await catalogOf(train) };
    const transfer = Object.values(catalogs).filter((catalog) => catalog !== undefined);
    const { keep } = await this.#ledger.call("keep", catalogs, { transfer, signal });
    // What can't change need not be read again.
    if ([test, train].every((source) => source === undefined || unchanging(source))) {
      this.#kept = { test, train, keep };
    }
    return keep;
  }

  /**
   * The manifest as the service writes it after a validation: each line with a finding carries it, in `errors` and
   * `warnings` where they belong; everything else is as it was, byte for byte.
   * @param {{onProgress?: ProgressListener, signal?: AbortSignal}} [options]
   * @returns {Promise<Blob>}
   */
  async annotated(options) {
    this.#mustBeOpen();
    const { signal, onProgress } = only(options, ["onProgress", "signal"]);
    const meter = new Meter("composing", this.bytes, onProgress);
    const { blob } = await this.#ledger.call("annotate", {}, { signal, onTick: (tick) => meter.add(tick) });
    meter.finish();
    return blob;
  }

  /**
   * The summary, as in the service's manifest_summary.json.
   * @returns {Promise<Blob>}
   */
  async summary() {
    this.#mustBeOpen();
    const { summary } = await this.#ledger.call("summary", {});
    return new Blob([summary], JSON_TYPE);
  }

  /**
   * A manifest of the lines that have one of these statuses, byte for byte and in order: without what is bad, say.
   * @param {{status: Status | Status[], onProgress?: ProgressListener, signal?: AbortSignal}} options
   * @returns {Promise<Blob>}
   */
  async select(options) {
    this.#mustBeOpen();
    const { status = [], signal, onProgress } = only(options, ["status", "onProgress", "signal"]);
    const statuses = [status].flat();
    const unknown = statuses.find((one) => !STATUSES.includes(one));
    if (unknown !== undefined || statuses.length === 0) {
      throw invalid(`"status" is ${JSON.stringify(status)}.`, `Give one or more of ${STATUSES.join(", ")}.`);
    }
    const meter = new Meter("composing", this.bytes, onProgress);
    const { blob } = await this.#ledger.call("select", { statuses }, { signal, onTick: (tick) => meter.add(tick) });
    meter.finish();
    return blob;
  }

  /**
   * This manifest, to train with, and another, to test with: both reports and what spans them.
   * @param {Session} test
   * @returns {Promise<Pair>}
   */
  async pair(test) {
    this.#mustBeOpen();
    test.#mustBeOpen();
    const { catalog, facts } = await test.#ledger.call("encode", {});
    return new Pair(await this.#ledger.call("pair", { catalog, facts }, { transfer: [catalog] }));
  }

  /** Lets go of the workers and all they hold. Work that is under way ends as cancelled. */
  close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#ends.abort();
    // Its memory has grown with the file and would not shrink: it is not lent again.
    this.#ledger.terminate(cancelled("The session was closed, and the work on it"));
  }

  [Symbol.dispose]() {
    this.close();
  }

  async [Symbol.asyncDispose]() {
    this.close();
  }

  /** @param {string} text */
  #setReport(text) {
    this.reportText = text;
    this.report = parseCamel(text);
  }

  #mustBeOpen() {
    if (this.#closed) throw new HoldoutError("CANCELLED", "This session is closed.", { hint: "Open the manifest again." });
  }
}

/** A training and a test manifest, checked together. */
export class Pair {
  #summary;
  /**
   * The report, members in camelCase.
   * @type {PairReport}
   */
  report;
  /**
   * The report as the command prints it: JSON, members in snake_case.
   * @type {string}
   */
  reportText;

  /**
   * Use `session.pair`.
   * @internal
   * @param {{report: string, summary: string}} of
   */
  constructor({ report, summary }) {
    this.#summary = summary;
    this.reportText = report;
    this.report = parseCamel(report);
  }

  /** The summary of both, as in the service's manifest_summary.json. @returns {Blob} */
  summary() {
    return new Blob([this.#summary], JSON_TYPE);
  }
}
