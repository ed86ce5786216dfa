// @ts-check
/** What all elements of a page share: the application's code, fetched once, and one style sheet. */

import { HoldoutError } from "./engine/index.js";
import initApplication from "./element_glue.js";
import { styles } from "./element_styles.js";
import { wasmSource } from "./element_wasm.js";

/** @type {Promise<unknown> | undefined} */
let loading;

/** @type {CSSStyleSheet | undefined} */
let sheet;

/**
 * Fetches the application, once a page; after a failure the next call tries again.
 * @returns {Promise<unknown>}
 */
export function load() {
  if (!loading) {
    const attempt = Promise.resolve(initApplication({ module_or_path: wasmSource() })).catch((cause) => {
      if (loading === attempt) loading = undefined;
      throw unavailable(cause);
    });
    loading = attempt;
  }
  return loading;
}

/** @param {unknown} cause */
function unavailable(cause) {
  const said = cause instanceof Error ? cause.message : String(cause);
  const hint = /content security policy|unsafe-eval/i.test(said)
    ? "Add 'wasm-unsafe-eval' to script-src in the page's Content-Security-Policy."
    : "Serve holdout-element.wasm beside the element's module, from an address that connect-src allows.";
  return new HoldoutError("WASM_UNAVAILABLE", `The element could not be loaded: ${said}`, { hint, cause });
}

/**
 * The styles. A sheet that is made by a script needs no 'unsafe-inline' in a page's policy.
 * @returns {CSSStyleSheet}
 */
export function styleSheet() {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    try {
      CSS.registerProperty({ name: "--holdout-rem", syntax: "<length>", inherits: true, initialValue: "16px" });
    } catch {
      // Another copy of this module was first.
    }
  }
  return sheet;
}
