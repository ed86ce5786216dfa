// @ts-check
/**
 * COCO: `images`, `annotations` and `categories` of one file. Boxes become boxes; masks, key points, captions, and the
 * attributes that CVAT and others write beside a box, are told.
 */

import { Conversion, boxOf, isName, isoDate, parsed, shown, sizeOf, wrong } from "./conversion.js";

/** @import {AdapterOptions, Box, Image} from "./conversion.js" */

/**
 * @param {unknown} coco the file, as text or as data
 * @param {AdapterOptions} [options]
 * @returns {Conversion}
 */
export function fromCoco(coco, options = {}) {
  const { images, annotations, categories = [] } = parsed(coco) ?? {};
  if (!Array.isArray(images) || !Array.isArray(annotations) || !Array.isArray(categories)) {
    throw wrong("This is no COCO file.", 'One has the arrays "images", "annotations" and "categories".');
  }
  const conversion = new Conversion();
  /** @type {Map<unknown, Image>} */
  const byId = new Map();
  /** @type {Set<string>} */
  const names = new Set();
  images.forEach((image, i) => {
    const at = `/images/${i}`;
    const name = image?.file_name;
    if (!isName(name)) return conversion.note("NO_NAME", "image", at, 'The image has no "file_name".');
    if (names.has(name)) conversion.note("DUPLICATE_IMAGE", "detail", at, `${shown(name)} is there before.`, name);
    names.add(name);
    byId.set(image.id, conversion.image(name, at, sizeOf(image.width, image.height), isoDate(image.date_captured)));
  });
  const labels = new Map(categories.map((category) => [category?.id, category?.name]));
  annotations.forEach((annotation, i) => take(conversion, annotation ?? {}, `/annotations/${i}`, byId, labels));
  return conversion.finish(options);
}

/**
 * @param {Conversion} conversion
 * @param {any} annotation
 * @param {string} at
 * @param {Map<unknown, Image>} images
 * @param {Map<unknown, unknown>} labels
 */
function take(conversion, annotation, at, images, labels) {
  const image = images.get(annotation.image_id);
  if (!image) {
    return conversion.note("UNKNOWN_IMAGE", "annotation", `${at}/image_id`, `There is no image ${shown(annotation.image_id)}.`);
  }
  if (annotation.caption !== undefined) {
    return conversion.note("NOT_A_LABEL", "annotation", `${at}/caption`, "A manifest has no captions.", image.name);
  }
  if (annotation.iscrowd) {
    return conversion.note("CROWD", "annotation", `${at}/iscrowd`, "A region of many objects is no box of one.", image.name);
  }
  const label = labels.get(annotation.category_id);
  if (!isName(label)) {
    return conversion.note("NO_LABEL", "annotation", `${at}/category_id`, `There is no category ${shown(annotation.category_id)} with a name.`, image.name);
  }
  const box = Array.isArray(annotation.bbox) ? boxOf(annotation.bbox) : undefined;
  if (!box) return conversion.note("NO_BOX", "annotation", `${at}/bbox`, `"bbox" is ${shown(annotation.bbox)}.`, image.name);
  const { rotation, ...attributes } = annotation.attributes ?? {};
  if (rotation) return conversion.note("ROTATED", "annotation", `${at}/attributes/rotation`, `The box is turned by ${shown(rotation)}.`, image.name);
  image.boxes.push({ label: String(label), box });
  // What is said to be absent is as absent as what isn't said.
  const said = Object.keys(attributes).filter((name) => ![false, null, ""].includes(attributes[name]));
  if (said.length > 0) {
    conversion.note("NOT_A_LABEL", "detail", `${at}/attributes`, `A manifest has no attributes of a box: ${said.map(shown).join(", ")}.`, image.name);
  }
  const { segmentation, keypoints } = annotation;
  if (!saysNoMore(segmentation, box)) {
    conversion.note("SHAPE", "detail", `${at}/segmentation`, "A manifest has no masks: only the box is in it.", image.name);
  }
  if (Array.isArray(keypoints) && keypoints.some((_, i) => i % 3 === 2 && keypoints[i] > 0)) {
    conversion.note("SHAPE", "detail", `${at}/keypoints`, "A manifest has no key points: only the box is in it.", image.name);
  }
}

/**
 * Whether a segmentation is none, or the very box.
 * @param {unknown} segmentation
 * @param {Box} box
 */
function saysNoMore(segmentation, { left, top, width, height }) {
  if (segmentation === undefined || segmentation === null) return true;
  if (!Array.isArray(segmentation)) return false;
  const polygons = segmentation.filter((polygon) => !Array.isArray(polygon) || polygon.length > 0);
  if (polygons.length !== 1) return polygons.length === 0;
  const corners = new Set();
  for (let i = 0; i < polygons[0].length; i += 2) corners.add(`${polygons[0][i]} ${polygons[0][i + 1]}`);
  const [right, bottom] = [left + width, top + height];
  const own = [`${left} ${top}`, `${right} ${top}`, `${right} ${bottom}`, `${left} ${bottom}`];
  return corners.size === 4 && own.every((corner) => corners.has(corner));
}
