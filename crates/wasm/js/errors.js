// @ts-check
/**
 * Errors. Whatever goes wrong behind the engine's border leaves it as a HoldoutError: a code for programs, a sentence
 * for people, a hint where there is something to do, and the place where there is one. Errors cross from a worker as
 * plain data and are made whole again on the page's side.
 */

/**
 * CANCELLED       the caller's signal was aborted, or the session was closed.
 * NOT_READABLE    the file changed, vanished or could not be read.
 * NOT_A_FILE      a folder, or something that is no source of bytes.
 * WORKER_TRAPPED  the code in a worker broke off; `range` says over which bytes.
 * WASM_UNAVAILABLE the engine could not be loaded.
 * OUT_OF_MEMORY   the browser gave no more memory.
 * INVALID_OPTIONS a wrong option; the message names it.
 * VALIDATION_ERROR the same of a submission, as its envelope has it, before anything was sent.
 * INTERNAL        a mistake of ours.
 * @typedef {"CANCELLED"|"NOT_READABLE"|"NOT_A_FILE"|"WORKER_TRAPPED"|"WASM_UNAVAILABLE"|"OUT_OF_MEMORY"|
 *   "INVALID_OPTIONS"|"VALIDATION_ERROR"|"INTERNAL"} ErrorCode
 */

/** @typedef {{start: number, end: number}} ByteRange Bytes of the input, the end excluded. */

/** @typedef {{hint?: string, line?: number, range?: ByteRange, cause?: unknown}} ErrorDetail */

/** @typedef {{code: ErrorCode, message: string, hint?: string, line?: number, range?: ByteRange}} ErrorPayload */

/** What `open` and everything behind it throws. */
export class HoldoutError extends Error {
  /**
   * @param {ErrorCode} code
   * @param {string} message
   * @param {ErrorDetail} [detail]
   */
  constructor(code, message, { hint, line, range, cause } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "HoldoutError";
    /** @type {ErrorCode} */
    this.code = code;
    /** @type {string | undefined} What the user can do about it. */
    this.hint = hint;
    /** @type {number | undefined} Line of the manifest, from 1. */
    this.line = line;
    /** @type {ByteRange | undefined} Bytes of the input that were being read. */
    this.range = range;
  }
}

/**
 * @param {HoldoutError} error
 * @returns {ErrorPayload}
 */
export function toPayload({ code, message, hint, line, range }) {
  return { code, message, hint, line, range };
}

/**
 * @param {ErrorPayload} payload
 * @returns {HoldoutError}
 */
export function fromPayload({ code, message, ...detail }) {
  return new HoldoutError(code, message, detail);
}

/** @param {string} [what] */
export function cancelled(what = "The work") {
  return new HoldoutError("CANCELLED", `${what} was cancelled.`);
}

/**
 * @param {unknown} [cause]
 * @param {ByteRange} [range]
 */
export function notReadable(cause, range) {
  return new HoldoutError("NOT_READABLE", "The file can no longer be read: it was changed, moved or deleted since it was chosen.", {
    hint: "Choose the file again.",
    range,
    cause,
  });
}

/** A folder, told as such by the browser. */
export function notAFile() {
  return new HoldoutError("NOT_A_FILE", "This is a folder, not a file.", {
    hint: "Open the folder and choose the manifest in it.",
  });
}

/**
 * What can't be read and has the marks of a folder; a file that is gone can have them too.
 * @param {unknown} cause
 */
export function perhapsAFolder(cause) {
  return new HoldoutError("NOT_A_FILE", "This can't be read as a file: it looks like a folder.", {
    hint: "Choose the manifest in it. If it is a file, it was moved or deleted: choose it again.",
    cause,
  });
}

/**
 * @param {string} [said] what the code said when it broke off
 * @param {unknown} [cause]
 */
export function trapped(said, cause) {
  const because = said ? ` (${said})` : "";
  return new HoldoutError("WORKER_TRAPPED", `The engine broke off while it worked on this file${because}.`, {
    hint: "This is a mistake in Holdout, not in your file. Nothing is lost: the page goes on working. Please report it with the byte range.",
    cause,
  });
}

/**
 * @param {string} [said] what the browser said
 * @param {unknown} [cause]
 */
export function workerUnavailable(said, cause) {
  return new HoldoutError("WASM_UNAVAILABLE", `The engine's worker could not be started${said ? `: ${said}` : "."}`, {
    hint: "Serve worker.js from the page's own address, and allow worker-src 'self' in its Content-Security-Policy; for holdout/inline, worker-src blob:.",
    cause,
  });
}

/** @param {unknown} [cause] */
export function outOfMemory(cause) {
  return new HoldoutError("OUT_OF_MEMORY", "The browser has no more memory for this file.", {
    hint: "Close other tabs, or use fewer workers, or use the command `holdout` for this file.",
    cause,
  });
}

/**
 * Turns anything thrown into a HoldoutError.
 * @param {unknown} thrown
 * @param {ByteRange} [range] the bytes that were being worked on
 * @returns {HoldoutError}
 */
export function asHoldoutError(thrown, range) {
  const error = classify(thrown);
  error.range ??= range;
  return error;
}

/**
 * @param {unknown} thrown
 * @returns {HoldoutError}
 */
function classify(thrown) {
  if (thrown instanceof HoldoutError) return thrown;
  if (!(thrown instanceof Error)) return new HoldoutError("INTERNAL", String(thrown), { cause: thrown });
  const { name, message } = thrown;
  if (name === "NotReadableError" || name === "NotFoundError" || name === "SecurityError") return notReadable(thrown);
  if (name === "AbortError") return cancelled();
  if (thrown instanceof WebAssembly.RuntimeError) return trapped(message, thrown);
  if (name === "RangeError" && /call stack/i.test(message)) return trapped(message, thrown);
  if (name === "RangeError" && /alloc|memory|buffer/i.test(message)) return outOfMemory(thrown);
  // Errors made by the Rust side carry their code.
  if ("code" in thrown && typeof thrown.code === "string") {
    return new HoldoutError(/** @type {ErrorCode} */ (thrown.code), message, { cause: thrown });
  }
  return new HoldoutError("INTERNAL", message, { cause: thrown });
}
