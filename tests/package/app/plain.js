import { HoldoutError, init, open } from "../node_modules/holdout/dist/index.js";
import { plan } from "../node_modules/holdout/dist/submit.js";

Object.assign(globalThis, { HoldoutError, init, open, plan });
document.title = "ready";
