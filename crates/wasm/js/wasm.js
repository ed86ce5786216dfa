// @ts-check
/**
 * The wasm module. Fetched and compiled once a page, when it is first needed or when `init` says so, and handed to
 * every worker compiled. What a server sends instead of it is told apart, because that is what goes wrong most often.
 */

import { HoldoutError } from "./errors.js";
import { load } from "./platform/browser.js";
import { wasmSource } from "./wasm_file.js";

/** @import {WasmSource} from "./terms.js" */

/** @type {Promise<WebAssembly.Module> | undefined} */
let compiling;

/** A module of one function that uses SIMD: what doesn't take it, doesn't take the engine. */
const SIMD = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11);

/**
 * The compiled module. The first source wins; after a failure the next call tries again.
 * @param {WasmSource | Promise<WasmSource>} [source]
 * @returns {Promise<WebAssembly.Module>}
 */
export function wasmModule(source) {
  if (!compiling) {
    const attempt = compile(source);
    compiling = attempt;
    attempt.catch(() => {
      if (compiling === attempt) compiling = undefined;
    });
  }
  return compiling;
}

/** @param {WasmSource | Promise<WasmSource>} [given] */
async function compile(given) {
  try {
    if (!globalThis.WebAssembly?.validate(SIMD)) throw noSimd();
    const source = (await given) ?? (await wasmSource());
    if (source instanceof WebAssembly.Module) return source;
    if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) {
      return await compileBytes(/** @type {BufferSource} */ (source), "the bytes given to init");
    }
    const loaded = source instanceof Response ? source : await load(source);
    return await (loaded instanceof Response ? compileResponse(loaded) : compileBytes(loaded, String(source)));
  } catch (thrown) {
    throw unavailable(thrown);
  }
}

/** @param {Response} response */
async function compileResponse(response) {
  const from = response.url || "the response given to init";
  if (!response.ok) {
    throw new HoldoutError("WASM_UNAVAILABLE", `The engine could not be loaded: ${from} answered with status ${response.status}.`, {
      hint: "Serve holdout.wasm beside the engine's other files, or give its address to init().",
    });
  }
  const isWasm = /^application\/wasm\b/i.test(response.headers.get("content-type") ?? "");
  if (isWasm && WebAssembly.compileStreaming) return WebAssembly.compileStreaming(response);
  return compileBytes(await response.arrayBuffer(), from);
}

/**
 * @param {BufferSource} source
 * @param {string} from where it came from, for the message
 */
async function compileBytes(source, from) {
  const bytes = ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
  const isWasm = bytes[0] === 0x00 && bytes[1] === 0x61 && bytes[2] === 0x73 && bytes[3] === 0x6d;
  if (!isWasm) {
    const opening = new TextDecoder().decode(bytes.subarray(0, 64)).trimStart();
    const what = opening.startsWith("<") ? "an HTML page" : "something else";
    throw new HoldoutError("WASM_UNAVAILABLE", `The engine could not be loaded: ${from} is ${what} instead of WebAssembly.`, {
      hint: 'The server or the bundler doesn\'t serve holdout.wasm where the engine looks for it. With Vite, add optimizeDeps: { exclude: ["holdout"] }; else give its address to init().',
    });
  }
  return WebAssembly.compile(source);
}

function noSimd() {
  return new HoldoutError("WASM_UNAVAILABLE", "The engine needs WebAssembly with SIMD, and there is none here.", {
    hint: "Use a current browser: Chrome 91, Firefox 89, Safari 16.4, or later ones, on a processor that is not older than they are.",
  });
}

/** @param {unknown} thrown */
function unavailable(thrown) {
  if (thrown instanceof HoldoutError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const hint = /content security policy|unsafe-eval/i.test(message)
    ? "Add 'wasm-unsafe-eval' to script-src in the page's Content-Security-Policy."
    : "Check the connection, and whether holdout.wasm is where it is looked for; its address can be given to init().";
  return new HoldoutError("WASM_UNAVAILABLE", `The engine could not be loaded: ${message}`, { hint, cause: thrown });
}
