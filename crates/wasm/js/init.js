// @ts-check
/**
 * Setting up and letting go, for those who want to say when, or from where. Nobody needs to: `open` does it, and time.
 */

import { only } from "./options.js";
import { letAllGo, startWorkersBy } from "./pool.js";
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

/**
 * Ends the workers that wait for work, at once. Never needed, never harmful: they end by themselves when nothing has wanted
 * them for ten seconds, and the next manifest starts others.
 * @returns {void}
 */
export function release() {
  letAllGo();
}
