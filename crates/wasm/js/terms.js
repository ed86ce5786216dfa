// @ts-check
/**
 * What users say and are told, as types. They name nothing that only a browser's library of types has, so that a program
 * of Node.js compiles with them.
 */

/** @typedef {"train" | "test" | "rejected"} Side */

/** @typedef {"valid" | "invalid" | "ignored" | "removed"} Status */

/** @typedef {{region?: string, useCase?: "auto" | "image-level" | "localization"}} CheckOptions */

/** @typedef {{line: number, side: "train" | "test"}} Move a line, counted from 1, and where a person wants it */

/**
 * What a plan follows from, besides the manifest. The groups of `groupBy` and the earlier split that `keep` is the
 * number of have been read before: the ledger has them.
 * @typedef {object} PlanOptions
 * @property {number} [fraction] share of the usable lines for the test side
 * @property {"stratified" | "random" | "hash"} [strategy]
 * @property {number} [seed]
 * @property {string} [groupBy] "folder", "file-name", "base-name", "folder/base-name", or a pattern whose capture names a line's group
 * @property {string} [watch] the rule by which look-alikes are counted where lines are not grouped
 * @property {boolean} [names] whether the names of images are compared for the report
 * @property {boolean} [fileNames] whether file names that are in both subsets are counted
 * @property {Move[]} [move] made after all else is decided, in order
 * @property {number} [keep]
 */

/**
 * @typedef {object} LineQuery
 * @property {Status} [status]
 * @property {string} [code] only lines with this finding
 * @property {string} [label] only lines that carry this label
 * @property {boolean} [serviceFindings] only lines that carry findings themselves, the service's or an earlier check's
 * @property {number} [offset] how many of these lines to pass over
 * @property {number} [limit] at most this many, itself at most 500
 */

/**
 * How workers are started, for the bundlers that don't find the worker by themselves.
 * @typedef {object} WorkerOptions
 * @property {string | URL} [workerUrl] the address of "holdout/worker", on the page's own origin
 * @property {() => any} [createWorker] starts a worker of "holdout/worker": a module worker, or a thread in Node.js
 */

/**
 * Where the wasm may come from.
 * @typedef {URL | string | Response | ArrayBuffer | ArrayBufferView | CompiledModule} WasmSource
 */

/**
 * A `WebAssembly.Module`, where types know it.
 * @typedef {typeof globalThis extends {WebAssembly: {Module: {prototype: infer M}}} ? M : never} CompiledModule
 */

export {};
