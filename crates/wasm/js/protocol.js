// @ts-check
/**
 * The protocol between the page and its workers, as types. Every request is `{id, kind, …}` and gets one answer,
 * `{id, kind, …}` or `{id, error}`; on the way there may be progress, `{id, progress}`. A request is called off by
 * `{id, kind: "cancel"}` with its own id. Catalogs and pieces are transferred, never copied; Blobs are references.
 */

/** @import {CodeCount} from "./progress.js" */
/** @import {Input} from "./platform/kinds.js" */
/** @import {CheckOptions, LineQuery, PlanOptions, Side, Status} from "./terms.js" */

/**
 * What a worker can be asked: kind, what goes in, what comes out.
 * @typedef {object} Kinds
 * @property {{in: {module: WebAssembly.Module}, out: {}}} init
 * @property {{in: {input: Input, start: number, end: number}, out: {catalog: ArrayBuffer, lines: number, codes: CodeCount[]}}} scan
 * @property {{in: {input: Input, start: number, end: number, by: string}, out: {groups: BigUint64Array<ArrayBuffer>}}} group
 * @property {{in: {input: Input}, out: {sha256: string}}} digest
 * @property {{in: {input: Input, name: string, options: CheckOptions}, out: {}}} open
 * @property {{in: {catalog: ArrayBuffer}, out: {}}} append
 * @property {{in: {}, out: {report: string}}} seal
 * @property {{in: {sha256: string}, out: {report?: string}}} digested
 * @property {{in: {query: LineQuery}, out: {page: string}}} page
 * @property {{in: {options: PlanOptions, workers: number}, out: {cuts: Float64Array | undefined}}} prepare
 * @property {{in: {}, out: {offers: string, watched: string | undefined}}} names
 * @property {{in: {by: string}, out: {grouping: string}}} grouping
 * @property {{in: {by: string, columns: BigUint64Array[]}, out: {}}} grouped
 * @property {{in: {test: ArrayBuffer, train: ArrayBuffer | undefined}, out: {keep: number}}} keep
 * @property {{in: {options: PlanOptions}, out: {report: string}}} plan
 * @property {{in: {options: PlanOptions}, out: {report: string}}} preview
 * @property {{in: {options: PlanOptions, sides: Side[]}, out: {blobs: Blob[]}}} blobs
 * @property {{in: {options: PlanOptions, side: Side, from: number}, out: {bytes: Uint8Array<ArrayBuffer> | null, next: number}}} piece
 * @property {{in: {options: PlanOptions}, out: {certificate: string}}} certify
 * @property {{in: {statuses: Status[]}, out: {blob: Blob}}} select
 * @property {{in: {}, out: {blob: Blob}}} annotate
 * @property {{in: {}, out: {summary: string}}} summary
 * @property {{in: {}, out: {catalog: ArrayBuffer, facts: string}}} encode
 * @property {{in: {catalog: ArrayBuffer, facts: string}, out: {report: string, summary: string}}} pair
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
