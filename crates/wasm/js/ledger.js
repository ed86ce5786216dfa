// @ts-check
/**
 * The ledger, in the worker: what is asked of one manifest's merged catalog that takes more than the core's answer, because
 * the input has to be read for it. A worker holds at most one ledger.
 */

import { compose } from "./compose.js";
import { ask, offsets, tell, withTask } from "./core.js";
import { absorb } from "./digest.js";
import { ahead, read, slices, steps } from "./reading.js";

/** @import {Context, Kinds, Output} from "./protocol.js" */
/** @import {PlanOptions} from "./terms.js" */
/** @import {Input} from "./platform/kinds.js" */

/** Lines nearer to each other than this are read at once. */
const READ_GAP = 64 * 1024;
/** Bytes read at once for an annotated manifest. */
const CHUNK = 16 * 1024 * 1024;
/** Bytes read at once for a page of lines. */
const READ_MOST = 8 * 1024 * 1024;
/** How long a plan is worked on before the worker hears whether it is called off. */
const PLANNING_MS = 30;
const OUTPUT_TYPE = { type: "application/jsonl" };

/** @type {Input} */
let input;
/** @type {ReturnType<typeof sampled>} */
let sample;

/** The requests a ledger answers. */
export const ledger = {
  /** @param {Kinds["open"]["in"]} request */
  open(request) {
    input = request.input;
    ask("open", [request.name, input.size, request.options]);
    sample = ahead(sampled());
    return {};
  },

  /**
   * @param {Kinds["ask"]["in"]} request
   * @returns {Kinds["ask"]["out"]}
   */
  ask: ({ what, args, bytes }) => ({ bytes: ask(what, args, bytes && new Uint8Array(bytes)) }),

  /**
   * What the names suggest, from a sample of them.
   * @returns {Promise<Kinds["names"]["out"]>}
   */
  async names() {
    for (const [span, bytes] of await sample.catch(sampled)) ask("sample", span, bytes);
    // The core has what it needs of it.
    sample = ahead([]);
    return { names: tell("suggest") };
  },

  /**
   * @param {Kinds["plan"]["in"]} request
   * @param {Context} context
   * @returns {Promise<Kinds["plan"]["out"]>}
   */
  plan: async ({ options, what }, { signal }) => ({ bytes: await planned(what, options, signal) }),

  /**
   * @param {Kinds["page"]["in"]} request
   * @param {Context} context
   * @returns {Promise<Kinds["page"]["out"]>}
   */
  async page({ query }, { signal }) {
    const [total, rows, spans] = JSON.parse(tell("find", [query]));
    /** @type {string[]} */
    const lines = [];
    for (let i = 0; i < rows.length && !signal.aborted; ) {
      const last = together(spans, i);
      const start = spans[2 * i];
      const bytes = await read(input, start, spans[2 * last + 1]);
      for (; i <= last; i++) lines.push(tell("describe", [rows[i]], bytes.subarray(spans[2 * i] - start, spans[2 * i + 1] - start)));
    }
    return { page: `{"total":${total},"lines":[${lines}]}` };
  },

  /**
   * @param {Kinds["blobs"]["in"]} request
   * @param {Context} context
   * @returns {Promise<Kinds["blobs"]["out"]>}
   */
  async blobs({ outputs }, context) {
    /** @type {Blob[][]} */
    const parts = outputs.map(() => []);
    await passing(outputs, context, (pieces) => pieces.forEach((piece, i) => piece.length > 0 && parts[i].push(new Blob([piece]))));
    return { blobs: parts.map((of) => new Blob(of, OUTPUT_TYPE)) };
  },

  /**
   * @param {Kinds["annotate"]["in"]} _request
   * @param {Context} context
   * @returns {Promise<Kinds["annotate"]["out"]>}
   */
  annotate: (_request, { signal, tick }) =>
    withTask("annotate", [], async (task) => {
      /** @type {Blob[]} */
      const parts = [];
      for await (const bytes of slices(input, CHUNK)) {
        signal.throwIfAborted();
        parts.push(new Blob(Array.from(steps(bytes), (step) => ask("push", task, step))));
        tick({ bytes: bytes.length });
      }
      ask("finish", task);
      return { blob: new Blob(parts, OUTPUT_TYPE) };
    }),

  /**
   * @param {Kinds["digests"]["in"]} request
   * @param {Context} context
   * @returns {Promise<Kinds["digests"]["out"]>}
   */
  async digests({ outputs }, context) {
    /** @type {[number][]} */
    const tasks = outputs.map(() => [JSON.parse(tell("digest"))[0]]);
    await passing(outputs, context, (pieces) => pieces.forEach((piece, i) => absorb(tasks[i], piece)));
    return { digests: tasks.map((task) => tell("finish", task)) };
  },

  /**
   * The next piece of an output at or after byte `from`. The page asks again when it has written this one.
   * @param {Kinds["piece"]["in"]} request
   * @param {Context} context
   * @returns {Promise<Kinds["piece"]["out"]>}
   */
  async piece({ output, from }, { signal }) {
    const outputs = await rangesOf([output], signal);
    for await (const { pieces, next } of compose(input, outputs, signal, from, false)) return { bytes: pieces[0], next };
    return { bytes: null, next: input.size };
  },
};

/**
 * What the names are sampled from. Beginning to read takes longer than it is long, so it is read while others scan.
 * @returns {Promise<[[number, number], Uint8Array][]>}
 */
const sampled = () => Promise.all(JSON.parse(tell("spans")).map(async (/** @type {[number, number]} */ span) => [span, await read(input, ...span)]));

/**
 * Makes a plan and asks something of it; leaves it when it is called off.
 * @param {Kinds["plan"]["in"]["what"]} what
 * @param {PlanOptions} options
 * @param {AbortSignal} signal
 */
const planned = (what, options, signal) =>
  withTask("planning", [options], async (task) => {
    for (let since = performance.now(); ask("push", task).length === 0; ) {
      if (performance.now() - since < PLANNING_MS) continue;
      await messagesHeard();
      signal.throwIfAborted();
      since = performance.now();
    }
    return ask(what, task);
  });

/** Lets what was sent to the worker come in. A timer that is set again and again would wait 4 ms each time. */
async function messagesHeard() {
  const { port1, port2 } = new MessageChannel();
  await new Promise((resolve) => {
    port1.onmessage = resolve;
    port2.postMessage(null);
  });
  port1.close();
}

/**
 * @param {Output[]} outputs
 * @param {AbortSignal} signal
 * @returns {Promise<import("./compose.js").Outputs>}
 */
async function rangesOf(outputs, signal) {
  for (const [what, options] of outputs) if (what === "side") await planned("made", options, signal);
  return outputs.map(([what, ...args]) => (start, end) => offsets(what, [...args, start, end]));
}

/**
 * One pass over the input, all outputs' pieces of a chunk at a time.
 * @param {Output[]} outputs
 * @param {Context} context
 * @param {(pieces: Uint8Array<ArrayBuffer>[]) => void} take
 */
async function passing(outputs, { signal, tick }, take) {
  let done = 0;
  for await (const { pieces, next } of compose(input, await rangesOf(outputs, signal), signal)) {
    take(pieces);
    tick({ bytes: next - done });
    done = next;
  }
}

/**
 * The last of the lines from the `first` that are read together with it.
 * @param {number[]} spans start and end of each line
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
