/** What labeling tools hold becomes a manifest that the engine finds nothing wrong with, and what doesn't fit is told. */

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { makeProject } from "./support/project.mjs";

const prefix = "s3://my-bucket/images/";
const creationDate = "2024-05-06T07:08:09Z";

let project;
let open;
let adapters;
before(async () => {
  project = await makeProject();
  ({ open } = await import(pathToFileURL(`${project.dist}/node.js`).href));
  adapters = await import(pathToFileURL(`${project.dist}/adapters.js`).href);
});
after(() => project?.remove());

/** Opens what came out: the codes of its findings, and the labels with their images and boxes. */
async function opened({ blob, lines }) {
  if (lines.length === 0) return { codes: [], labels: {} };
  const session = await open(blob);
  const { codes, labels, counts } = session.report;
  session.close();
  assert.equal(Object.values(counts).reduce((sum, count) => sum + count), lines.length);
  return { codes: codes.map(({ code }) => code), labels: Object.fromEntries(labels.map(({ name, images, boxes }) => [name, [images, boxes]])) };
}

const told = ({ problems }) => problems.map(({ code, lost, at }) => `${code} ${lost} ${at}`);

test("COCO: boxes, and what is lost", async () => {
  const rectangle = [10, 20, 110, 20, 110, 70, 10, 70];
  const conversion = adapters.fromCoco(
    {
      images: [
        { id: 1, file_name: "a.jpg", width: 640, height: 480, date_captured: "2013-11-14 17:02:52" },
        { id: 2, file_name: "/sub/b.png", width: 800, height: 600, date_captured: 0 },
        { id: 3, file_name: "empty.jpg", width: 640, height: 480 },
        { id: 4, file_name: "sizeless.jpg" },
        { id: 5 },
        { id: 6, file_name: "a.jpg", width: 640, height: 480 },
        { id: 7, file_name: "s3://other-bucket/c.jpg", width: 640, height: 480 },
      ],
      categories: [{ id: 1, name: "cat" }, { id: 9, name: 'Zürich "tram"' }],
      annotations: [
        { image_id: 1, category_id: 1, bbox: [10, 20, 100, 50], segmentation: [rectangle] },
        { image_id: 1, category_id: 9, bbox: [0.5, 0.25, 20.5, 30], segmentation: [[1, 1, 5, 1, 3, 9]], keypoints: [1, 1, 2, 0, 0, 0] },
        { image_id: 2, category_id: 1, bbox: [1, 1, 20, 20], iscrowd: 1, segmentation: { counts: [1], size: [2, 2] } },
        { image_id: 2, category_id: 1, bbox: [1, 1, 20, 20], segmentation: [] },
        { image_id: 2, category_id: 5, bbox: [1, 1, 20, 20] },
        { image_id: 2, category_id: 1, bbox: [1, 1, "20"] },
        { image_id: 2, category_id: 1, caption: "a cat" },
        { image_id: 99, category_id: 1, bbox: [1, 1, 20, 20] },
        { image_id: 4, category_id: 1, bbox: [1, 1, 20, 20] },
        { image_id: 6, category_id: 1, bbox: [200, 200, 20, 20] },
        { image_id: 7, category_id: 1, bbox: [1, 1, 20, 20] },
      ],
    },
    { prefix, creationDate },
  );
  assert.deepEqual(told(conversion), [
    "NO_NAME image /images/4",
    "DUPLICATE_IMAGE detail /images/5",
    "SHAPE detail /annotations/1/segmentation",
    "SHAPE detail /annotations/1/keypoints",
    "CROWD annotation /annotations/2/iscrowd",
    "NO_LABEL annotation /annotations/4/category_id",
    "NO_BOX annotation /annotations/5/bbox",
    "NOT_A_LABEL annotation /annotations/6/caption",
    "UNKNOWN_IMAGE annotation /annotations/7/image_id",
    "NO_ANNOTATION image /images/2",
    "NO_SIZE image /images/3",
  ]);
  const entries = conversion.lines.map((line) => JSON.parse(line));
  assert.deepEqual(entries.map((entry) => entry["source-ref"]), [`${prefix}a.jpg`, `${prefix}sub/b.png`, "s3://other-bucket/c.jpg"]);
  assert.deepEqual(entries[0]["bounding-box"].annotations[1], { class_id: 1, left: 0.5, top: 0.25, width: 20.5, height: 30 });
  assert.deepEqual(entries.map((entry) => entry["bounding-box-metadata"]["creation-date"]), ["2013-11-14 17:02:52", creationDate, creationDate]);
  assert.deepEqual(await opened(conversion), { codes: [], labels: { cat: [3, 4], 'Zürich "tram"': [1, 1] } });
});

