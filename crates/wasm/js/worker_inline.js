// @ts-check
/** Where the worker is: in this module, as text. For `holdout/inline`; the package's build puts it there. */

import text from "holdout:worker";
import { startWorkerFrom } from "./platform/browser.js";

export const defaultWorker = () => startWorkerFrom(text);
