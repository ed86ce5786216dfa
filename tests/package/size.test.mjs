/**
 * How large the package is: every file of it, packed as a server would send it. What grows over the baseline by more than
 * a twentieth fails, and what is over an absolute limit. `HOLDOUT_SIZES=write` makes what is now the baseline.
 */

import assert from "node:assert/strict";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { makeProject } from "./support/project.mjs";

const BASELINE = new URL("size.json", import.meta.url);
const GROWTH = 1.05;
/** Bytes, after gzip. */
const LIMITS = {
  "the wasm": { files: ["holdout.wasm"], most: 335 * 1024 },
  "the element, all in,": { files: ["element.js", "holdout-element.wasm", "holdout.wasm", "index.js", "worker.js"], most: 760 * 1000 },
  // All that is loaded to open a file and split it, as speed.test.mjs sees it; each file is compressed by itself.
  "the JavaScript of a page": { files: ["index.js", "worker.js"], most: 10.75 * 1024 },
};

let project;
/** @type {Record<string, number>} */
let sizes;
before(async () => {
  project = await makeProject();
  const names = readdirSync(project.dist).filter((name) => /\.(js|wasm)$/.test(name)).sort();
  sizes = Object.fromEntries(names.map((name) => [name, gzipSync(readFileSync(join(project.dist, name)), { level: 9 }).length]));
  if (process.env.HOLDOUT_SIZES === "write") writeFileSync(BASELINE, `${JSON.stringify(sizes, null, 2)}\n`);
});
after(() => project?.remove());

test("no file grows by more than a twentieth", (t) => {
  const baseline = JSON.parse(readFileSync(BASELINE, "utf8"));
  for (const [name, size] of Object.entries(sizes)) t.diagnostic(`${name}: ${size} bytes, gzip (${baseline[name] ?? "new"})`);
  assert.deepEqual(Object.keys(sizes), Object.keys(baseline), "the files are those of the baseline");
  const grown = Object.entries(sizes).filter(([name, size]) => size > baseline[name] * GROWTH);
  assert.deepEqual(grown, [], "HOLDOUT_SIZES=write notes a growth that is meant");
});

for (const [what, { files, most }] of Object.entries(LIMITS)) {
  test(`${what} is at most ${most} bytes`, () => {
    const size = files.reduce((sum, name) => sum + sizes[name], 0);
    assert.ok(size <= most, `${size} bytes`);
  });
}
