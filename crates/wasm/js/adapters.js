// @ts-check
/**
 * What labeling tools hold, as lines of a manifest: W3C annotations (Annotorious), exports of Label Studio, COCO. What a
 * manifest can't say is told, each with its place, and nothing is made up but what `options` give.
 *
 *     import { fromCoco } from "holdout/adapters";
 *     const { lines, problems, blob } = fromCoco(json, { prefix: "s3://bucket/images/" });
 *     const session = await open(blob);
 */

export { Conversion } from "./adapters/conversion.js";
export { fromCoco } from "./adapters/coco.js";
export { fromLabelStudio } from "./adapters/label_studio.js";
export { fromW3C } from "./adapters/w3c.js";

/** @typedef {import("./adapters/conversion.js").AdapterOptions} AdapterOptions */
/** @typedef {import("./adapters/conversion.js").Problem} Problem */
/** @typedef {import("./adapters/conversion.js").ProblemCode} ProblemCode */
/** @typedef {import("./adapters/w3c.js").W3COptions} W3COptions */