test("Label Studio: rectangles, choices, and what is lost", async () => {
  const size = { original_width: 1000, original_height: 500, image_rotation: 0 };
  const box = { x: 10, y: 20, width: 50, height: 30, rotation: 0 };
  const task = (data, result, more = {}) => ({ data, annotations: [{ result, updated_at: "2022-12-27T21:04:40.495704Z", ...more }] });
  const conversion = adapters.fromLabelStudio(
    JSON.stringify([
      task({ image: "/data/upload/1/5b1e-a.jpg", text: "x" }, [
        { id: "1", type: "rectanglelabels", ...size, value: { ...box, rectanglelabels: ["car", "red"] } },
        { id: "2", type: "choices", value: { choices: ["street", "day"] } },
        { id: "3", type: "polygonlabels", ...size, value: { points: [[1, 1]], polygonlabels: ["car"] } },
        { id: "4", type: "rectanglelabels", ...size, value: { ...box, rotation: 30, rectanglelabels: ["car"] } },
        { id: "5", type: "textarea", value: { text: ["a car"] } },
        { id: "6", type: "choices", ...size, value: { ...box, choices: ["broken"] } },
        { id: "7", type: "rectangle", ...size, value: box },
        { id: "7", type: "labels", ...size, value: { ...box, labels: ["bus"] } },
        { id: "8", type: "rectangle", ...size, value: box },
        { type: "relation", from_id: "1", to_id: "7" },
      ]),
      {
        data: { picture: "s3://cloud/b.jpg" },
        annotations: [
          { was_cancelled: true, result: [] },
          { result: [{ type: "choices", value: { choices: ["night"] } }] },
          { ground_truth: true, created_at: "2023-01-01T00:00:00Z", result: [{ type: "choices", value: { choices: ["day"] } }] },
        ],
      },
      task({ image: "https://example.com/pictures/c.jpg?x=1" }, [{ type: "choices", value: { choices: ["day"] } }]),
      { data: { image: "/data/local-files/?d=folder/d%20e.jpg" }, annotations: [] },
      task({}, []),
    ]),
    { prefix, creationDate },
  );
  assert.deepEqual(told(conversion), [
    "SHAPE annotation /0/annotations/0/result/2",
    "ROTATED annotation /0/annotations/0/result/3",
    "NOT_A_LABEL annotation /0/annotations/0/result/4",
    "NOT_A_LABEL annotation /0/annotations/0/result/5",
    "NO_LABEL annotation /0/annotations/0/result/8",
    "NOT_A_LABEL annotation /0/annotations/0/result/9",
    "OTHER_ANNOTATION annotation /1/annotations/0",
    "OTHER_ANNOTATION annotation /1/annotations/1",
    "NO_NAME image /4/data",
    "NO_ANNOTATION image /3",
  ]);
  const entries = conversion.lines.map((line) => JSON.parse(line));
  assert.deepEqual(entries.map((entry) => entry["source-ref"]), [`${prefix}5b1e-a.jpg`, "s3://cloud/b.jpg", `${prefix}pictures/c.jpg`]);
  assert.deepEqual(entries[0]["bounding-box"].annotations[0], { class_id: 2, left: 100, top: 100, width: 500, height: 150 });
  assert.equal(entries[1]["image-label-metadata"]["creation-date"], "2023-01-01T00:00:00Z");
  assert.deepEqual(await opened(conversion), {
    codes: [],
    labels: { street: [1, 0], day: [3, 0], car: [1, 1], red: [1, 1], bus: [1, 1] },
  });
});

