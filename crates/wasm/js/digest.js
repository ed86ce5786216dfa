// @ts-check
/**
 * Digests, in the worker: SHA-256 of a whole input, slice by slice. One after the other, because the algorithm is.
 */

import { Digest } from "./glue.js";
import { cancelled } from "./errors.js";
import { slices, steps } from "./reading.js";

/** @import {Context, Kinds} from "./protocol.js" */

const SLICE = 8 * 1024 * 1024;

/**
 * @param {Kinds["digest"]["in"]} request
 * @param {Context} context
 * @returns {Promise<Kinds["digest"]["out"]>}
 */
export async function digest({ input }, { signal, tick }) {
  const hash = new Digest();
  for await (const bytes of slices(input, SLICE)) {
    if (signal.aborted) throw cancelled();
    absorb(hash, bytes);
    tick({ bytes: bytes.length });
  }
  return { sha256: hash.finish() };
}

/**
 * @param {Digest} hash
 * @param {Uint8Array} bytes
 */
export function absorb(hash, bytes) {
  for (const step of steps(bytes)) hash.push(step);
}
