import { HoldoutError, init, open } from "holdout";

Object.assign(globalThis, { HoldoutError, init, open });
document.title = "ready";
