/**
 * Whether a byte costs the same in manifests of all sizes and shapes: `holdout check` on one core, the whole process, less
 * what a manifest of one line takes, in turns, for what it takes to start a process changes while others are measured.
 * `node tests/bench/scaling.mjs [MB]` goes up to another size, 4000 say.
 */

import { mkdtempSync, realpathSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { COMMAND } from "../support/engine.mjs";
import { writeLines, writeManifest } from "../support/manifests.mjs";
import { timeHoldout } from "./command.mjs";
import { median } from "./stats.mjs";

const MB = 1e6;
const SHAPE_BYTES = 50 * MB;
/** Runs of the smallest. */
const MOST_TIMES = 200;

const annotated = (image) => `{"source-ref":"s3://bucket/${image}","l":0,"l-metadata":{"class-name":"a","confidence":1,"type":"groundtruth/image-classification","job-name":"j","human-annotated":"yes","creation-date":"2024-01-01T00:00:00"}}\n`;
const box = '{"class_id":0,"left":1,"top":1,"width":9,"height":9}';
const huge = (image, boxes) => `{"source-ref":"s3://bucket/${image}.jpg","d":{"image_size":[{"width":640,"height":480,"depth":3}],"annotations":[${Array(boxes).fill(box)}]},"d-metadata":{"objects":[${Array(boxes).fill('{"confidence":1}')}],"class-map":{"0":"a"},"type":"groundtruth/object-detection","human-annotated":"yes","creation-date":"2024-01-01T00:00:00","job-name":"j"}}\n`;

/** Manifests that are unlike others, by what is unlike: their n-th line. */
const SHAPES = {
  "short lines, all good": (n) => annotated(`${n}.jpg`),
  "lines of 700 KB": (n) => huge(n, 10_000),
  "all lines cut off": (n) => `{"source-ref":"s3://bucket/${n}.jpg","l":0,"l-metadata":{"class-name":"a","confidence":1,\n`,
  "all lines without a comma": (n) => annotated(`${n}.jpg`).replace("1,", "1 "),
  "all lines without a date": (n) => annotated(`${n}.jpg`).replace(',"creation-date":"2024-01-01T00:00:00"', ""),
  "all lines warned of": (n) => annotated(`${n}.gif`),
  "all lines of one image": () => annotated("1.jpg"),
};
/** Here a line is what costs, not its bytes: they are shown, and set no measure. */
const SHORTEST = {
  "lines that only name an image": (n) => `{"source-ref":"s3://bucket/${n}.jpg"}\n`,
  "lines of two bytes, all bad": () => "{}\n",
};

/**
 * @param {{rounds: number, command: string, most: number, say: (text: string) => void}} options `most`: bytes of the largest
 * @returns {{nsPerByte: Record<string, number>, sizes: number, shapes: number}} ns a byte; the largest of the sizes' over the
 *   smallest, and the largest of the shapes' over that of a usual manifest of the same size
 */
export function benchScaling({ rounds, command, most, say }) {
  const folder = mkdtempSync(join(tmpdir(), "holdout-scaling-"));
  const path = join(folder, "scaling.manifest");
  const small = join(folder, "small.manifest");
  try {
    writeManifest(small, { lines: 1 });
    const nsPerByte = {};
    const measure = (name, write) => {
      say(`scaling: ${name}`);
      write();
      const { size } = statSync(path);
      // Small ones take less time than a process needs to start: as often as it takes to tell.
      const times = Math.max(rounds, Math.min(MOST_TIMES, Math.ceil((200 * MB) / size)));
      nsPerByte[name] = (timeBeyond(command, path, small, times) * 1e6) / size;
      return nsPerByte[name];
    };
    const usual = (bytes) => measure(`${bytes / MB} MB`, () => writeManifest(path, { bytes, badEvery: 1000 }));
    const sizes = [1, 10, 100, 1000, 4000].map((size) => size * MB).filter((size) => size <= most).map(usual);
    const normal = usual(SHAPE_BYTES);
    const measureAll = (lines) => Object.entries(lines).map(([name, line]) => measure(name, () => writeLines(path, ofShape(line))));
    const shapes = measureAll(SHAPES);
    measureAll(SHORTEST);
    return { nsPerByte, sizes: Math.max(...sizes) / Math.min(...sizes), shapes: Math.max(...shapes) / normal };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @param {ReturnType<typeof benchScaling>} result */
export function printScaling({ nsPerByte, sizes, shapes }) {
  console.log("\nTime a byte, one core");
  for (const [name, ns] of Object.entries(nsPerByte)) console.log(`${name.padEnd(34)}${ns.toFixed(2).padStart(7)} ns`);
  console.log(`the slowest size / the fastest ${sizes.toFixed(2).padStart(10)}`);
  console.log(`the slowest shape / the usual  ${shapes.toFixed(2).padStart(10)}`);
}

/**
 * How much longer a manifest takes than a small one, at the median of pairs: to start a process varies by more than the smallest
 * take, so the best of the one and the best of the other are no pair.
 */
function timeBeyond(command, path, small, times) {
  const differences = Array.from({ length: times }, () => {
    const start = timeHoldout(command, ["check", small], 1);
    return timeHoldout(command, ["check", path], 1) - start;
  });
  return median(differences);
}

/** Lines of a shape, till they fill a manifest. */
function* ofShape(line) {
  for (let n = 0, bytes = 0; bytes < SHAPE_BYTES; n++) {
    const text = line(n);
    bytes += text.length;
    yield text;
  }
}

if (process.argv[1] && pathToFileURL(realpathSync(process.argv[1])).href === import.meta.url) {
  const most = Number(process.argv[2] ?? 1000) * MB;
  printScaling(benchScaling({ rounds: 3, command: COMMAND, most, say: console.error }));
}
