// @ts-check
/** Where the wasm is: in a file beside this one. Bundlers know this very form, and take the file along. */

/** @returns {URL} */
export const wasmSource = () => new URL("./holdout.wasm", import.meta.url);
