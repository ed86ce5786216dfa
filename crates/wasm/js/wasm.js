// @ts-check
/**
 * The wasm module. Fetched and compiled once a page, when it is first needed or when `init` says so, and handed to
 * every worker compiled.
 */

import { explained } from "./explain.js";
import { load } from "./platform/browser.js";
import { wasmSource } from "./wasm_file.js";

/** @import {WasmSource} from "./terms.js" */

/** @typedef {{from: string, response?: Response, bytes?: Uint8Array}} WasmSeen What was to be compiled, as far as it was seen. */

/** @type {Promise<WebAssembly.Module> | undefined} */
let compiling;

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
  /** @type {WasmSeen} */
  const seen = { from: "what was given to init" };
  try {
    const source = (await given) ?? (await wasmSource());
    if (source instanceof WebAssembly.Module) return source;
    const isThere = source instanceof Response || source instanceof ArrayBuffer || ArrayBuffer.isView(source);
    if (!isThere) seen.from = String(source);
    let loaded = isThere ? source : await load(source);
    if (loaded instanceof Response) {
      seen.response = loaded;
      seen.from = loaded.url || seen.from;
      const isWasm = /^application\/wasm\b/i.test(loaded.headers.get("content-type") ?? "");
      if (loaded.ok && isWasm && WebAssembly.compileStreaming) return await WebAssembly.compileStreaming(loaded);
      loaded = await loaded.arrayBuffer();
    }
    seen.bytes = ArrayBuffer.isView(loaded) ? new Uint8Array(loaded.buffer, loaded.byteOffset, loaded.byteLength) : new Uint8Array(loaded);
    return await WebAssembly.compile(/** @type {BufferSource} */ (loaded));
  } catch (thrown) {
    throw await explained("wasmFailure", thrown, seen);
  }
}
