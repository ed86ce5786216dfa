// @ts-check
/** Where the worker of a submission is: in a file beside this one. Bundlers know this very form, and no other. */

/** @import {WorkerLike} from "../platform/kinds.js" */

/** @returns {WorkerLike} */
export const submitWorker = () => new Worker(new URL("./submit_worker.js", import.meta.url), { type: "module" });
