// @ts-check
/** Where the wasm is: wherever the user says. For `holdout/slim`. */

import { HoldoutError } from "./errors.js";

/** @returns {never} */
export function wasmSource() {
  throw new HoldoutError("WASM_UNAVAILABLE", "holdout/slim comes without its wasm, and init() was not called.", {
    hint: 'Call init() with the address, the bytes or the compiled module of "holdout/holdout.wasm" before all else.',
  });
}
