// @ts-check
/**
 * Label Studio's export JSON-MIN: a task is flat, its data and its results side by side as members of one object, without
 * the types of the results. What they are is told by what they hold, where that tells it.
 */

/** @import {Placed} from "./label_studio.js" */

/** Members of a task that are neither data nor results. */
const OWN = ["id", "annotator", "annotation_id", "created_at", "updated_at", "lead_time", "agreement"];
/** By the member that holds its labels: the type of what is drawn. */
const TYPES = ["rectanglelabels", "labels", "polygonlabels", "brushlabels", "ellipselabels", "keypointlabels"];

/**
 * Whether a task is of this export.
 * @param {any} task
 */
export const isMin = (task) => task !== null && typeof task === "object" && !("data" in task) && !("annotations" in task);

/**
 * The same task as the export JSON has it, with the places of its results, and the texts that may be a choice, something
 * written, or data.
 * @param {Record<string, any>} given
 * @param {string} at
 * @returns {{task: any, placed: Placed[], unclear: [string, string][]}}
 */
export function fromMin(given, at) {
  /** @type {Record<string, string>} */
  const data = {};
  /** @type {Placed[]} */
  const placed = [];
  for (const [member, value] of Object.entries(given)) {
    if (OWN.includes(member)) continue;
    if (typeof value === "string") data[member] = value;
    else if (Array.isArray(value)) value.forEach((one, j) => placed.push(region(one, `${at}/${member}/${j}`)));
    else if (Array.isArray(value?.choices)) placed.push({ result: { type: "choices", value }, at: `${at}/${member}` });
    else if (value !== null) placed.push({ result: { type: member }, at: `${at}/${member}` });
  }
  const result = placed.map(({ result }) => result);
  const { created_at, updated_at } = given;
  return { task: { data, annotations: [{ result, created_at, updated_at }] }, placed, unclear: Object.entries(data) };
}

/**
 * Something drawn, as the export JSON has it; what has no place on the image is none.
 * @param {any} value
 * @param {string} at
 * @returns {Placed}
 */
function region(value, at) {
  if (value === null || typeof value !== "object") return { result: { type: "list" }, at };
  const { original_width, original_height, image_rotation } = value;
  const type = TYPES.find((type) => type in value) ?? ("choices" in value ? "choices" : "rectangle");
  return { result: { id: at, type, value, original_width, original_height, image_rotation }, at };
}
