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
export { init, release } from "./init.js";
export { Pair } from "./pair.js";
export { Session, open } from "./session.js";
export { Split } from "./split.js";

/** @typedef {import("./errors.js").ByteRange} ByteRange */
/** @typedef {import("./errors.js").ErrorCode} ErrorCode */
/** @typedef {import("./terms.js").WorkerOptions} WorkerOptions */
/** @typedef {import("./progress.js").Progress} Progress */
/** @typedef {import("./progress.js").ProgressListener} ProgressListener */
/** @typedef {import("./terms.js").LineQuery} LineQuery */
/** @typedef {import("./terms.js").Move} Move */
/** @typedef {import("./terms.js").Side} Side */
/** @typedef {import("./terms.js").Status} Status */
/** @typedef {import("./reports.js").Certificate} Certificate */
/** @typedef {import("./reports.js").LineDetail} LineDetail */
/** @typedef {import("./reports.js").PairReport} PairReport */
/** @typedef {import("./reports.js").Report} Report */
/** @typedef {import("./reports.js").SplitReport} SplitReport */
/** @typedef {import("./session.js").OpenOptions} OpenOptions */
/** @typedef {import("./session.js").SplitOptions} SplitOptions */
/** @typedef {import("./source.js").Source} Source */
/** @typedef {import("./split.js").ComposeOptions} ComposeOptions */
/** @typedef {import("./terms.js").WasmSource} WasmSource */
