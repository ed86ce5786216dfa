// @ts-check
/**
 * The ledger, in the worker: one manifest's merged catalog and what is asked of it. Catalogs are appended, the whole
 * is sealed, then plans are made, pages of lines answered and outputs composed. A worker holds at most one ledger.
 *
 * A plan follows from its options alone, so requests name it by them; the last few are kept.
 */

import { Annotation, Digest, Ledger } from "./glue.js";
import { asHoldoutError, cancelled, HoldoutError } from "./errors.js";
import { compose } from "./compose.js";
import { absorb } from "./digest.js";
import { read, slices, steps } from "./reading.js";

/** @import {Context, Kinds} from "./protocol.js" */
/** @import {PlanOptions, Side} from "./terms.js" */
/** @import {Input} from "./platform/kinds.js" */
/** @import {Split} from "./glue.js" */

const PLANS_KEPT = 4;
/** How long a plan is worked on before the worker hears whether it is called off. */
const PLANNING_MS = 30;
/** Bytes of a range whose groups are read; in between, so many ranges a worker that all end together. */
const LARGEST_GROUPED = 8 * 1024 * 1024;
const SMALLEST_GROUPED = 256 * 1024;
const RANGES_A_WORKER = 4;
/** Lines nearer to each other than this are read at once. */
const READ_GAP = 64 * 1024;
/** Bytes read at once for an annotated manifest. */
const CHUNK = 16 * 1024 * 1024;
/** Bytes read at once for a page of lines. */
const READ_MOST = 8 * 1024 * 1024;
/** @type {Side[]} */
const SIDES = ["train", "test", "rejected"];
const OUTPUT_TYPE = { type: "application/jsonl" };

/** @type {{ledger: Ledger, input: Input, plans: Map<string, Split>} | undefined} */
let held;

function holding() {
  if (!held) throw new HoldoutError("INTERNAL", "A worker without a ledger was asked for it.");
  return held;
}

