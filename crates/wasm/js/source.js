// @ts-check
/**
 * Sources. Whatever a manifest may come as becomes an input, something that every worker can read any part of: a Blob, or
 * in Node.js a file named by its path.
 */

import { explained } from "./explain.js";
import { STRINGS_ARE_PATHS, knownSource } from "./platform/browser.js";

/** @import {Input} from "./platform/kinds.js" */

/**
 * What a manifest may come as. A string is the text of a manifest in a browser, and the path of a file in Node.js, where
 * the URL of a file is taken as well. An AsyncIterable may be of bytes or of text: streams of Node.js are such.
 * @typedef {File | Blob | string | URL | ArrayBuffer | ArrayBufferView | ReadableStream<Uint8Array> |
 *   AsyncIterable<Uint8Array | string> | Response | Handle} Source
 */

/** @typedef {{readonly kind: "file" | "directory", readonly name: string}} Handle A FileSystemHandle. */

/**
 * @param {Source | Promise<Source>} given
 * @param {AbortSignal} [signal]
 * @returns {Promise<{input: Input, name: string}>}
 */
export async function fromSource(given, signal) {
  const source = await given;
  const known = await knownSource(source);
  if (known) return "input" in known ? known : { ...(await gather(known.stream, signal)), name: known.name };
  if (typeof source === "string" || source instanceof ArrayBuffer || ArrayBuffer.isView(source)) {
    return { input: new Blob([/** @type {BlobPart} */ (source)]), name: "" };
  }
  if (!(source instanceof Blob)) return gather(source, signal);
  // A folder that was dropped looks like a file until its first byte is read. Of nothing, nothing would be read: an empty
  // file is asked for itself.
  const first = source.size > 0 ? source.slice(0, 1) : source;
  await first.arrayBuffer().catch(async (cause) => Promise.reject(await explained("fileFailure", cause, source)));
  return { input: source, name: "name" in source && typeof source.name === "string" ? source.name : "" };
}

/**
 * @param {any} source
 * @param {AbortSignal} [signal]
 */
const gather = async (source, signal) => (await import("./streams.js")).gathered(source, signal);

/**
 * Whether a source holds the same bytes for ever.
 * @param {Source} source
 */
export function unchanging(source) {
  return source instanceof Blob || (typeof source === "string" && !STRINGS_ARE_PATHS);
}
