// @ts-check
/** Where the worker of a submission is, in Node.js: in a file beside this one. */

import { startWorker } from "../platform/browser.js";

export const submitWorker = () => startWorker(new URL("./node-submit-worker.js", import.meta.url));
