import { HoldoutError, init, open } from "holdout";
import { plan } from "holdout/submit";

Object.assign(globalThis, { HoldoutError, init, open, plan });
document.title = "ready";
