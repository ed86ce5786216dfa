// @ts-check
/** Where the worker is: in a file beside this one. Bundlers know this very form, and no other. */

/** @returns {Worker} */
export const defaultWorker = () => new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
