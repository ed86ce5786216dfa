/**
 * How near the page comes to the speed of reading: `node tests/bench/page.mjs [MB]`, after `cargo xtask build`.
 *
 * In one Chromium, on one generated manifest: the time that the browser needs to only read the file, by the fastest of
 * several ways; the time to check it and plan a split; the time to compose train and test, and to copy the file the
 * same way without choosing. Taken in turns over some rounds, because machines are shared.
 */

import { existsSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { launch, openPage } from "../support/browser.mjs";
import { writeManifest } from "../support/manifests.mjs";
import { serve } from "../support/server.mjs";
import { HEAD, pairedRatio, row } from "./stats.mjs";

/** The plan that is made where nothing else is said. */
const PLAN = "plan: stratified";

const READER = `
onmessage = async ({ data: { file, start, end, step, way } }) => {
  if (way === "stream") {
    const reader = file.slice(start, end).stream().getReader();
    while (!(await reader.read()).done);
  } else if (way === "byob") {
    const reader = file.slice(start, end).stream().getReader({ mode: "byob" });
    for (let buffer = new ArrayBuffer(1 << 20); ;) {
      const { done, value } = await reader.read(new Uint8Array(buffer));
      if (done) break;
      buffer = value.buffer;
    }
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

/**
 * @param {{path: string, rounds: number, dist: string, say: (text: string) => void}} options
 * @returns {Promise<{times: Record<string, number[]>, reading: number[], ratio: number, saving: number}>}
 *   `reading`: the fastest way to read, in each round; `saving`: composing the outputs over copying the file
 */
export async function benchPage({ path, rounds, dist, say }) {
  if (!existsSync(join(dist, "engine/index.js"))) throw new Error(`There is no engine in ${dist}: run cargo xtask build first.`);
  const server = await serve(dist);
  server.replace("/reader.js", () => ({ body: READER }));
  const browser = await launch();
  try {
    const { page } = await openPage(browser, `${server.origin}/blank`);
    await page.locator("#file").setInputFiles(path);
    /** @type {Record<string, number[]>} */
    const times = {};
    // The first round warms up: the file comes from memory afterwards, and the engine is compiled.
    for (let round = 0; round <= rounds; round++) {
      say(round ? `page: round ${round} of ${rounds}` : "page: warming up");
      const taken = await page.evaluate(measure);
      if (round === 0) continue;
      for (const [name, ms] of Object.entries(taken)) (times[name] ??= []).push(ms);
    }
    return summary(times, rounds);
  } finally {
    await browser.close();
    await server.close();
  }
}

function summary(times, rounds) {
  const ways = Object.keys(times).filter((name) => name.startsWith("read"));
  const reading = Array.from({ length: rounds }, (_, i) => Math.min(...ways.map((name) => times[name][i])));
  const checkAndPlan = times.check.map((ms, i) => ms + times[PLAN][i]);
  return { times, reading, ratio: pairedRatio(checkAndPlan, reading), saving: pairedRatio(times.compose, times.copy) };
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
    for (const way of ["stream", "byob", "sync", "ahead"]) {
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

/** @param {Awaited<ReturnType<typeof benchPage>>} result */
export function printPage({ times, reading }, bytes) {
  console.log(`\nThe page\n${HEAD}`);
  for (const [name, taken] of Object.entries(times)) console.log(row(name, taken, bytes));
  const ratio = (names, below) => pairedRatio(below.map((_, i) => names.reduce((sum, name) => sum + times[name][i], 0)), below).toFixed(2);
  console.log(`check / the fastest reading                 ${ratio(["check"], reading)}`);
  console.log(`check + plan, random / the fastest reading  ${ratio(["check", "plan: random"], reading)}`);
  console.log(`check + plan, strat. / the fastest reading  ${ratio(["check", PLAN], reading)}`);
  console.log(`compose train + test / copying the file     ${ratio(["compose"], times.copy)}`);
}

/** Alone: for work on the engine. */
async function main() {
  const megabytes = Number(process.argv[2] ?? 500);
  const folder = mkdtempSync(join(tmpdir(), "holdout-bench-"));
  try {
    const path = join(folder, "bench.manifest");
    console.error(`writing a manifest of ${megabytes} MB`);
    const { lines, bytes } = writeManifest(path, { bytes: megabytes * 1e6, badEvery: 1000, distinct: true });
    const rounds = Number(process.env.ROUNDS ?? 3);
    const result = await benchPage({ path, rounds, dist: resolve(process.env.HOLDOUT_DIST ?? "dist"), say: console.error });
    console.log(`${lines} lines, ${(bytes / 1e6).toFixed(0)} MB, ${rounds} rounds after one to warm up`);
    printPage(result, bytes);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (process.argv[1] && pathToFileURL(realpathSync(process.argv[1])).href === import.meta.url) await main();
