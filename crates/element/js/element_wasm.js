// @ts-check
/** Where the application is: in a file beside this one. Bundlers know this very form, and take the file along. */

/** @returns {URL} */
export const wasmSource = () => new URL("./holdout-element.wasm", import.meta.url);