test("Label Studio: JSON-MIN, predictions and drafts", async () => {
  const size = { original_width: 1000, original_height: 500, image_rotation: 0 };
  const box = { x: 10, y: 20, width: 50, height: 30, rotation: 0 };
  const conversion = adapters.fromLabelStudio(
    [
      {
        id: 1, image: "/data/upload/1/a.jpg", annotator: 1, annotation_id: 7, created_at: "2023-01-01T00:00:00Z", updated_at: "2023-01-02T00:00:00Z", lead_time: 3.5,
        label: [{ ...box, ...size, rectanglelabels: ["car"] }, { points: [[1, 1]], ...size, polygonlabels: ["car"] }, { ...box, ...size }],
        weather: { choices: ["sun", "wind"] }, quality: "good", stars: 4,
      },
      { image: "s3://cloud/b.jpg", weather: { choices: ["sun"] } },
      { id: 3, first: "c.jpg", second: "d.jpg" },
      {
        data: { image: "e.jpg" }, annotations: [{ result: [{ type: "choices", value: { choices: ["sun"] } }] }],
        predictions: [{ result: [{ type: "choices", value: { choices: ["rain"] } }] }], drafts: [{ result: [] }],
      },
    ],
    { prefix, creationDate },
  );
  assert.deepEqual(told(conversion), [
    "SHAPE annotation /0/label/1",
    "NO_LABEL annotation /0/label/2",
    "NOT_A_LABEL annotation /0/stars",
    "NOT_A_LABEL annotation /0/quality",
    "NO_NAME image /2",
    "OTHER_ANNOTATION annotation /3/drafts/0",
    "OTHER_ANNOTATION annotation /3/predictions/0",
  ]);
  const entries = conversion.lines.map((line) => JSON.parse(line));
  assert.deepEqual(entries.map((entry) => entry["source-ref"]), [`${prefix}a.jpg`, "s3://cloud/b.jpg", `${prefix}e.jpg`]);
  assert.deepEqual(entries[0]["bounding-box"].annotations, [{ class_id: 2, left: 100, top: 100, width: 500, height: 150 }]);
  assert.equal(entries[0]["bounding-box-metadata"]["creation-date"], "2023-01-02T00:00:00Z");
  assert.deepEqual(await opened(conversion), { codes: [], labels: { sun: [3, 0], wind: [1, 0], car: [1, 1] } });
});

test("COCO: what CVAT writes beside a box is told, and a turned box is none", async () => {
  const annotation = (attributes) => ({ image_id: 1, category_id: 1, bbox: [10, 20, 100, 50], attributes });
  const conversion = adapters.fromCoco(
    {
      images: [{ id: 1, file_name: "a.jpg", width: 640, height: 480 }],
      categories: [{ id: 1, name: "cat" }],
      annotations: [
        annotation({ occluded: false, rotation: 0, note: "" }),
        annotation({ occluded: true, track_id: 0, keyframe: false }),
        annotation({ occluded: true, rotation: 30 }),
        annotation(null),
      ],
    },
    { prefix, creationDate },
  );
  assert.deepEqual(told(conversion), ["NOT_A_LABEL detail /annotations/1/attributes", "ROTATED annotation /annotations/2/attributes/rotation"]);
  assert.match(conversion.problems[0].message, /"occluded", "track_id"\.$/);
  assert.deepEqual((await opened(conversion)).labels, { cat: [1, 3] });
});

test("W3C annotations: rectangles, tags, and what is lost", async () => {
  const tag = (value) => ({ type: "TextualBody", purpose: "tagging", value });
  const on = (source, value, type = "FragmentSelector") => ({ source, selector: { type, conformsTo: "http://www.w3.org/TR/media-frags/", value } });
  const conversion = adapters.fromW3C(
    [
      { body: [tag("cat"), { type: "TextualBody", purpose: "commenting", value: "sleeps" }], target: on("a.jpg", "xywh=pixel:10,20,100,50"), created: "2024-01-02T03:04:05Z" },
      { body: tag("dog"), target: on("a.jpg", "xywh=percent:50,50,25,10") },
      { body: tag("cat"), target: on("a.jpg", '<svg><polygon points="1,1 2,2 3,1"/></svg>', "SvgSelector") },
      { body: { type: "TextualBody", value: "indoor" }, target: "b.jpg" },
      { body: tag("cat"), target: "b.jpg#xywh=1,2,30,40" },
      { body: [], target: on("a.jpg", "xywh=pixel:1,1,5,5") },
      { body: tag("cat"), target: on("unknown.jpg", "xywh=percent:1,1,5,5") },
      { body: tag("cat"), target: on("sizeless.jpg", "xywh=1,1,50,50") },
      { body: tag("cat") },
    ],
    { prefix, creationDate, sizes: { "a.jpg": { width: 1000, height: 800 }, "b.jpg": { width: 640, height: 480 } } },
  );
  assert.deepEqual(told(conversion), [
    "NOT_A_LABEL detail /0/body/1",
    "SHAPE annotation /2/target/selector",
    "NO_LABEL annotation /5/body",
    "NO_SIZE annotation /6/target/selector",
    "UNKNOWN_IMAGE annotation /8/target",
    "NO_ANNOTATION image /6",
    "NO_SIZE image /7",
  ]);
  const [a, b] = conversion.lines.map((line) => JSON.parse(line));
  assert.deepEqual(a["bounding-box"].annotations[1], { class_id: 1, left: 500, top: 400, width: 250, height: 80 });
  assert.equal(a["bounding-box-metadata"]["creation-date"], "2024-01-02T03:04:05Z");
  assert.equal(b["image-label-metadata"]["class-name"], "indoor");
  assert.deepEqual(await opened(conversion), { codes: [], labels: { cat: [2, 2], dog: [1, 1], indoor: [1, 0] } });
});

