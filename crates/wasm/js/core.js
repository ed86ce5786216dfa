// @ts-check
/**
 * The core, in the worker: questions by name, with arguments and bytes, and answers in bytes. The names are those of
 * `crates/wasm/src/worker.rs`.
 */

import { ask as asked } from "./glue.js";

const NOTHING = new Uint8Array();
const encoder = new TextEncoder();

/**
 * @param {string} what
 * @param {unknown[]} [args]
 * @param {Uint8Array} [bytes]
 * @returns {Uint8Array<ArrayBuffer>}
 */
export const ask = (what, args = [], bytes = NOTHING) => /** @type {Uint8Array<ArrayBuffer>} */ (asked(encoder.encode(what + JSON.stringify(args)), bytes));

/**
 * The same where the answer is text.
 * @param {string} what
 * @param {unknown[]} [args]
 * @param {Uint8Array} [bytes]
 */
export const tell = (what, args, bytes) => new TextDecoder().decode(ask(what, args, bytes));

/**
 * Start and end of each range.
 * @param {string} what
 * @param {unknown[]} args
 */
export const offsets = (what, args) => new Float64Array(ask(what, args).buffer);

/**
 * Bytes are pushed into a task, and something comes of them; `use` is told its number and the byte to push first, and
 * finishes it.
 * @template T
 * @param {string} what
 * @param {unknown[]} args
 * @param {(task: [number], from: number) => Promise<T>} use
 * @returns {Promise<T>}
 */
export async function withTask(what, args, use) {
  const [number, from] = JSON.parse(tell(what, args));
  try {
    return await use([number], from);
  } catch (thrown) {
    // What has broken off is not asked again: its last words would be lost.
    if (!(thrown instanceof WebAssembly.RuntimeError)) ask("end", [number]);
    throw thrown;
  }
}
