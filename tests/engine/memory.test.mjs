/** Memory: beyond what is fixed, a session and its workers hold at most 32 bytes a line at their most. */

import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { choose, start } from "../support/engine.mjs";
import { writeManifest } from "../support/manifests.mjs";

const BYTES_A_LINE = 32;
const READER_BYTES = 12 * 1024 * 1024;
let stage;

before(async () => {
  stage = await start({ args: ["--enable-precise-memory-info", "--js-flags=--expose-gc"] });
  stage.takeWorkerApart();
});
after(() => stage.stop());

/** Opens a manifest of that size, splits it, composes its outputs; then all that page and workers hold. */
async function held(bytes) {
  const path = stage.file("large.manifest");
  const { lines } = writeManifest(path, { bytes, badEvery: 500 });
  const { page } = await stage.page();
  await choose(page, path);
  await page.evaluate(async () => {
    const { open } = await import("/engine/index.js");
    window.session = await open(document.querySelector("input").files[0], { workers: 2 });
    window.split = await window.session.split();
    window.blobs = await window.split.blobs();
    await window.session.page({ status: "removed", limit: 50 });
  });
  const heap = await page.evaluate(() => {
    window.gc();
    return performance.memory.usedJSHeapSize;
  });
  const workers = await Promise.all(page.workers().map((worker) => worker.evaluate(async () => {
    // The module is loaded already: this is the instance that the worker works with.
    const glue = await import("/engine/glue.js");
    return (await glue.default()).memory.buffer.byteLength;
  })));
  await page.close();
  rmSync(path);
  // One worker holds the manifest. Those that read hold a range at a time, and end when there is nothing more to read.
  const ledger = Math.max(...workers);
  return { lines, bytes: heap + ledger, heap, ledger, readers: workers.filter((size) => size !== ledger) };
}

test("1 GB takes at most 32 bytes a line more than 400 MB", async (t) => {
  const small = await held(400e6);
  const large = await held(1000e6);
  const perLine = (large.bytes - small.bytes) / (large.lines - small.lines);
  t.diagnostic(`${perLine.toFixed(1)} bytes a line; ${large.lines} lines; heap ${large.heap}, ledger ${large.ledger}, readers ${[...small.readers, ...large.readers]}`);
  assert.ok([...small.readers, ...large.readers].every((size) => size <= READER_BYTES), "what they hold does not grow with the file");
  assert.ok(perLine <= BYTES_A_LINE, `${perLine} bytes a line: ${JSON.stringify({ small, large })}`);
});

test("250,000 labels make no object of any until somebody looks", async (t) => {
  const LABELS = 250_000;
  const metadata = (i) => `{"class-name":"label number ${i}","confidence":1,"human-annotated":"yes","creation-date":"2024-01-01T00:00:00","type":"groundtruth/image-classification"}`;
  const path = stage.file("labels.manifest");
  writeFileSync(path, Array.from({ length: LABELS }, (_, i) => `{"source-ref":"s3://bucket/${i}.jpg","it":1,"it-metadata":${metadata(i)}}\n`).join(""));
  const { page } = await stage.page();
  await choose(page, path);
  const seen = await page.evaluate(async () => {
    const { open } = await import("/engine/index.js");
    const heap = () => {
      window.gc();
      return performance.memory.usedJSHeapSize;
    };
    const before = heap();
    window.session = await open(document.querySelector("input").files[0], { digest: "later" });
    const opened = heap() - before;
    const { length, 7: one } = window.session.report.labels;
    return { opened, looked: heap() - before, length, one };
  });
  await page.close();
  t.diagnostic(`heap: ${seen.opened} bytes with the report, ${seen.looked} with its labels as objects`);
  assert.deepEqual([seen.length, seen.one.images], [LABELS, 1]);
  // Their text, which crosses as bytes, has 52 a label.
  assert.ok(seen.opened < 64 * LABELS, `${seen.opened} bytes`);
  assert.ok(seen.looked > seen.opened + 32 * LABELS, "they are made when they are looked at");
});
