import { HoldoutError, init, open } from "holdout/inline";
import { plan } from "holdout/submit";

Object.assign(globalThis, { HoldoutError, init, open, plan });
document.title = "ready";
