// @ts-check
/**
 * W3C Web Annotations, as Annotorious and others write them. A rectangle with tags becomes a box for each tag; tags on the
 * whole image become its labels. The model has no place for an image's size: `sizes` gives it.
 */

import { Conversion, boxOf, isName, isoDate, parsed, shown, sizeOf, wrong } from "./conversion.js";

/** @import {AdapterOptions, Box, Image, Size} from "./conversion.js" */

/**
 * @typedef {object} OwnW3COptions
 * @property {Record<string, Size> | ((source: string) => Size | undefined)} [sizes] of the images, by their `source`
 */

/** @typedef {AdapterOptions & OwnW3COptions} W3COptions */

/**
 * @param {unknown} annotations an array of annotations, or an annotation page, as text or as data
 * @param {W3COptions} [options]
 * @returns {Conversion}
 */
export function fromW3C(annotations, { sizes = {}, ...options } = {}) {
  const given = parsed(annotations);
  const [list, from] = Array.isArray(given) ? [given, ""] : [given?.items, "/items"];
  if (!Array.isArray(list)) throw wrong("These are no W3C annotations.", "Give an array of them, or an AnnotationPage.");
  const conversion = new Conversion();
  list.forEach((annotation, i) => {
    const at = `${from}/${i}`;
    const targets = [annotation?.target].flat();
    targets.forEach((target, j) => take(conversion, annotation ?? {}, at, target, targets.length > 1 ? `${at}/target/${j}` : `${at}/target`, sizes));
  });
  return conversion.finish(options);
}

/**
 * @param {Conversion} conversion
 * @param {any} annotation
 * @param {string} at
 * @param {any} target
 * @param {string} place of the target
 * @param {NonNullable<W3COptions["sizes"]>} sizes
 */
function take(conversion, annotation, at, target, place, sizes) {
  const source = typeof target === "string" ? target.replace(/#.*$/, "") : (target?.source?.id ?? target?.source ?? target?.id);
  if (!isName(source)) return conversion.note("UNKNOWN_IMAGE", "annotation", place, "The target names no image.");
  const size = typeof sizes === "function" ? sizes(source) : sizes[source];
  const image = conversion.image(source, at, sizeOf(size?.width, size?.height), isoDate(annotation.modified) ?? isoDate(annotation.created));
  const labels = tags(conversion, image, annotation, at);
  if (labels.length === 0) return conversion.note("NO_LABEL", "annotation", `${at}/body`, "The annotation has no tag.", source);
  const selectors = [typeof target === "string" ? fragment(target) : target.selector].flat().filter(Boolean);
  if (selectors.length === 0) return labels.forEach((label) => image.labels.add(label));
  const found = selectors.map((selector) => rectangle(selector, image.size)).find((one) => one !== undefined);
  if (found === undefined) {
    return conversion.note("SHAPE", "annotation", `${place}/selector`, "The selector is no rectangle, and a manifest has only boxes.", source);
  }
  if (found === "NO_SIZE") {
    return conversion.note("NO_SIZE", "annotation", `${place}/selector`, "The rectangle is in percent of an image whose size is not known.", source);
  }
  for (const label of labels) image.boxes.push({ label, box: found });
}

/**
 * The labels in the bodies. Where purposes are told, tags and classes are; else any text is.
 * @param {Conversion} conversion
 * @param {Image} image
 * @param {any} annotation
 * @param {string} at
 * @returns {string[]}
 */
function tags(conversion, image, annotation, at) {
  const bodies = [annotation.body ?? []].flat();
  const isTag = (/** @type {any} */ body) => ["tagging", "classifying"].includes(body?.purpose) && isName(body.value ?? body.label);
  const isText = (/** @type {any} */ body) => body?.purpose === undefined && isName(body?.value);
  const takes = bodies.some(isTag) ? isTag : isText;
  bodies.forEach((body, i) => {
    if (takes(body)) return;
    const what = shown(body?.purpose ?? body?.type ?? body);
    conversion.note("NOT_A_LABEL", "detail", `${at}/body/${i}`, `A manifest has only labels: ${what} is none.`, image.name);
  });
  return bodies.filter(takes).map((body) => body.value ?? body.label);
}

/**
 * The fragment of an address, as a selector.
 * @param {string} address
 */
function fragment(address) {
  const value = /#(.*)$/.exec(address)?.[1];
  return value === undefined ? undefined : { type: "FragmentSelector", value };
}

/**
 * @param {any} selector
 * @param {Size | undefined} size
 * @returns {Box | "NO_SIZE" | undefined}
 */
function rectangle({ type, value }, size) {
  const media = type === "FragmentSelector" ? /^xywh=(?:(pixel|percent):)?([^&]*)$/.exec(String(value)) : null;
  const box = media && boxOf(media[2].split(",").map((part) => (part.trim() === "" ? NaN : Number(part))));
  if (!media || !box) return undefined;
  if (media[1] !== "percent") return box;
  if (!size) return "NO_SIZE";
  const [x, y] = [size.width / 100, size.height / 100];
  return { left: box.left * x, top: box.top * y, width: box.width * x, height: box.height * y };
}