/** The requests a ledger answers. */
export const ledger = {
  /** @param {Kinds["open"]["in"]} request */
  open({ input, name, options }) {
    held = { ledger: new Ledger(name, input.size, asJson(options)), input, plans: new Map() };
    return {};
  },

  /** @param {Kinds["append"]["in"]} request */
  append({ catalog }) {
    holding().ledger.append(new Uint8Array(catalog));
    return {};
  },

  /** @returns {Kinds["seal"]["out"]} */
  seal() {
    const { ledger } = holding();
    ledger.seal();
    return { report: ledger.report() ?? "" };
  },

  /**
   * @param {Kinds["digested"]["in"]} request
   * @returns {Kinds["digested"]["out"]}
   */
  digested({ sha256 }) {
    const { ledger } = holding();
    ledger.setDigest(sha256);
    return { report: ledger.report() };
  },

  /**
   * @param {Kinds["prepare"]["in"]} request
   * @returns {Kinds["prepare"]["out"]}
   */
  prepare({ options, workers }) {
    const { ledger, input } = holding();
    const step = Math.min(LARGEST_GROUPED, Math.max(SMALLEST_GROUPED, Math.ceil(input.size / (workers * RANGES_A_WORKER))));
    return { cuts: ledger.prepare(asJson(options), step) };
  },

  /**
   * What the names suggest, from a sample of them.
   * @returns {Promise<Kinds["names"]["out"]>}
   */
  async names() {
    const { ledger, input } = holding();
    const windows = ledger.nameWindows();
    for (let i = 0; i < windows.length; i += 2) {
      const [start, end] = [windows[i], windows[i + 1]];
      ledger.readNames(start, end, await read(input, start, end));
    }
    const { offers, watched } = ledger.suggestions();
    return { offers, watched };
  },

  /**
   * @param {Kinds["grouping"]["in"]} request
   * @returns {Kinds["grouping"]["out"]}
   */
  grouping({ by }) {
    return { grouping: holding().ledger.preview(by) };
  },

  /** @param {Kinds["grouped"]["in"]} request */
  grouped({ by, columns }) {
    const all = new BigUint64Array(columns.reduce((lines, column) => lines + column.length, 0));
    let at = 0;
    for (const column of columns) {
      all.set(column, at);
      at += column.length;
    }
    holding().ledger.learnGroups(by, all);
    return {};
  },

  /**
   * @param {Kinds["keep"]["in"]} request
   * @returns {Kinds["keep"]["out"]}
   */
  keep({ test, train }) {
    return { keep: holding().ledger.learnKeep(new Uint8Array(test), train && new Uint8Array(train)) };
  },

  /**
   * @param {Kinds["plan"]["in"]} request
   * @param {Context} context
   * @returns {Promise<Kinds["plan"]["out"]>}
   */
  async plan({ options }, { signal }) {
    const { ledger } = holding();
    const split = await planned(options, signal);
    ledger.show(split);
    return { report: split.report(ledger) };
  },

  /**
   * A plan that is only looked at, and not kept.
   * @param {Kinds["preview"]["in"]} request
   * @param {Context} context
   * @returns {Promise<Kinds["preview"]["out"]>}
   */
  async preview({ options }, { signal }) {
    const { ledger } = holding();
    const split = await plan(asJson(options), signal);
    try {
      return { report: split.report(ledger) };
    } finally {
      split.free();
    }
  },

  /**
   * @param {Kinds["page"]["in"]} request
   * @param {Context} context
   * @returns {Promise<Kinds["page"]["out"]>}
   */
  async page({ query }, { signal }) {
    const { ledger, input } = holding();
    const found = ledger.find(asJson(query));
    const spans = ledger.spans(found.rows);
    /** @type {string[]} */
    const lines = [];
    for (let i = 0; i < found.rows.length && !signal.aborted; ) {
      const last = together(spans, i);
      const start = spans[2 * i];
      const bytes = await read(input, start, spans[2 * last + 1]);
      for (; i <= last; i++) {
        lines.push(ledger.describe(found.rows[i], bytes.subarray(spans[2 * i] - start, spans[2 * i + 1] - start)));
      }
    }
    return { page: `{"total":${found.total},"lines":[${lines.join(",")}]}` };
  },

  /**
   * @param {Kinds["blobs"]["in"]} request
   * @param {Context} context
   * @returns {Promise<Kinds["blobs"]["out"]>}
   */
  async blobs({ options, sides }, context) {
    return { blobs: await gathered(await rangesOf(options, sides, context.signal), context) };
  },

  /**
   * @param {Kinds["select"]["in"]} request
   * @param {Context} context
   * @returns {Promise<Kinds["select"]["out"]>}
   */
  async select({ statuses }, context) {
    const { ledger } = holding();
    const [blob] = await gathered([(start, end) => ledger.ranges(asJson(statuses), start, end)], context);
    return { blob };
  },

  /**
   * @param {Kinds["annotate"]["in"]} _request
   * @param {Context} context
   * @returns {Promise<Kinds["annotate"]["out"]>}
   */
  async annotate(_request, { signal, tick }) {
    const { ledger, input } = holding();
    const annotation = new Annotation(ledger);
    /** @type {Blob[]} */
    const parts = [];
    try {
      for await (const bytes of slices(input, CHUNK)) {
        if (signal.aborted) throw cancelled();
        parts.push(new Blob(Array.from(steps(bytes), (step) => /** @type {Uint8Array<ArrayBuffer>} */ (annotation.push(step)))));
        tick({ bytes: bytes.length });
      }
    } finally {
      annotation.free();
    }
    return { blob: new Blob(parts, OUTPUT_TYPE) };
  },

  /** @returns {Kinds["summary"]["out"]} */
  summary() {
    return { summary: holding().ledger.summary() };
  },

  /** @returns {Kinds["encode"]["out"]} */
  encode() {
    const { ledger } = holding();
    return { catalog: /** @type {ArrayBuffer} */ (ledger.encode().buffer), facts: ledger.facts() };
  },

  /**
   * @param {Kinds["pair"]["in"]} request
   * @returns {Kinds["pair"]["out"]}
   */
  pair({ catalog, facts }) {
    const { report, summary } = holding().ledger.pair(new Uint8Array(catalog), facts);
    return { report, summary };
  },

  /**
   * @param {Kinds["certify"]["in"]} request
   * @param {Context} context
   * @returns {Promise<Kinds["certify"]["out"]>}
   */
  async certify({ options }, context) {
    const hashes = SIDES.map(() => new Digest());
    await passing(await rangesOf(options, SIDES, context.signal), context, (pieces) => pieces.forEach((piece, i) => absorb(hashes[i], piece)));
    const [train, test, rejected] = hashes.map((hash) => hash.finish());
    return { certificate: (await planned(options, context.signal)).certificate(holding().ledger, train, test, rejected) };
  },

  /**
   * The next piece of one side at or after byte `from`. The page asks again when it has written this one.
   * @param {Kinds["piece"]["in"]} request
   * @param {Context} context
   * @returns {Promise<Kinds["piece"]["out"]>}
   */
  async piece({ options, side, from }, { signal }) {
    const { input } = holding();
    const outputs = await rangesOf(options, [side], signal);
    for await (const { pieces, next } of compose({ input, outputs }, signal, from, false)) {
      return { bytes: pieces[0], next };
    }
    return { bytes: null, next: input.size };
  },
};

