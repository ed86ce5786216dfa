// @ts-check
/**
 * Holdout: checks a manifest of labelled images and splits it into training and test manifests, in workers, without
 * sending it anywhere. Importing this module does nothing; `open` does it all.
 *
 *     import { open } from "./engine/index.js";
 *     const session = await open(file);
 *     const split = await session.split({ fraction: 0.2 });
 *     const [train, test] = await split.blobs(["train", "test"]);
 */

export { HoldoutError } from "./errors.js";
export { Pair, Session, open } from "./session.js";
export { Split } from "./split.js";
export { init } from "./wasm.js";
