// @ts-check
/**
 * A conversion: images with what is known of them go in, lines of a manifest come out, and a list of what could not be
 * said. Whether the service would take the lines is not judged here: that is what `open` is for.
 */

import { HoldoutError } from "../errors.js";
import { only } from "../options.js";

/**
 * @typedef {object} AdapterOptions
 * @property {string} [prefix] where the images are: "s3://bucket/folder/". Names that are s3:// addresses stay as they are
 * @property {(name: string) => string} [sourceRef] instead of a prefix: the s3:// address of an image, by its name in the input
 * @property {Date | string} [creationDate] of labels for which the input names no date; by default now
 */

/**
 * NO_BUCKET         an image is not on S3, and no prefix says where it is.
 * NO_NAME           an image without a name.
 * NO_SIZE           an image with boxes, whose width and height are not known.
 * NO_ANNOTATION     an image with nothing to say of it.
 * DUPLICATE_IMAGE   an image that was there before; its annotations are added to the first.
 * UNKNOWN_IMAGE     an annotation of an image that is not in the input.
 * NO_LABEL          an annotation without a label that has a name.
 * NO_BOX            an annotation without a box, or with one that is none.
 * SHAPE             a polygon, mask, ellipse, line or point: a manifest has only boxes.
 * ROTATED           a box that is turned: a manifest's boxes are not.
 * CROWD             a region of many objects.
 * NOT_A_LABEL       a comment, a caption, a rating, a property of a box, a relation; or text that may be such.
 * OTHER_ANNOTATION  another person's annotation of the same image, one that was cancelled, a draft, or a model's prediction.
 * @typedef {"NO_BUCKET"|"NO_NAME"|"NO_SIZE"|"NO_ANNOTATION"|"DUPLICATE_IMAGE"|"UNKNOWN_IMAGE"|"NO_LABEL"|"NO_BOX"|"SHAPE"|
 *   "ROTATED"|"CROWD"|"NOT_A_LABEL"|"OTHER_ANNOTATION"} ProblemCode
 */

/**
 * Something of the input that is not in the lines.
 * @typedef {object} Problem
 * @property {ProblemCode} code
 * @property {"image" | "annotation" | "detail"} lost what it costs: `detail` where the annotation itself is in the lines
 * @property {string} at its place in the input, as a JSON pointer
 * @property {string} [image] the image's name in the input
 * @property {string} message
 */

/** @typedef {{width: number, height: number}} Size */
/** @typedef {{left: number, top: number, width: number, height: number}} Box in pixels */
/** @typedef {{name: string, at: string, size?: Size, date?: string, labels: Set<string>, boxes: {label: string, box: Box}[]}} Image */

/** The members that every adapter's options have. */
export const OPTIONS = /** @type {const} */ (["prefix", "sourceRef", "creationDate"]);

const SHOWN = 100;

export class Conversion {
  /** @type {Map<string, Image>} */
  #images = new Map();
  /**
   * The manifest's lines, one an image, without line ends.
   * @type {string[]}
   */
  lines = [];
  /**
   * What is not in them.
   * @type {Problem[]}
   */
  problems = [];

  /**
   * The manifest, to `open`.
   * @returns {Blob}
   */
  get blob() {
    return new Blob(
      this.lines.map((line) => `${line}\n`),
      { type: "application/jsonl" },
    );
  }

  /**
   * @internal
   * @param {ProblemCode} code
   * @param {Problem["lost"]} lost
   * @param {string} at
   * @param {string} message
   * @param {string} [image]
   */
  note(code, lost, at, message, image) {
    this.problems.push({ code, lost, at, ...(image === undefined ? {} : { image }), message });
  }

  /**
   * The image of that name: a new one, or the one that was there before.
   * @internal
   * @param {string} name
   * @param {string} at
   * @param {Size} [size]
   * @param {string} [date]
   * @returns {Image}
   */
  image(name, at, size, date) {
    const known = this.#images.get(name);
    if (known) {
      known.size ??= size;
      known.date ??= date;
      return known;
    }
    /** @type {Image} */
    const image = { name, at, size, date, labels: new Set(), boxes: [] };
    this.#images.set(name, image);
    return image;
  }

