import { HoldoutError, init, open } from "holdout/inline";

Object.assign(globalThis, { HoldoutError, init, open });
document.title = "ready";
