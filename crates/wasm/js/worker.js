// @ts-check
/**
 * The worker: takes requests, hands each to the module whose duty it is, answers. It holds one wasm instance and
 * decides nothing. Requests that wait for a read don't hold up the others.
 */

import { initSync, takePanic } from "./glue.js";
import { asHoldoutError, HoldoutError, outOfMemory, toPayload, trapped } from "./errors.js";
import { digest } from "./digest.js";
import { group } from "./group.js";
import { ledger } from "./ledger.js";
import { listen, send } from "./platform/browser.js";
import { scan } from "./scan.js";

/** @import {Context, Message, Tick} from "./protocol.js" */

const TICK_MS = 100;
const WASM_PAGE = 65536;

/** @type {WebAssembly.Memory | undefined} */
let memory;

/** @type {Record<string, (request: any, context: Context) => unknown>} */
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
    const handle = handlers[kind];
    if (!handle) throw new HoldoutError("INTERNAL", `A worker was asked for "${kind}".`);
    const answer = /** @type {object} */ (await handle(request, { signal: controller.signal, tick: ticker(id) }));
    post({ id, kind, ...answer });
  } catch (thrown) {
    const error = asHoldoutError(thrown);
    post({ id, error: toPayload(error.code === "WORKER_TRAPPED" ? explain(error) : error) });
  } finally {
    running.delete(id);
  }
});

/** @param {Record<string, unknown>} message bytes in it are handed over, not copied */
function post(message) {
  /** @type {Transferable[]} */
  const transfer = [];
  for (const value of Object.values(message)) {
    if (value instanceof ArrayBuffer) transfer.push(value);
    else if (ArrayBuffer.isView(value)) transfer.push(/** @type {ArrayBuffer} */ (value.buffer));
  }
  send(message, transfer);
}

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
 * Why the wasm code broke off: it panicked and said so, or it was refused memory, of which it can say nothing.
 * @param {HoldoutError} error
 */
function explain(error) {
  const { cause, range } = error;
  try {
    const said = takePanic();
    if (said) return asHoldoutError(trapped(said, cause), range);
    // Tables grow by doubling. This worker is not used again, so there is no harm in trying.
    memory?.grow(memory.buffer.byteLength / WASM_PAGE);
  } catch (thrown) {
    if (thrown instanceof RangeError) return asHoldoutError(outOfMemory(cause), range);
  }
  return error;
}
