// @ts-check
/**
 * What both platforms are made of, as types.
 */

/**
 * A worker, as far as it is used.
 * @typedef {object} WorkerLike
 * @property {(message: any, transfer?: any) => void} postMessage
 * @property {() => unknown} terminate
 * @property {((event: any) => void) | null} onmessage
 * @property {((event: any) => void) | null} onmessageerror
 * @property {((event: any) => void) | null} onerror
 * @property {() => void} [ref] keeps the process going while there is work
 * @property {() => void} [unref] lets the process end
 */

/**
 * A file that is read by its path, in Node.js; `modified` and `size` tell whether it is still the one that was opened.
 * @typedef {{path: string, size: number, modified: number}} FileInput
 */

/** @typedef {Blob | FileInput} Input What the workers read from: plain data or a reference, so that it can be sent. */

/** @typedef {{input: Input, name: string} | {stream: AsyncIterable<Uint8Array>, name: string}} PlatformSource */

export {};
