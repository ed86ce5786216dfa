// @ts-check
/** Two manifests that are used together, and the report of them. */

import { Reported } from "./camel.js";

/** @import {PairReport} from "./reports.js" */

const JSON_TYPE = { type: "application/json" };

/** A training and a test manifest, checked together. */
export class Pair {
  #summary;
  #reported;
  /**
   * The report, members in camelCase.
   * @type {PairReport}
   */
  report;

  /**
   * Use `session.pair`.
   * @internal
   * @param {Uint8Array<ArrayBuffer>} told the report and, on the last line, the summary
   */
  constructor(told) {
    const end = told.lastIndexOf(10);
    this.#summary = told.subarray(end + 1);
    this.#reported = new Reported(told.subarray(0, end));
    this.report = this.#reported.report;
  }

  /**
   * The report as the command prints it: JSON, members in snake_case.
   * @returns {string}
   */
  get reportText() {
    return this.#reported.text;
  }

  /** The summary of both, as in the service's manifest_summary.json. @returns {Blob} */
  summary() {
    return new Blob([this.#summary], JSON_TYPE);
  }
}
