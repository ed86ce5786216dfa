/**
 * Manifests for the tests: realistic, of any size, the same every time. Classification and detection lines in turns,
 * and, where asked for, bad lines among them.
 */

import { closeSync, openSync, writeSync } from "node:fs";

const LABELS = Array.from({ length: 120 }, (_, i) => `label_${String(i).padStart(3, "0")}`);
LABELS[3] = 'Zürich "tram"';
LABELS[7] = "日本語";
const NAMES = LABELS.map((name) => JSON.stringify(name));
const BUCKET = "s3://my-training-bucket/images";
const FLUSH_BYTES = 4 * 1024 * 1024;

/** Numbers from a seed (mulberry32): whole, from 0 up to but without `below`. */
function numbers(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Rank of a label: low ones often, high ones seldom. */
const skewed = (random) => Math.min(random(120), random(120), random(120));

const date = (random) => `2024-${two(1 + random(12))}-${two(1 + random(28))}T${two(random(24))}:${two(random(60))}:${two(random(60))}.000`;
const two = (number) => String(number).padStart(2, "0");
const image = (n) => `${BUCKET}/2024/${two(n % 30)}/img_${String(n).padStart(7, "0")}.jpg`;
/** Images of films, which look alike: their names suggest groups. */
const FRAMES = 40;
const frame = (n) => `${BUCKET}/film_${String(Math.floor(n / FRAMES)).padStart(5, "0")}/frame_${two(n % FRAMES)}.jpg`;

/** All of a classification line that follows its image. */
function classification(random) {
  const label = skewed(random);
  return `,"image-label":${label},"image-label-metadata":{"confidence":${random(2)},"job-name":"labeling-job/images","class-name":${NAMES[label]},"human-annotated":"yes","creation-date":"${date(random)}","type":"groundtruth/image-classification"}}`;
}

/** All of a detection line that follows its image. */
function detection(random) {
  const count = 1 + Math.min(random(14), random(14));
  const ids = Array.from({ length: count }, () => skewed(random));
  const boxes = ids.map((id) => `{"class_id": ${id}, "left": ${random(1700)}, "top": ${random(800)}, "width": ${10 + random(200)}, "height": ${10 + random(200)}}`);
  const classes = [...new Set(ids)].sort((a, b) => a - b).map((id) => `"${id}": ${NAMES[id]}`);
  const objects = ids.map(() => '{"confidence": 0.9}');
  return `, "bounding-box": {"image_size": [{"width": 1920, "height": 1080, "depth": 3}], "annotations": [${boxes.join(", ")}]}, "bounding-box-metadata": {"objects": [${objects.join(", ")}], "class-map": {${classes.join(", ")}}, "type": "groundtruth/object-detection", "human-annotated": "yes", "creation-date": "${date(random)}", "job-name": "labeling-job/boxes"}}`;
}

/** So many different annotations, unless all shall differ; images are never the same. They are what takes time to make. */
const ANNOTATIONS = 4096;

const BAD = [
  () => "this is no JSON",
  () => "",
  () => '{"image-label":1}',
  () => '{"source-ref":"https://example.com/a.jpg"}',
  (n) => `{"source-ref":"${image(n)}"}`,
  (n, random) => `{"source-ref":"${image(Math.max(0, n - 1 - random(50)))}"${classification(random)}`,
  (n) => `{"source-ref":"${image(n)}","seg-ref":"s3://b/m.png","seg-ref-metadata":{"type":"groundtruth/semantic-segmentation"}}`,
  (n) => `{"source-ref":"${image(n)}","bounding-box":{"image_size":[{"width":10,"height":10,"depth":3}],"annotations":[{"class_id":0,"left":50,"top":5,"width":5,"height":5}]},"bounding-box-metadata":{"objects":[{"confidence":1}],"class-map":{"0":"é日🚋"},"type":"groundtruth/object-detection","human-annotated":"yes","creation-date":"2024-01-01T00:00:00","job-name":"x"}}`,
];

/**
 * The lines of a manifest, endings included.
 * @param {object} [options]
 * @param {number} [options.lines] at most this many
 * @param {number} [options.bytes] end with the line that reaches this size
 * @param {number} [options.badEvery] every n-th line is bad; 0 for none
 * @param {number} [options.seed]
 * @param {boolean} [options.distinct] whether annotations are made anew for every line
 * @param {boolean} [options.films] whether images are named as those of films are
 */
export function* manifestLines({ lines = Infinity, bytes = Infinity, badEvery = 0, seed = 7, distinct = false, films = false } = {}) {
  const random = numbers(seed);
  const make = (i) => (i % 2 ? classification : detection)(random);
  const annotations = distinct ? [] : Array.from({ length: ANNOTATIONS }, (_, i) => make(i));
  for (let n = 0, size = 0; n < lines && size < bytes; n++) {
    const bad = badEvery > 0 && n % badEvery === badEvery - 1;
    const text = bad
      ? BAD[Math.floor(n / badEvery) % BAD.length](n, random)
      : `{"source-ref":"${films ? frame(n) : image(n)}"${distinct ? make(n) : annotations[random(ANNOTATIONS)]}`;
    const line = text + (n % 97 === 96 ? "\r\n" : "\n");
    size += line.length;
    yield line;
  }
}

/** The same in one string. */
export const manifestText = (options) => [...manifestLines(options)].join("");

/** The same in a file. Returns what was written. */
export const writeManifest = (path, options) => writeLines(path, manifestLines(options));

/**
 * Lines of any kind, endings included, in a file. Returns what was written.
 * @param {string} path
 * @param {Iterable<string>} given
 */
export function writeLines(path, given) {
  const file = openSync(path, "w");
  let [lines, bytes, waiting] = [0, 0, ""];
  const flush = () => {
    bytes += writeSync(file, waiting);
    waiting = "";
  };
  for (const line of given) {
    waiting += line;
    lines++;
    if (waiting.length > FLUSH_BYTES) flush();
  }
  flush();
  closeSync(file);
  return { lines, bytes };
}

/** A file of one text over and over, cut at `bytes`. */
export function writeRepeated(path, text, bytes) {
  const file = openSync(path, "w");
  const block = Buffer.from(text.repeat(Math.ceil(FLUSH_BYTES / text.length)));
  for (let left = bytes; left > 0; left -= block.length) writeSync(file, block, 0, Math.min(left, block.length));
  closeSync(file);
}
