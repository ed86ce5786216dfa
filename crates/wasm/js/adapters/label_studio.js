// @ts-check
/**
 * Label Studio: the tasks of its exports JSON and JSON-MIN. Rectangles become boxes, choices become labels of the image. Of
 * several annotations of a task the one marked as ground truth is taken, else the first that was not cancelled.
 */

import { Conversion, isName, isoDate, parsed, shown, sizeOf, wrong } from "./conversion.js";
import { fromMin, isMin } from "./label_studio_min.js";

/** @import {AdapterOptions, Image} from "./conversion.js" */

/** @typedef {{result: any, at: string}} Placed A result, and its place in the export. */

/**
 * @param {unknown} tasks the export, as text or as data
 * @param {AdapterOptions & {image?: string}} [options] `image`: which member of a task's `data` names its image; by default
 *   the one that the results are about, by the name `image`, or the only one that is there
 * @returns {Conversion}
 */
export function fromLabelStudio(tasks, { image: member, ...options } = {}) {
  const list = parsed(tasks);
  if (!Array.isArray(list)) throw wrong("This is no JSON export of Label Studio.", "One is an array of tasks.");
  const conversion = new Conversion();
  /** @type {Set<string>} */
  const names = new Set();
  list.forEach((given, i) => {
    const at = `/${i}`;
    const min = isMin(given) ? fromMin(given, at) : undefined;
    const task = min?.task ?? given;
    const name = imageOf(task?.data, member);
    if (name === undefined) return conversion.note("NO_NAME", "image", min ? at : `${at}/data`, "The task names no image.");
    if (names.has(name)) conversion.note("DUPLICATE_IMAGE", "detail", at, `${shown(name)} is there before.`, name);
    names.add(name);
    const annotations = Array.isArray(task.annotations) ? task.annotations : [];
    const chosen = choose(annotations);
    tellUnused(conversion, task, chosen, at, name);
    const image = conversion.image(name, at, undefined, isoDate(chosen?.updated_at) ?? isoDate(chosen?.created_at));
    const results = Array.isArray(chosen?.result) ? chosen.result : [];
    const from = `${at}/annotations/${annotations.indexOf(chosen)}/result`;
    /** @type {Placed[]} */
    const placed = min?.placed ?? results.map((/** @type {any} */ result, /** @type {number} */ j) => ({ result, at: `${from}/${j}` }));
    // The labels of a bare rectangle come in a result of their own, which has the same box and the same id.
    const labelled = new Set(results.flatMap((/** @type {any} */ result) => (labelsOf(result).length > 0 ? [result.id] : [])));
    for (const { result, at } of placed) {
      if (result?.type === "rectangle" && labelled.has(result.id)) continue;
      take(conversion, image, result ?? {}, at);
    }
    for (const [member, value] of min?.unclear ?? []) {
      // The image's own address is text, too.
      if (imageOf({ image: value }) === name) continue;
      conversion.note("NOT_A_LABEL", "annotation", `${at}/${member}`, `JSON-MIN doesn't say whether ${shown(value)} is a choice: export as JSON.`, name);
    }
  });
  return conversion.finish(options);
}

/** What a task holds, by member, and why it isn't taken. */
const UNUSED = {
  annotations: "Another annotation of the same image is taken.",
  drafts: "A draft is no annotation yet.",
  predictions: "A prediction is no annotation: a person has to accept it first.",
};

/**
 * Tells all of a task but the annotation that was chosen.
 * @param {Conversion} conversion
 * @param {any} task
 * @param {unknown} chosen
 * @param {string} at
 * @param {string} name
 */
function tellUnused(conversion, task, chosen, at, name) {
  for (const [member, why] of Object.entries(UNUSED)) {
    const held = Array.isArray(task[member]) ? task[member] : [];
    held.forEach((/** @type {any} */ one, /** @type {number} */ j) => {
      if (one === chosen) return;
      conversion.note("OTHER_ANNOTATION", "annotation", `${at}/${member}/${j}`, one?.was_cancelled ? "This annotation was cancelled." : why, name);
    });
  }
}

/** @param {any[]} annotations */
function choose(annotations) {
  const sound = annotations.filter((annotation) => annotation && !annotation.was_cancelled);
  return sound.find(({ ground_truth }) => ground_truth) ?? sound[0];
}

/**
 * The image's name: the path of a local file, what follows the server's folder of uploads, or the address as it is.
 * @param {any} data
 * @param {string} [member]
 * @returns {string | undefined}
 */
function imageOf(data, member) {
  const values = data !== null && typeof data === "object" ? data : {};
  const texts = Object.values(values).filter(isName);
  const given = member === undefined ? (values.image ?? (texts.length === 1 ? texts[0] : undefined)) : values[member];
  if (!isName(given)) return undefined;
  const local = /^\/data\/local-files\/\?d=(.*)$/.exec(given);
  if (local) return decodeURIComponent(local[1]);
  return given.replace(/^\/data\/upload\/(?:\d+\/)?/, "").replace(/^https?:\/\/[^/]+\//, "").replace(/[?#].*$/, "") || undefined;
}

/**
 * The labels of what is drawn.
 * @param {any} result
 * @returns {unknown[]}
 */
const labelsOf = (result) => [result?.value?.rectanglelabels ?? [], result?.value?.labels ?? []].flat();

/**
 * @param {Conversion} conversion
 * @param {Image} image
 * @param {any} result
 * @param {string} at
 */
function take(conversion, image, result, at) {
  const { type, value = {}, original_width, original_height, image_rotation } = result;
  image.size ??= sizeOf(original_width, original_height);
  const isRegion = ["x", "y", "points", "rle", "vertices"].some((one) => value?.[one] !== undefined);
  const isBox = ["x", "y", "width", "height"].every((one) => typeof value?.[one] === "number");
  const labels = labelsOf(result);
  if (type === "choices" && !isRegion) {
    for (const choice of value.choices ?? []) image.labels.add(String(choice));
  } else if (!isRegion || (isBox && !["rectanglelabels", "labels", "rectangle"].includes(type))) {
    conversion.note("NOT_A_LABEL", "annotation", at, `A manifest has nothing like ${shown(type)}.`, image.name);
  } else if (!isBox) {
    conversion.note("SHAPE", "annotation", at, `A manifest has only boxes: ${shown(type)} is none.`, image.name);
  } else if (value.rotation || image_rotation) {
    conversion.note("ROTATED", "annotation", at, "The box, or the image under it, is turned.", image.name);
  } else if (labels.length === 0) {
    conversion.note("NO_LABEL", "annotation", at, "The box has no label.", image.name);
  } else if (!image.size) {
    conversion.note("NO_SIZE", "annotation", at, "The box is in parts of an image whose size is not told.", image.name);
  } else {
    const { width, height } = image.size;
    // Parts of a hundred.
    const box = {
      left: (value.x * width) / 100,
      top: (value.y * height) / 100,
      width: (value.width * width) / 100,
      height: (value.height * height) / 100,
    };
    for (const label of labels) image.boxes.push({ label: String(label), box });
  }
}
