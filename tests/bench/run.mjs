/**
 * The ratios that Holdout promises, in one run: `cargo xtask bench`, or
 * `node tests/bench/run.mjs [--megabytes 500] [--json]` after a build. Nothing fails for being slow: times depend on
 * the machine, and ratios a little.
 */

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { COMMAND, DIST } from "../support/engine.mjs";
import { writeManifest } from "../support/manifests.mjs";
import { benchCommand, printCommand } from "./command.mjs";
import { benchFirstScreen, printFirstScreen } from "./first_screen.mjs";
import { benchMemory, printMemory } from "./memory.mjs";
import { benchNaive, printNaive } from "./naive.mjs";
import { benchPage, printPage } from "./page.mjs";
import { benchParsers, printParsers } from "./parsers.mjs";
import { benchPlans, printPlans } from "./plans.mjs";
import { benchPreview, printPreview } from "./preview.mjs";
import { benchScaling, printScaling } from "./scaling.mjs";
import { benchScript, printScript } from "./script.mjs";
import { benchService, printService } from "./service.mjs";

const ROUNDS = 3;
/** What a page can hold as a text and as objects. */
const MOST_TEXT = 500e6;
/** At most, or at least, so many times what sets the measure. */
const WANTED = {
  page: { most: 1.5 },
  saving: { most: 2 },
  preview: { most: 1 },
  naive: { least: 5 },
  command: { least: 1.8 },
  threads: { least: 1.8 },
  script: { least: 25 },
  native: { least: 0.7 },
  wasm: { least: 0.7 },
  sizes: { most: 2 },
  shapes: { most: 2 },
  memory: { most: 32 },
  plans: { most: 1 },
  pages: { most: 2 },
  answers: { least: 10 },
  refusals: { least: 10 },
};

const SAID = {
  page: "page: time of check + plan / reading",
  saving: "page: time of saving / copying",
  preview: "page: time of a split / 200 ms",
  naive: "page: few lines' time / check + plan",
  command: "command: DuckDB's time / check",
  threads: "command: one core's time / two cores'",
  script: "command: script's time / split",
  native: "native: rate of check / fastest parser",
  wasm: "wasm: rate of check / fastest parser",
  sizes: "command: slowest size / fastest",
  shapes: "command: slowest shape / usual",
  memory: "command: bytes a line",
  plans: "command: a plan's time / 1 s, 10 s",
  pages: "service: p99 of a page of many / of few",
  answers: "service: rate of answers / moto's",
  refusals: "service: rate of refusals / moto's",
};

const { values } = parseArgs({ options: { megabytes: { type: "string", default: "500" }, json: { type: "boolean", default: false } } });
const megabytes = Number(values.megabytes);
if (!(megabytes > 0)) throw new Error("--megabytes takes a number above 0");

const say = (text) => console.error(text);
const bench = resolve(process.env.HOLDOUT_BENCH ?? "target/bench");
mkdirSync(bench, { recursive: true });
const folder = mkdtempSync(join(bench, "manifest-"));
try {
  const path = join(folder, "bench.manifest");
  say(`writing a manifest of ${megabytes} MB`);
  const { lines, bytes } = writeManifest(path, { bytes: megabytes * 1e6, badEvery: 1000, distinct: true });
  const small = join(folder, "text.manifest");
  const isText = megabytes * 1e6 <= MOST_TEXT;
  const text = isText ? { path, bytes } : { path: small, ...writeManifest(small, { bytes: MOST_TEXT, badEvery: 1000, distinct: true }) };
  const common = { rounds: ROUNDS, say };
  const firstScreen = await benchFirstScreen({ ...common, dist: DIST });
  const page = await benchPage({ ...common, path, dist: DIST });
  const naive = await benchNaive({ ...common, path: text.path, dist: DIST });
  const preview = await benchPreview({ ...common, rounds: 7, folder, dist: DIST });
  const command = benchCommand({ ...common, path, command: COMMAND, folder: join(bench, "python") });
  const script = benchScript({ ...common, rounds: 1, path, command: COMMAND, python: process.env.HOLDOUT_SPLITTERS, folder });
  const parsers = await benchParsers({ ...common, path, built: join(bench, "parsers") });
  const scaling = benchScaling({ ...common, command: COMMAND, most: bytes * 2 });
  const memory = await benchMemory({ ...common, command: COMMAND });
  const plans = benchPlans({ ...common, command: COMMAND });
  const service = await benchService({ ...common, folder, python: process.env.HOLDOUT_MOTO, wrk: process.env.HOLDOUT_WRK });
  const ratios = {
    page: page.ratio,
    saving: page.saving,
    preview: preview.ratio,
    naive: naive.ratio,
    command: command.ratio,
    threads: command.threads,
    script: script.ratio,
    ...parsers.ratios,
    sizes: scaling.sizes,
    shapes: scaling.shapes,
    memory: memory.most,
    plans: plans.ratio,
    pages: service.pages,
    answers: service.answers,
    refusals: service.refusals,
  };
  if (values.json) {
    console.log(JSON.stringify({ lines, bytes, rounds: ROUNDS, wanted: WANTED, ratios, firstScreen, page, preview, naive, command, script, parsers, scaling, memory, plans, service }));
  } else {
    console.log(`${lines} lines, ${(bytes / 1e6).toFixed(0)} MB, ${ROUNDS} rounds after one to warm up`);
    printFirstScreen(firstScreen);
    printPage(page, bytes);
    printPreview(preview);
    printNaive(naive, text.bytes);
    printCommand(command, bytes);
    printScript(script, bytes);
    printParsers(parsers);
    printScaling(scaling);
    printMemory(memory);
    printPlans(plans);
    printService(service);
    console.log("\nRatios, the median of the rounds'");
    for (const [name, what] of Object.entries(SAID)) verdict(what, ratios[name], WANTED[name]);
  }
} finally {
  rmSync(folder, { recursive: true });
}

function verdict(name, ratio, { most = Infinity, least = 0 }) {
  const found = ratio === undefined ? "missing" : ratio.toFixed(2);
  const judged = ratio === undefined ? "" : ratio <= most && ratio >= least ? ": held" : ": missed";
  const wanted = most < Infinity ? `at most ${most}` : `at least ${least}`;
  console.log(`${name.padEnd(44)}${found.padStart(8)}   ${wanted} wanted${judged}`);
}
