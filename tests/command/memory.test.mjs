/** Memory: beyond what is fixed, the command holds at most 32 bytes a line at its most, whatever it does with the lines. */

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { median } from "../bench/stats.mjs";
import { COMMAND } from "../support/engine.mjs";
import { writeManifest } from "../support/manifests.mjs";
import { peakOfRun } from "../support/processes.mjs";

const BYTES_A_LINE = 32;

let folder, few, many;

before(() => {
  folder = mkdtempSync(join(tmpdir(), "holdout-memory-"));
  // Annotations all differ: lines that are alike take less. And names suggest groups, which are read for the report.
  const manifest = (name, bytes) => ({ path: join(folder, name), ...writeManifest(join(folder, name), { bytes, badEvery: 500, distinct: true, films: true }) });
  [few, many] = [manifest("few.manifest", 300e6), manifest("many.manifest", 1200e6)];
});
after(() => rmSync(folder, { recursive: true }));

/** How much a thread has waiting for another differs from run to run, so the peak is the middle one of three. */
async function peak(...options) {
  const peaks = [];
  for (let run = 0; run < 3; run++) {
    const { peak, code } = await peakOfRun(COMMAND, options);
    assert.ok(code < 2, `holdout ${options[0]} ends with ${code}`);
    peaks.push(peak);
  }
  return median(peaks);
}

const RUNS = {
  check: ({ path }) => ["check", path],
  "a split by label": ({ path }) => ["split", path, "--out", join(folder, "out"), "--force"],
  "a split by hash": ({ path }) => ["split", path, "--out", join(folder, "out"), "--force", "--strategy", "hash"],
};

for (const [name, options] of Object.entries(RUNS)) {
  test(`${name} takes at most 32 bytes a line`, async (t) => {
    const [small, large] = [await peak(...options(few)), await peak(...options(many))];
    if (small === undefined) return t.skip("this system does not tell how much memory a process has had");
    const perLine = (large - small) / (many.lines - few.lines);
    t.diagnostic(`${perLine.toFixed(1)} bytes a line: ${few.lines} lines ${small}, ${many.lines} lines ${large}`);
    assert.ok(perLine <= BYTES_A_LINE, `${perLine} bytes a line`);
  });
}
