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
import { benchPage, printPage } from "./page.mjs";
import { benchParsers, printParsers } from "./parsers.mjs";

const ROUNDS = 3;
/** At most, or at least, so many times what sets the measure. */
const WANTED = { page: { most: 3 }, command: { most: 1 }, native: { least: 0.7 }, wasm: { least: 0.7 } };

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
  const { lines, bytes } = writeManifest(path, { bytes: megabytes * 1e6, badEvery: 1000 });
  const page = await benchPage({ path, rounds: ROUNDS, dist: DIST, say });
  const command = benchCommand({ path, rounds: ROUNDS, command: COMMAND, folder: join(bench, "python"), say });
  const parsers = await benchParsers({ path, rounds: ROUNDS, built: join(bench, "parsers"), say });
  if (values.json) {
    console.log(JSON.stringify({ lines, bytes, rounds: ROUNDS, wanted: WANTED, page, command, parsers }));
  } else {
    console.log(`${lines} lines, ${(bytes / 1e6).toFixed(0)} MB, ${ROUNDS} rounds after one to warm up`);
    printPage(page, bytes);
    printCommand(command, bytes);
    printParsers(parsers);
    console.log("\nRatios, the median of the rounds'");
    verdict("page: time of check + plan / reading", page.ratio, WANTED.page);
    verdict("command: time of check / DuckDB", command.ratio, WANTED.command);
    verdict("native: rate of check / fastest parser", parsers.ratios.native, WANTED.native);
    verdict("wasm: rate of check / fastest parser", parsers.ratios.wasm, WANTED.wasm);
  }
} finally {
  rmSync(folder, { recursive: true });
}

function verdict(name, ratio, { most = Infinity, least = 0 }) {
  const found = ratio === undefined ? "missing" : ratio.toFixed(2);
  const judged = ratio === undefined ? "" : ratio <= most && ratio >= least ? ": held" : ": missed";
  const wanted = most < Infinity ? `at most ${most}` : `at least ${least}`;
  console.log(`${name.padEnd(40)}${found.padStart(8)}   ${wanted} wanted${judged}`);
}
