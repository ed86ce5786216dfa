import { HoldoutError, init, open } from "../node_modules/holdout/dist/index.js";

Object.assign(globalThis, { HoldoutError, init, open });
document.title = "ready";
