// @ts-check
/** Where the worker is, in Node.js: in a file beside this one. */

import { startWorker } from "./platform/browser.js";

export const defaultWorker = () => startWorker(new URL("./node-worker.js", import.meta.url));
