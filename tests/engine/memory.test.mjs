/** Memory: beyond what is fixed, a session and its workers hold at most 32 bytes a line at their most. */

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
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

/** The memory of a worker; nothing if it ends meanwhile, as readers do that have nothing more to read. */
function memoryOf(worker) {
  const ended = new Promise((resolve) => worker.once("close", () => resolve(undefined)));
  const size = worker.evaluate(async () => {
    // The module is loaded already: this is the instance that the worker works with.
    const glue = await import("/engine/glue.js");
    return (await glue.default()).memory.buffer.byteLength;
  });
  return Promise.race([ended, size.catch(() => ended)]);
}

/** Opens a manifest, splits it, composes its outputs; then all that page and workers hold. */
async function held(path, options) {
  const { page } = await stage.page();
  await choose(page, path);
  await page.evaluate(async (options) => {
    const { open } = await import("/engine/index.js");
    window.session = await open(document.querySelector("input").files[0], { workers: 2 });
    window.split = await window.session.split(options);
    window.blobs = await window.split.blobs();
    await window.session.page({ status: "removed", limit: 50 });
  }, options);
  const heap = await page.evaluate(() => {
    window.gc();
    return performance.memory.usedJSHeapSize;
  });
  const workers = (await Promise.all(page.workers().map(memoryOf))).filter((size) => size !== undefined);
  await page.close();
  // One worker holds the manifest. Those that read hold a range at a time, and end when there is nothing more to read.
  const ledger = Math.max(...workers);
  return { bytes: heap + ledger, heap, ledger, readers: workers.filter((size) => size !== ledger) };
}

test("1 GB takes at most 32 bytes a line more than 400 MB", async (t) => {
  // No two annotations are alike, and names suggest groups, which are read for the report: all of that takes more.
  const manifest = (name, bytes) => ({ path: stage.file(name), ...writeManifest(stage.file(name), { bytes, badEvery: 500, distinct: true, films: true }) });
  const [few, many] = [manifest("few.manifest", 400e6), manifest("many.manifest", 1000e6)];
  for (const options of [{}, { strategy: "hash" }]) {
    const [small, large] = [await held(few.path, options), await held(many.path, options)];
    const perLine = (large.bytes - small.bytes) / (many.lines - few.lines);
    t.diagnostic(`${JSON.stringify(options)}: ${perLine.toFixed(1)} bytes a line; ${many.lines} lines; heap ${large.heap}, ledger ${large.ledger}, readers ${[...small.readers, ...large.readers]}`);
    assert.ok([...small.readers, ...large.readers].every((size) => size <= READER_BYTES), "what they hold does not grow with the file");
    assert.ok(perLine <= BYTES_A_LINE, `${perLine} bytes a line: ${JSON.stringify({ small, large })}`);
  }
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
