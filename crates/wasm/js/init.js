// @ts-check
/**
 * Setting up, for those who want to say when, or from where. Nobody needs to: `open` does it.
 */

import { only } from "./options.js";
import { startWorkersBy } from "./pool.js";
import { wasmModule } from "./wasm.js";

/** @import {WasmSource, WorkerOptions} from "./terms.js" */

/**
 * Loads the engine. Never needed, never harmful: it may be called early, often and at the same time. The first source
 * wins; after a failure the next call tries again.
 * @param {WasmSource | Promise<WasmSource>} [source] where the wasm is; by default the file beside this module
 * @param {WorkerOptions} [options] how workers are started from now on, where they can't be started as usual
 * @returns {Promise<void>}
 */
export async function init(source, options) {
  if (options) startWorkersBy(only(options, ["workerUrl", "createWorker"]));
  await wasmModule(source);
}
