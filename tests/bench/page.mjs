/**
 * How near the page comes to the speed of reading: `node tests/bench/page.mjs [MB]`, after `cargo xtask build`.
 *
 * In one Chromium, on one generated manifest: the time that the browser needs to only read the file, by the fastest of
 * several ways; the time to check it and plan a split; the time to compose train and test, and to copy the file the
 * same way without choosing. Each is the best of some rounds, taken in turns, because machines are shared.
 */

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { launch, openPage } from "../support/browser.mjs";
import { writeManifest } from "../support/manifests.mjs";
import { serve } from "../support/server.mjs";

const ROUNDS = Number(process.env.ROUNDS ?? 3);
const megabytes = Number(process.argv[2] ?? 500);
const dist = resolve(process.env.HOLDOUT_DIST ?? "dist");
if (!existsSync(join(dist, "engine/index.js"))) throw new Error(`There is no engine in ${dist}: run cargo xtask build first.`);

const READER = `
onmessage = async ({ data: { file, start, end, step, way } }) => {
  if (way === "stream") {
    const reader = file.slice(start, end).stream().getReader();
    while (!(await reader.read()).done);
  } else if (way === "sync") {
    const reader = new FileReaderSync();
    for (let at = start; at < end; at += step) reader.readAsArrayBuffer(file.slice(at, Math.min(end, at + step)));
  } else {
    let coming = file.slice(start, Math.min(end, start + step)).arrayBuffer();
    for (let at = start; at < end; at += step) {
      await coming;
      if (at + step < end) coming = file.slice(at + step, Math.min(end, at + 2 * step)).arrayBuffer();
    }
  }
  postMessage(null);
};`;

const folder = mkdtempSync(join(tmpdir(), "holdout-bench-"));
const server = await serve(dist);
server.replace("/reader.js", () => ({ body: READER }));
const browser = await launch();
try {
  const path = join(folder, "bench.manifest");
  console.log(`writing a manifest of ${megabytes} MB`);
  const { lines, bytes } = writeManifest(path, { bytes: megabytes * 1e6, badEvery: 1000 });
  const { page } = await openPage(browser, `${server.origin}/blank`);
  await page.locator("#file").setInputFiles(path);
  /** @type {Record<string, number[]>} */
  const times = {};
  for (let round = 1; round <= ROUNDS; round++) {
    console.log(`round ${round} of ${ROUNDS}`);
    for (const [name, ms] of Object.entries(await page.evaluate(measure, round))) (times[name] ??= []).push(ms);
  }
  print(times, lines, bytes);
} finally {
  await browser.close();
  await server.close();
  rmSync(folder, { recursive: true });
}

/** In the page. */
async function measure() {
  const MIB = 1024 * 1024;
  const engine = await import(`${location.origin}/engine/index.js`);
  const file = document.querySelector("input").files[0];
  const times = {};
  const timed = async (name, work) => {
    const begun = performance.now();
    const result = await work();
    times[name] = performance.now() - begun;
    return result;
  };

  async function readAll(workers, step, way) {
    const share = Math.ceil(file.size / workers);
    const crew = Array.from({ length: workers }, () => new Worker("/reader.js"));
    await Promise.all(crew.map((worker, i) => new Promise((done) => {
      worker.onmessage = done;
      worker.postMessage({ file, start: i * share, end: Math.min(file.size, (i + 1) * share), step, way });
    })));
    for (const worker of crew) worker.terminate();
  }
  for (const workers of [1, 2]) {
    for (const way of ["stream", "sync", "ahead"]) {
      await timed(`read: ${way}, ${workers} worker${workers > 1 ? "s" : ""}`, () => readAll(workers, 8 * MIB, way));
    }
  }

  const session = await timed("check", () => engine.open(file, { digest: "later" }));
  const split = await timed("plan: random", () => session.split({ strategy: "random" }));
  await timed("plan: stratified", () => session.split());
  const [train, test] = await timed("compose", () => split.blobs(["train", "test"]));
  await timed("copy", async () => {
    const parts = [];
    for (let at = 0; at < file.size; at += 16 * MIB) parts.push(new Blob([await file.slice(at, at + 16 * MIB).arrayBuffer()]));
    return new Blob(parts);
  });
  await timed("digest", () => session.digest());
  if (train.size + test.size > file.size) throw new Error("the outputs are larger than the input");
  session.close();
  return times;
}

function print(times, lines, bytes) {
  const best = (name) => Math.min(...times[name]);
  const median = (name) => [...times[name]].sort((a, b) => a - b)[Math.floor(times[name].length / 2)];
  console.log(`\n${lines} lines, ${(bytes / 1e6).toFixed(0)} MB, best and median of ${ROUNDS}`);
  for (const name of Object.keys(times)) {
    const rate = `${(bytes / 1e3 / best(name)).toFixed(0)} MB/s`;
    console.log(`${name.padEnd(28)} ${best(name).toFixed(0).padStart(7)} ms ${median(name).toFixed(0).padStart(7)} ms ${rate.padStart(11)}`);
  }
  const reading = Math.min(...Object.keys(times).filter((name) => name.startsWith("read")).map(best));
  const ratio = (value, to) => (value / to).toFixed(2);
  console.log(`\ncheck                / reading the file: ${ratio(best("check"), reading)}`);
  console.log(`check + plan, strat. / reading the file: ${ratio(best("check") + best("plan: stratified"), reading)}`);
  console.log(`check + plan, random / reading the file: ${ratio(best("check") + best("plan: random"), reading)}`);
  console.log(`compose train + test / copying the file: ${ratio(best("compose"), best("copy"))}`);
}
