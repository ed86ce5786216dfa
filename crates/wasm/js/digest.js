// @ts-check
/**
 * Digests, in the worker: SHA-256 of a whole input, slice by slice. One after the other, because the algorithm is.
 */

import { ask, tell, withTask } from "./core.js";
import { slices, steps } from "./reading.js";

/** @import {Context, Kinds} from "./protocol.js" */

const SLICE = 8 * 1024 * 1024;

/**
 * @param {Kinds["digest"]["in"]} request
 * @param {Context} context
 * @returns {Promise<Kinds["digest"]["out"]>}
 */
export const digest = ({ input }, { signal, tick }) =>
  withTask("digest", [], async (task) => {
    for await (const bytes of slices(input, SLICE)) {
      signal.throwIfAborted();
      absorb(task, bytes);
      tick({ bytes: bytes.length });
    }
    return { sha256: tell("finish", task) };
  });

/**
 * @param {[number]} task
 * @param {Uint8Array} bytes
 */
export function absorb(task, bytes) {
  for (const step of steps(bytes)) ask("push", task, step);
}