  /**
   * Writes the lines.
   * @internal
   * @param {AdapterOptions} options
   * @returns {this}
   */
  finish(options) {
    const { prefix, sourceRef, creationDate = new Date() } = only(options, OPTIONS);
    const refer = sourceRef ?? ((/** @type {string} */ name) => prefixed(name, prefix));
    const fallback = isoDate(creationDate);
    if (fallback === undefined) throw wrong(`"creationDate" is ${JSON.stringify(creationDate)}.`, "Give a Date, or a date as ISO 8601 has it.");
    /** @type {Map<string, number>} */
    const classes = new Map();
    for (const image of this.#images.values()) {
      const sourceRef = refer(image.name);
      if (typeof sourceRef !== "string" || !/^s3:\/\/[^/]+\/./i.test(sourceRef)) {
        this.note("NO_BUCKET", "image", image.at, `${shown(image.name)} is not on S3: give "prefix".`, image.name);
      } else if (image.labels.size === 0 && image.boxes.length === 0) {
        this.note("NO_ANNOTATION", "image", image.at, `${shown(image.name)} has no label, and the service would ignore it.`, image.name);
      } else if (image.boxes.length > 0 && !image.size) {
        this.note("NO_SIZE", "image", image.at, `${shown(image.name)} has boxes, and its width and height are not known.`, image.name);
      } else {
        this.lines.push(line(image, sourceRef, image.date ?? fallback, classes));
      }
    }
    return this;
  }
}

/**
 * @param {Image} image
 * @param {string} sourceRef
 * @param {string} date
 * @param {Map<string, number>} classes numbers of the labels, the same on all lines
 */
function line({ size, labels, boxes }, sourceRef, date, classes) {
  const made = { "human-annotated": "yes", "creation-date": date };
  /** @type {Record<string, unknown>} */
  const entry = { "source-ref": sourceRef };
  const numberOf = (/** @type {string} */ label) => {
    if (!classes.has(label)) classes.set(label, classes.size);
    return /** @type {number} */ (classes.get(label));
  };
  [...labels].forEach((label, i) => {
    const name = i === 0 ? "image-label" : `image-label-${i + 1}`;
    entry[name] = numberOf(label);
    entry[`${name}-metadata`] = { "class-name": label, confidence: 1, type: "groundtruth/image-classification", ...made };
  });
  if (boxes.length > 0) {
    const annotations = boxes.map(({ label, box }) => ({ class_id: numberOf(label), ...box }));
    // The service asks for the number of channels, and doesn't use it.
    entry["bounding-box"] = { image_size: [{ ...size, depth: 3 }], annotations };
    entry["bounding-box-metadata"] = {
      objects: boxes.map(() => ({ confidence: 1 })),
      "class-map": Object.fromEntries(boxes.map(({ label }) => [String(numberOf(label)), label])),
      type: "groundtruth/object-detection",
      ...made,
    };
  }
  return JSON.stringify(entry);
}

/**
 * @param {string} name
 * @param {string | undefined} prefix
 */
function prefixed(name, prefix) {
  if (/^s3:\/\//i.test(name) || prefix === undefined) return name;
  if (!/^s3:\/\/[^/]+\//i.test(prefix)) throw wrong(`"prefix" is ${JSON.stringify(prefix)}.`, 'Give "s3://bucket/" and perhaps a folder.');
  return `${prefix}${prefix.endsWith("/") ? "" : "/"}${name.replace(/^\/+/, "")}`;
}

/**
 * A date as the service reads it, if it is one.
 * @param {unknown} date
 * @returns {string | undefined}
 */
export function isoDate(date) {
  if (date instanceof Date ? Number.isNaN(Number(date)) : typeof date !== "string" || !/^\d{4}-\d\d-\d\d/.test(date)) return undefined;
  const text = date instanceof Date ? date.toISOString() : String(date);
  return Number.isNaN(Date.parse(text)) ? undefined : text;
}

/**
 * A size, if these are the sides of an image.
 * @param {unknown} width
 * @param {unknown} height
 * @returns {Size | undefined}
 */
export function sizeOf(width, height) {
  const isSide = (/** @type {unknown} */ side) => typeof side === "number" && Number.isInteger(side) && side > 0;
  return isSide(width) && isSide(height) ? { width: Number(width), height: Number(height) } : undefined;
}

/**
 * A box, if these four are numbers.
 * @param {unknown[]} four left, top, width, height
 * @returns {Box | undefined}
 */
export function boxOf(four) {
  if (four.length !== 4 || !four.every((one) => typeof one === "number" && Number.isFinite(one))) return undefined;
  const [left, top, width, height] = /** @type {number[]} */ (four);
  return { left, top, width, height };
}

/**
 * Data, or the JSON of it.
 * @param {unknown} given
 * @returns {any}
 */
export function parsed(given) {
  if (typeof given !== "string") return given;
  try {
    return JSON.parse(given);
  } catch (cause) {
    throw new HoldoutError("INVALID_OPTIONS", `This is no JSON: ${/** @type {Error} */ (cause).message}.`, { cause });
  }
}

/**
 * @param {string} message
 * @param {string} hint
 */
export function wrong(message, hint) {
  return new HoldoutError("INVALID_OPTIONS", message, { hint });
}

/** @param {unknown} value */
export const isName = (value) => typeof value === "string" && value !== "";

/** @param {unknown} value for a message */
export function shown(value) {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
