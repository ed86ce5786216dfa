// @ts-check
/**
 * What goes wrong seldom, in words: the engine can't be set up, or a file is none. Loaded by `explain.js` when it does.
 */

import { HoldoutError, notReadable } from "./errors.js";

/** @import {WasmSeen} from "./wasm.js" */

/** A module of one function that uses SIMD: what doesn't take it, doesn't take the engine. */
const SIMD = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11);
const NOT_LOADED = "The engine could not be loaded:";

/**
 * @param {string} message
 * @param {string} hint
 * @param {unknown} [cause]
 */
const unavailable = (message, hint, cause) => new HoldoutError("WASM_UNAVAILABLE", message, { hint, cause });

/**
 * The wasm can't be compiled. What a server sends instead of it is told apart, because that is what goes wrong most often.
 * @param {any} thrown
 * @param {WasmSeen} seen
 * @returns {HoldoutError}
 */
export function wasmFailure(thrown, { from, response, bytes }) {
  if (thrown instanceof HoldoutError) return thrown;
  if (!globalThis.WebAssembly?.validate(SIMD)) {
    return unavailable(
      "The engine needs WebAssembly with SIMD, and there is none here.",
      "Use a current browser: Chrome 91, Firefox 89, Safari 16.4, or later ones, on a processor that is not older than they are.",
      thrown,
    );
  }
  if (response && !response.ok) {
    return unavailable(`${NOT_LOADED} ${from} answered with status ${response.status}.`, "Serve holdout.wasm beside the engine's other files, or give its address to init().");
  }
  if (bytes && !isWasm(bytes)) {
    const opening = new TextDecoder().decode(bytes.subarray(0, 64)).trimStart();
    return unavailable(
      `${NOT_LOADED} ${from} is ${opening.startsWith("<") ? "an HTML page" : "something else"} instead of WebAssembly.`,
      'The server or the bundler doesn\'t serve holdout.wasm where the engine looks for it. With Vite, add optimizeDeps: { exclude: ["holdout"] }; else give its address to init().',
      thrown,
    );
  }
  const message = thrown?.message ?? String(thrown);
  return unavailable(
    `${NOT_LOADED} ${message}`,
    /content security policy|unsafe-eval/i.test(message)
      ? "Add 'wasm-unsafe-eval' to script-src in the page's Content-Security-Policy."
      : "Check the connection, and whether holdout.wasm is where it is looked for; its address can be given to init().",
    thrown,
  );
}

/** @param {Uint8Array} bytes */
const isWasm = ([a, b, c, d]) => a === 0 && b === 0x61 && c === 0x73 && d === 0x6d;

/**
 * A worker can't be started: there are none here, or it wasn't where it was looked for, or it must not run.
 * @param {any} thrown an error, or the event by which a browser tells of one
 * @returns {HoldoutError}
 */
export function workerFailure(thrown) {
  if (thrown instanceof HoldoutError) return thrown;
  if (thrown instanceof ReferenceError) {
    return unavailable(
      "There are no workers here, and the engine runs in workers.",
      "Call the engine in a page, in a worker that may start workers of its own, or in Node.js; not on a server that only renders pages.",
      thrown,
    );
  }
  const said = thrown instanceof Error ? String(thrown) : thrown?.message;
  return unavailable(
    `The engine's worker could not be started${said ? `: ${said}` : "."}`,
    "Serve worker.js from the page's own address, and allow worker-src 'self' in its Content-Security-Policy; for holdout/inline, worker-src blob:.",
    thrown instanceof Error ? thrown : undefined,
  );
}

/**
 * The first byte of a file can't be read. A folder that was dropped looks like a file till then; a file that is gone can
 * have its marks, too.
 * @param {unknown} cause
 * @param {Blob} blob
 * @returns {HoldoutError}
 */
export function fileFailure(cause, blob) {
  if (!looksLikeFolder(blob)) {
    const error = notReadable(cause);
    error.range = { start: 0, end: Math.min(1, blob.size) };
    return error;
  }
  return new HoldoutError("NOT_A_FILE", "This can't be read as a file: it looks like a folder.", {
    hint: "Choose the manifest in it. If it is a file, it was moved or deleted: choose it again.",
    cause,
  });
}

/**
 * A folder comes without a type, and with a size that says nothing of its content: none, or that of its table.
 * @param {Blob} blob
 */
function looksLikeFolder(blob) {
  const name = "name" in blob ? String(blob.name) : "";
  return blob.type === "" && !/\.(manifest|jsonl?|ndjson|txt|gz)$/i.test(name) && (blob.size % 4096 === 0 || blob.size < 4096);
}
