// @ts-check
/**
 * Errors. Whatever goes wrong behind the engine's border leaves it as a HoldoutError: a code for programs, a sentence
 * for people, a hint where there is something to do, and the place where there is one. Errors cross from a worker as
 * plain data; the page's side finds the words.
 */

/**
 * CANCELLED       the caller's signal was aborted, or the session was closed.
 * NOT_READABLE    the file changed, vanished or could not be read.
 * NOT_A_FILE      a folder, or something that is no source of bytes.
 * WORKER_TRAPPED  the code in a worker broke off; `range` says over which bytes.
 * WASM_UNAVAILABLE the engine could not be loaded.
 * OUT_OF_MEMORY   the browser gave no more memory.
 * TOO_MANY_LINES  the manifest has more lines than the engine keeps; the message says how many.
 * INVALID_OPTIONS a wrong option; the message names it.
 * VALIDATION_ERROR the same of a submission, as its envelope has it, before anything was sent.
 * INTERNAL        a mistake of ours.
 * @typedef {"CANCELLED"|"NOT_READABLE"|"NOT_A_FILE"|"WORKER_TRAPPED"|"WASM_UNAVAILABLE"|"OUT_OF_MEMORY"|"TOO_MANY_LINES"|
 *   "INVALID_OPTIONS"|"VALIDATION_ERROR"|"INTERNAL"} ErrorCode
 */

/** @typedef {{start: number, end: number}} ByteRange Bytes of the input, the end excluded. */

/** @typedef {{hint?: string, line?: number, range?: ByteRange, cause?: unknown}} ErrorDetail */

/**
 * @typedef {{name: string, message: string, code?: unknown, hint?: string, line?: number, range?: ByteRange}} ErrorPayload What
 *   a worker tells of what was thrown in it.
 */

/**
 * What `open` and everything behind it throws. An error of one bundle is known as such by another: an entry of the package
 * has its own copy of this class, and a bundler may make more.
 */
export class HoldoutError extends Error {
  /** @param {any} thrown */
  static [Symbol.hasInstance](thrown) {
    return thrown?.name === "HoldoutError";
  }

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

/** @param {string} [what] */
export function cancelled(what = "The work") {
  return new HoldoutError("CANCELLED", `${what} was cancelled.`);
}

/** @param {unknown} [cause] */
export function notReadable(cause) {
  return new HoldoutError("NOT_READABLE", "The file can no longer be read: it was changed, moved or deleted since it was chosen.", {
    hint: "Choose the file again.",
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

/** @param {unknown} [cause] */
export function outOfMemory(cause) {
  return new HoldoutError("OUT_OF_MEMORY", "The browser has no more memory for this file.", {
    hint: "Close other tabs, or use fewer workers, or use the command `holdout` for this file.",
    cause,
  });
}

/**
 * Turns anything thrown, here or in a worker, into a HoldoutError.
 * @param {any} thrown
 * @returns {HoldoutError}
 */
export function asHoldoutError(thrown) {
  if (thrown instanceof HoldoutError) return thrown;
  /** @type {Partial<ErrorPayload>} */
  const { name = "", message = String(thrown), code, ...detail } = Object(thrown);
  const error = named(name, message, thrown) ?? new HoldoutError(/** @type {ErrorCode} */ (codeIn(code) ?? codeIn(name) ?? "INTERNAL"), message, { ...detail, cause: thrown });
  error.range = detail.range;
  return error;
}

/**
 * Errors made by the Rust side have their code for a name, those made for Node.js beside it.
 * @param {unknown} said
 */
const codeIn = (said) => (/^[A-Z_]+$/.test(String(said)) ? said : undefined);

/**
 * What browsers throw.
 * @param {string} name
 * @param {string} message
 * @param {unknown} cause
 */
function named(name, message, cause) {
  if (/^(NotReadable|NotFound|Security)Error$/.test(name)) return notReadable(cause);
  if (name === "AbortError") return cancelled();
  if (name === "RuntimeError" || (name === "RangeError" && /call stack/i.test(message))) return trapped(message, cause);
  if (name === "RangeError" && /alloc|memory|buffer/i.test(message)) return outOfMemory(cause);
  return undefined;
}