/**
 * Options as the core reads them. What JSON has no words for, or has lost digits already, is a wrong option, not one
 * that is not given: it goes as a string, which the core refuses.
 * @param {unknown} options
 */
function asJson(options) {
  return JSON.stringify(options, (_, value) => {
    const exact = typeof value === "number" ? Number.isFinite(value) && (value % 1 !== 0 || Number.isSafeInteger(value)) : typeof value !== "bigint";
    return exact ? value : String(value);
  });
}

/** @typedef {import("./compose.js").Composition["outputs"]} Outputs */

/**
 * What belongs to the sides of a split.
 * @param {PlanOptions} options
 * @param {Side[]} sides
 * @param {AbortSignal} signal
 * @returns {Promise<Outputs>}
 */
async function rangesOf(options, sides, signal) {
  const { ledger } = holding();
  const split = await planned(options, signal);
  return sides.map((side) => (start, end) => split.ranges(ledger, side, start, end));
}

/**
 * The outputs, each as a Blob.
 * @param {Outputs} outputs
 * @param {Context} context
 */
async function gathered(outputs, context) {
  /** @type {Blob[][]} */
  const parts = outputs.map(() => []);
  await passing(outputs, context, (pieces) => {
    pieces.forEach((piece, i) => piece.length > 0 && parts[i].push(new Blob([piece])));
  });
  return parts.map((of) => new Blob(of, OUTPUT_TYPE));
}

/**
 * One pass over the input, all outputs' pieces of a chunk at a time.
 * @param {Outputs} outputs
 * @param {Context} context
 * @param {(pieces: Uint8Array<ArrayBuffer>[]) => void} take
 */
async function passing(outputs, { signal, tick }, take) {
  const { input } = holding();
  let done = 0;
  try {
    for await (const { pieces, next } of compose({ input, outputs }, signal)) {
      take(pieces);
      tick({ bytes: next - done });
      done = next;
    }
  } catch (thrown) {
    throw asHoldoutError(thrown, { start: done, end: input.size });
  }
}

/**
 * The plan of these options.
 * @param {PlanOptions} options
 * @param {AbortSignal} signal
 */
async function planned(options, signal) {
  const { plans } = holding();
  const key = asJson(options);
  const split = plans.get(key) ?? (await plan(key, signal));
  plans.delete(key);
  // Last asked for is last in the map; the first is the one to let go.
  plans.set(key, split);
  if (plans.size > PLANS_KEPT) plans.delete(plans.keys().next().value ?? "");
  return split;
}

/**
 * Makes a plan, and leaves it when it is called off.
 * @param {string} options
 * @param {AbortSignal} signal
 * @returns {Promise<Split>}
 */
async function plan(options, signal) {
  const split = holding().ledger.plan(options);
  for (let since = performance.now(); split.advance(); ) {
    if (performance.now() - since < PLANNING_MS) continue;
    await new Promise((resolve) => setTimeout(resolve));
    if (signal.aborted) {
      split.free();
      throw cancelled();
    }
    since = performance.now();
  }
  return split;
}

/**
 * The last of the lines from the `first` that are read together with it.
 * @param {Float64Array} spans start and end of each line
 * @param {number} first
 */
function together(spans, first) {
  let last = first;
  while (
    2 * last + 2 < spans.length &&
    spans[2 * last + 2] - spans[2 * last + 1] <= READ_GAP &&
    spans[2 * last + 3] - spans[2 * first] <= READ_MOST
  ) {
    last++;
  }
  return last;
}
