// @ts-check
/**
 * The session: one manifest, opened. It owns the ledger worker that holds the catalog, and borrows the others while it
 * scans or computes a digest.
 */

import { Reported, parseCamel, textOf } from "./camel.js";
import { COMPOSING, composed } from "./composing.js";
import { HoldoutError, asHoldoutError, cancelled } from "./errors.js";
import { readInOrder } from "./in_order.js";
import { asTheyAre, invalid, only, whole, wrong } from "./options.js";
import { Pair } from "./pair.js";
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
/** @import {LineDetail, Report, SplitReport, Suggestion} from "./reports.js" */
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
 * @property {ProgressListener} [onProgress] hears of the second reading that groups need, and of large manifests a split
 *   by hash or beside an earlier one
 */

/** @typedef {Omit<PlanOptions, "keep" | "watch" | "names" | "fileNames"> & OwnSplitOptions} SplitOptions */

const MOST_WORKERS = 64;
const LINES_A_PAGE = 200;
/** Bytes of a range whose groups are read; in between, so many ranges a worker that all end together. */
const LARGEST_GROUPED = 8 * 1024 * 1024;
const SMALLEST_GROUPED = 256 * 1024;
const RANGES_A_WORKER = 4;
/** The rule that groups by file name. */
const FILE_NAME = "file-name";
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
  if (digest !== "open" && digest !== "later") throw wrong("digest", digest, 'Give "open" or "later".');

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
  /** @type {Reported | undefined} */
  #reported;
  /** @type {{test: unknown, train: unknown, keep: number} | undefined} The earlier split that was kept last. */
  #kept;
  /** @type {Promise<{offers: string, watched: string | null, repeats: boolean}> | undefined} What the names suggest. */
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
   * The report, members in camelCase. The list of its labels is made when somebody looks at it.
   * @type {Report}
   */
  report = /** @type {any} */ (undefined);

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
    // Both read the file at the same time; what is told is the reading, then what is left of the hashing.
    const hashing = digest === "open" ? this.digest({ onProgress: (progress) => this.report && onProgress?.(progress) }) : undefined;
    hashing?.catch(() => {});
    const meter = new Meter("reading", this.bytes, onProgress);
    // Whatever is asked of the ledger afterwards waits there until it is open, not here.
    const opened = ledger.call("open", { input: this.#input, name: this.name, options: asTheyAre(check) });
    /** @param {ArrayBuffer} bytes @param {AbortSignal} signal */
    const take = (bytes, signal) => ledger.ask("append", [], { bytes, signal });
    await Promise.all([opened, scanAll({ input: this.#input, take, workers, meter, signal })]);
    meter.finish();
    this.#setReport(await ledger.ask("seal"));
    await hashing;
  }

  /**
   * The report as the command prints it: JSON, members in snake_case.
   * @returns {string}
   */
  get reportText() {
    return this.#reported?.text ?? "";
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
      const report = await this.#ledger.ask("digested", [sha256]);
      if (report.length > 0) this.#setReport(report);
      return sha256;
    } finally {
      void giveBack(remote);
    }
  }

  /**
   * Judges the manifest by other limits, without reading it again. From then on the report is another one, and so is that of
   * splits.
   * @param {CheckOptions} [options] what isn't given is as it is by default
   * @returns {Promise<Report>}
   */
  async check(options) {
    this.#mustBeOpen();
    this.#setReport(await this.#ledger.ask("check", [asTheyAre(only(options, ["region", "useCase"]))]));
    return this.report;
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
    const { page } = await this.#ledger.call("page", { query: asTheyAre(only(query, [...FILTERS, "offset", "limit"])) });
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
    const text = await read(this.#input, start, start + bytes).catch((thrown) => Promise.reject(asHoldoutError(thrown)));
    return textOf(text).replace(/\r?\n?$/, "");
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
    return textOf(await this.#ledger.ask("grouping", [by]));
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
      const attempt = this.#ledger.call("names", {}).then(({ names }) => {
        const [offers, watched, repeats] = names.split("\n");
        return { offers, watched: JSON.parse(watched), repeats: JSON.parse(repeats) };
      });
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
    const { bytes } = await this.#ledger.call("plan", { options: plan, what: "plan" }, { signal });
    const reported = new Reported(bytes);
    return new Split({ ledger: this.#ledger, bytes: this.bytes, options: plan, reported, digest: () => this.digest() });
  }

  /**
   * The report of a split that is only looked at, to set it beside others: lines go on being told with the sides of the
   * split that was made last.
   * @param {SplitOptions} [options]
   * @returns {Promise<SplitReport>}
   */
  async preview(options) {
    return (await this.#preview(options)).report;
  }

  /**
   * The same as JSON, members in snake_case.
   * @param {SplitOptions} [options]
   * @returns {Promise<string>}
   */
  async previewText(options) {
    return (await this.#preview(options)).text;
  }

  /** @param {SplitOptions} [options] */
  async #preview(options) {
    const { plan, signal } = await this.#plan(options);
    const { bytes } = await this.#ledger.call("plan", { options: plan, what: "preview" }, { signal });
    return new Reported(bytes);
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
    const { groupBy = "", move = [] } = given;
    if (typeof groupBy !== "string") throw wrong("groupBy", groupBy, 'Give "folder", or a pattern as a string.');
    if (!Array.isArray(move)) throw wrong("move", move, "Give an array of {line, side}.");
    /** @type {PlanOptions} */
    const plan = asTheyAre(given);
    const ends = AbortSignal.any([this.#ends.signal, ...(signal ? [signal] : [])]);
    const names = lookAlikes ? await this.#suggested() : undefined;
    if (names) plan.names = true;
    // Wrong options are refused before anything is read.
    /** @type {[number[] | null, boolean]} */
    const [cuts, forgotten] = JSON.parse(textOf(await this.#ledger.ask("prepare", [plan, this.#step(), keep !== undefined], { signal: ends })));
    if (forgotten) await this.#rereadImages(ends, onProgress);
    if (keep !== undefined) plan.keep = await this.#readKeep(keep, keepTrain, ends);
    const by = plan.groupBy;
    if (by !== undefined && cuts) await this.#rereadGroups(by, cuts, ends, onProgress);
    if (!names) return { plan, signal: ends };
    plan.fileNames = names.repeats;
    const helps = by !== undefined && JSON.parse(textOf(await this.#ledger.ask("useful", [by], { signal: ends })));
    if (!helps && names.watched !== null) plan.watch = names.watched;
    if (plan.fileNames) await this.#countFileNames(ends, onProgress, plan);
    if (plan.watch !== undefined) await this.#countGroups(plan.watch, ends, onProgress, plan);
    return { plan, signal: ends };
  }

  /**
   * Counts the file names that are in both subsets, unless that is known. Of a large manifest only the count is kept.
   * @param {AbortSignal} signal
   * @param {ProgressListener | undefined} onProgress
   * @param {PlanOptions} plan
   */
  async #countFileNames(signal, onProgress, plan) {
    const isCounted = async () => JSON.parse(textOf(await this.#ledger.ask("countFileNames", [plan], { signal })));
    if (await isCounted()) return;
    await this.#countGroups(FILE_NAME, signal, onProgress, plan);
    await isCounted();
  }

  /** Bytes of a range whose groups are read. */
  #step() {
    return Math.min(LARGEST_GROUPED, Math.max(SMALLEST_GROUPED, Math.ceil(this.bytes / (this.#workers * RANGES_A_WORKER))));
  }

  /**
   * Reads the groups of a rule that are only counted, unless they are known: after the plan has been made, which needs the room.
   * @param {string} rule
   * @param {AbortSignal} signal
   * @param {ProgressListener} [onProgress]
   * @param {PlanOptions} [plan]
   */
  async #countGroups(rule, signal, onProgress, plan) {
    const cuts = JSON.parse(textOf(await this.#ledger.ask("cuts", [rule, this.#step()], { signal })));
    if (!cuts) return;
    if (plan) await this.#ledger.call("plan", { options: plan, what: "made" }, { signal });
    await this.#rereadGroups(rule, cuts, signal, onProgress);
  }

  /**
   * Reads the manifest again, for the groups of a rule.
   * @param {string} by
   * @param {number[]} cuts
   * @param {AbortSignal} signal
   * @param {ProgressListener} [onProgress]
   */
  #rereadGroups(by, cuts, signal, onProgress) {
    return this.#reread("grouping", signal, onProgress, ({ rereadGroups }, work) => rereadGroups(work, cuts, by));
  }

  /** Sees to it that the ledger knows which images the lines name, as long as the session is open. */
  async #needImages() {
    if (JSON.parse(textOf(await this.#ledger.ask("recall")))) await this.#rereadImages(this.#ends.signal);
  }

  /**
   * Reads again which images the lines name.
   * @param {AbortSignal} signal
   * @param {ProgressListener} [onProgress]
   */
  #rereadImages(signal, onProgress) {
    return this.#reread("reading", signal, onProgress, ({ rereadImages }, work) => rereadImages(work));
  }

  /**
   * Reads the manifest again, for what is told by `phase`.
   * @param {"reading" | "grouping"} phase
   * @param {AbortSignal} signal
   * @param {ProgressListener | undefined} onProgress
   * @param {(rereading: typeof import("./rereading.js"), work: import("./rereading.js").Rereading) => Promise<void>} read
   */
  async #reread(phase, signal, onProgress, read) {
    const [input, ledger, workers] = [this.#input, this.#ledger, this.#workers];
    const meter = new Meter(phase, this.bytes, onProgress);
    const rereading = await import("./rereading.js").catch((thrown) => Promise.reject(asHoldoutError(thrown)));
    await read(rereading, { input, ledger, workers, meter, signal, readInOrder, scanAll });
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
        const catalog = await session.#ledger.ask("encode", [], { signal });
        return { catalog, facts: { lines: session.report.input.lines, bytes: session.bytes, sha256: await session.digest() } };
      } finally {
        session.close();
      }
    };
    const read = [await catalogOf(test)];
    if (train !== undefined) read.push(await catalogOf(train));
    const files = { test: read[0].facts, ...(read[1] && { train: read[1].facts }) };
    const bytes = await new Blob(read.map(({ catalog }) => catalog)).arrayBuffer();
    const keep = JSON.parse(textOf(await this.#ledger.ask("keep", [read[0].catalog.length, files], { bytes, signal })));
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
    const { blob } = await composed(this.#ledger, "annotate", {}, this.bytes, options);
    return blob;
  }

  /**
   * The summary, as in the service's manifest_summary.json.
   * @returns {Promise<Blob>}
   */
  async summary() {
    this.#mustBeOpen();
    return new Blob([await this.#ledger.ask("summary")], JSON_TYPE);
  }

  /**
   * A manifest of the lines that have one of these statuses, byte for byte and in order: without what is bad, say.
   * @param {{status: Status | Status[], onProgress?: ProgressListener, signal?: AbortSignal}} options
   * @returns {Promise<Blob>}
   */
  async select(options) {
    this.#mustBeOpen();
    const { status = [], ...how } = only(options, ["status", ...COMPOSING]);
    const statuses = [status].flat();
    if (statuses.length === 0 || !statuses.every((one) => STATUSES.includes(one))) {
      throw wrong("status", status, `Give one or more of ${STATUSES.join(", ")}.`);
    }
    const { blobs } = await composed(this.#ledger, "blobs", { outputs: [["select", statuses]] }, this.bytes, how);
    return blobs[0];
  }

  /**
   * This manifest, to train with, and another, to test with: both reports and what spans them.
   * @param {Session} test
   * @returns {Promise<Pair>}
   */
  async pair(test) {
    this.#mustBeOpen();
    test.#mustBeOpen();
    await Promise.all([this.#needImages(), test.#needImages(), this.#suggested(), test.#suggested()]);
    const files = JSON.parse(textOf(await test.#ledger.ask("files")));
    const shares = JSON.parse(textOf(await this.#ledger.ask("shares", [files])));
    if (shares) for (const session of [this, test]) await session.#countGroups(FILE_NAME, session.#ends.signal);
    const [facts, catalog, names] = await Promise.all(["facts", "encode", ...(shares ? ["fileNames"] : [])].map((what) => test.#ledger.ask(what)));
    const bytes = await new Blob(names ? [catalog, names] : [catalog]).arrayBuffer();
    return new Pair(await this.#ledger.ask("pair", [JSON.parse(textOf(facts)), catalog.length], { bytes }));
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

  /** @param {Uint8Array<ArrayBuffer>} bytes */
  #setReport(bytes) {
    this.#reported = new Reported(bytes);
    this.report = this.#reported.report;
  }

  #mustBeOpen() {
    if (this.#closed) throw new HoldoutError("CANCELLED", "This session is closed.", { hint: "Open the manifest again." });
  }
}
