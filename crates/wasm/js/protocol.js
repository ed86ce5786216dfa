// @ts-check
/**
 * The protocol between the page and its workers, as types. Every request is `{id, kind, …}` and gets one answer,
 * `{id, …}` or `{id, error}`; on the way there may be progress, `{id, progress}`. A request is called off by
 * `{id, kind: "cancel"}` with its own id. Catalogs and pieces are transferred, never copied; Blobs are references.
 */

/** @import {CodeCount} from "./progress.js" */
/** @import {Input} from "./platform/kinds.js" */
/** @import {CheckOptions, LineQuery, PlanOptions, Side, Status} from "./terms.js" */

/**
 * What belongs to an output: a question that the core answers with the ranges of a part of the input, and its arguments but
 * the last two, which say which part.
 * @typedef {["side", PlanOptions, Side] | ["select", Status[]]} Output
 */

/**
 * What a worker can be asked: kind, what goes in, what comes out. `ask` is answered by the core alone.
 * @typedef {object} Kinds
 * @property {{in: {module: WebAssembly.Module}, out: {}}} init
 * @property {{in: {input: Input, start: number, end: number}, out: {catalog: ArrayBuffer, lines: number, codes: CodeCount[]}}} scan
 * @property {{in: {input: Input, start: number, end: number, by: string}, out: {groups: ArrayBuffer}}} group
 * @property {{in: {input: Input}, out: {sha256: string}}} digest
 * @property {{in: {input: Input, name: string, options: CheckOptions}, out: {}}} open
 * @property {{in: {what: string, args: unknown[], bytes?: ArrayBuffer}, out: {bytes: Uint8Array<ArrayBuffer>}}} ask
 * @property {{in: {options: PlanOptions, what: "plan" | "preview" | "made"}, out: {bytes: Uint8Array<ArrayBuffer>}}} plan
 * @property {{in: {query: LineQuery}, out: {page: string}}} page
 * @property {{in: {}, out: {names: string}}} names
 * @property {{in: {outputs: Output[]}, out: {blobs: Blob[]}}} blobs
 * @property {{in: {outputs: Output[]}, out: {digests: string[]}}} digests
 * @property {{in: {output: Output, from: number}, out: {bytes: Uint8Array<ArrayBuffer> | null, next: number}}} piece
 * @property {{in: {}, out: {blob: Blob}}} annotate
 */

/** @typedef {keyof Kinds} Kind */

/** @typedef {{bytes?: number, lines?: number}} Tick what was done since the last one */

/**
 * What a handler on the worker's side is given beside the request.
 * @typedef {object} Context
 * @property {AbortSignal} signal
 * @property {(tick: Tick) => void} tick
 */

/** @typedef {{id: number, kind: string, [member: string]: unknown}} Message */

export {};