test("without a bucket every image is told, and what is no export is an error", async () => {
  const image = { id: 1, file_name: "a.jpg", width: 640, height: 480 };
  const conversion = adapters.fromCoco({ images: [image], annotations: [], categories: [] });
  assert.deepEqual(told(conversion), ["NO_BUCKET image /images/0"]);
  assert.deepEqual(conversion.lines, []);
  const { HoldoutError } = await import(pathToFileURL(`${project.dist}/node.js`).href);
  const wrong = [
    () => adapters.fromCoco("{"),
    () => adapters.fromCoco([]),
    () => adapters.fromCoco(null),
    () => adapters.fromLabelStudio({}),
    () => adapters.fromW3C(7),
    () => adapters.fromCoco({ images: [image], annotations: [] }, { prefix: "my-bucket/images" }),
    () => adapters.fromCoco({ images: [], annotations: [] }, { prefix, creationDate: "yesterday" }),
    () => adapters.fromCoco({ images: [], annotations: [] }, { bucket: "x" }),
  ];
  for (const attempt of wrong) {
    assert.throws(attempt, (error) => error instanceof HoldoutError && error.code === "INVALID_OPTIONS", String(attempt));
  }
});

/** Exports of real projects, where they are at hand. What the engine finds in them is wrong in the files themselves. */
const IMPORTS = fileURLToPath(new URL("../../../shared/data/imports", import.meta.url));
/** An image of 10 by 5 pixels, with a box one pixel high. */
const TINY = ["ERROR_INVALID_IMAGE_DIMENSION", "ERROR_BOUNDING_BOX_TOO_SMALL", "ERROR_NO_VALID_ANNOTATIONS", "ERROR_NO_VALID_LABEL_ATTRIBUTES"];
const REAL = {
  // A box that ends at 101.57 percent.
  "HumanSignal__label-studio-converter__csv_test.json": { from: "fromLabelStudio", codes: ["ERROR_INVALID_BOUNDING_BOX"] },
  "HumanSignal__label-studio-converter__data_polygons.json": { from: "fromLabelStudio" },
  // Its images are called /image1 and /image2.
  "HumanSignal__label-studio-converter__yolo-data.json": { from: "fromLabelStudio", codes: ["HOLDOUT_IMAGE_EXTENSION"] },
  "sidiq20__style-naija-model__label-studio-export.json": { from: "fromLabelStudio" },
  // Images of 6240 pixels, and a mask repeated on images too small for it.
  "Kseniagg__image-annotation-portfolio__cvat-instances_default.json": {
    from: "fromCoco",
    codes: ["ERROR_INVALID_IMAGE_DIMENSION", "ERROR_INVALID_BOUNDING_BOX"],
  },
  "obss__sahi__terrain1_coco.json": { from: "fromCoco" },
  "obss__sahi__terrain_all_coco.json": { from: "fromCoco" },
  "openvino__datumaro__captions_train.json": { from: "fromCoco" },
  "openvino__datumaro__instances_train.json": { from: "fromCoco", codes: TINY },
  "openvino__datumaro__person_keypoints_train.json": { from: "fromCoco", codes: TINY },
};

for (const [name, { from, codes = [] }] of Object.entries(REAL)) {
  test(`a real export: ${name}`, async (t) => {
    const path = join(IMPORTS, name);
    if (!existsSync(path)) return t.skip("the real exports are not here");
    const conversion = adapters[from](readFileSync(path, "utf8"), { prefix, creationDate });
    t.diagnostic(`${conversion.lines.length} lines; ${told(conversion).join("; ").slice(0, 500)}`);
    assert.ok(conversion.lines.length + conversion.problems.length > 0);
    assert.deepEqual((await opened(conversion)).codes, codes);
  });
}
