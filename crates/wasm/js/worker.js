// @ts-check
/**
 * The worker: takes requests, hands each to the module whose duty it is, answers. It holds one wasm instance and
 * decides nothing. Requests that wait for a read don't hold up the others.
 */

import { tell } from "./core.js";
import { initSync } from "./glue.js";
import { digest } from "./digest.js";
import { group } from "./group.js";
import { ledger } from "./ledger.js";
import { listen, send } from "./platform/browser.js";
import { scan } from "./scan.js";

/** @import {ErrorPayload} from "./errors.js" */
/** @import {Context, Message, Tick} from "./protocol.js" */

const TICK_MS = 100;
const WASM_PAGE = 65536;

/** @type {WebAssembly.Memory | undefined} */
let memory;

/** @type {Record<string, (request: any, context: Context) => any>} */
const handlers = {
  init: ({ module }) => {
    // A worker may do so at once, and the module is compiled already.
    ({ memory } = initSync({ module }));
    return {};
  },
  scan,
  group,
  digest,
  ...ledger,
};

/** @type {Map<number, AbortController>} */
const running = new Map();

listen(async (data) => {
  /** @type {Message} */
  const { id, kind, ...request } = data;
  if (kind === "cancel") {
    running.get(id)?.abort();
    return;
  }
  const controller = new AbortController();
  running.set(id, controller);
  try {
    post({ id, ...await handlers[kind](request, { signal: controller.signal, tick: ticker(id) }) });
  } catch (thrown) {
    send({ id, error: told(thrown, request) });
  } finally {
    running.delete(id);
  }
});

/** @param {Record<string, any>} message bytes in it are handed over, not copied */
const post = (message) => send(message, Object.values(message).map((value) => value?.buffer ?? value).filter((value) => value instanceof ArrayBuffer));

/**
 * Gathers ticks, so that a busy request doesn't flood the page.
 * @param {number} id
 * @returns {(tick: Tick) => void}
 */
function ticker(id) {
  let spoken = performance.now();
  let bytes = 0;
  let lines = 0;
  return (tick) => {
    bytes += tick.bytes ?? 0;
    lines += tick.lines ?? 0;
    const now = performance.now();
    if (now - spoken < TICK_MS) return;
    send({ id, progress: { bytes, lines } });
    [spoken, bytes, lines] = [now, 0, 0];
  };
}

/**
 * What was thrown, as plain data: the page finds the words. Where the wasm code broke off, it panicked and said so, or it
 * was refused memory, of which it can say nothing.
 * @param {any} thrown
 * @param {{start?: number, end?: number}} request
 * @returns {ErrorPayload}
 */
function told(thrown, { start, end }) {
  let { name, code, message = String(thrown), hint, range } = Object(thrown);
  if (name === "RuntimeError") {
    try {
      // Tables grow by doubling. This worker is not used again, so there is no harm in trying.
      message = tell("panic") || (memory?.grow(memory.buffer.byteLength / WASM_PAGE), message);
    } catch (thrown) {
      ({ name, message } = /** @type {Error} */ (thrown));
    }
  }
  return { name, code, message, hint, range: range ?? (end && { start, end }) };
}
