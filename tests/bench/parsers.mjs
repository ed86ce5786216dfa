/**
 * The check with all its rules beside JSON parsers that do nothing else, on the same bytes in memory, native and in wasm.
 * `cargo xtask bench` builds both from `tests/bench/parsers`.
 */

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { HEAD, pairedRatio, row } from "./stats.mjs";

/** Enough for steady times; the slowest parser should not take minutes. */
const MOST_BYTES = 100e6;
const NAMES = { holdout: "holdout: all rules, and a catalog", sonic: "sonic-rs, into a tree", simd: "simd-json, into a tape", serde: "serde_json, into a tree" };

/**
 * @param {{path: string, rounds: number, built: string, say: (text: string) => void}} options
 * @returns {Promise<{native: Times, wasm: Times, bytes: number, ratios: {native: number, wasm: number}}>}
 * @typedef {Record<keyof typeof NAMES, number[]>} Times
 */
export async function benchParsers({ path, rounds, built, say }) {
  const bytes = readFileSync(path).subarray(0, MOST_BYTES);
  say("parsers: native");
  const native = timeNative(join(built, "native"), path, rounds);
  say("parsers: in wasm");
  const wasm = await timeWasm(join(built, "web"), bytes, rounds);
  return { native: native.times, wasm, bytes: bytes.length, nativeBytes: native.bytes, ratios: { native: ratio(native.times), wasm: ratio(wasm) } };
}

/** The rate of the check over that of the fastest parser, round by round. */
function ratio(times) {
  const fastest = times.sonic.map((ms, i) => Math.min(ms, times.simd[i], times.serde[i]));
  return pairedRatio(fastest, times.holdout);
}

function timeNative(program, path, rounds) {
  const { status, stdout, stderr } = spawnSync(program, [path, String(rounds), String(MOST_BYTES)], { encoding: "utf8" });
  if (status !== 0) throw new Error(`${program} failed: ${stderr}`);
  return JSON.parse(stdout);
}

async function timeWasm(folder, bytes, rounds) {
  const glue = join(folder, "holdout_bench_parsers.js");
  if (!existsSync(glue)) throw new Error(`There is no ${glue}: run cargo xtask bench.`);
  const parsers = await import(pathToFileURL(glue).href);
  await parsers.default({ module_or_path: readFileSync(join(folder, "holdout_bench_parsers_bg.wasm")) });
  const names = Object.keys(NAMES);
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const begun = performance.now();
      parsers[name](bytes);
      // The first round compiles.
      if (round > 0) times[name].push(performance.now() - begun);
    }
  }
  return times;
}

/** @param {Awaited<ReturnType<typeof benchParsers>>} result */
export function printParsers({ native, wasm, bytes, nativeBytes }) {
  for (const [where, times, size] of [["native", native, nativeBytes], ["in wasm", wasm, bytes]]) {
    console.log(`\nChecking beside parsing, ${where}, one thread\n${HEAD}`);
    for (const [name, taken] of Object.entries(times)) console.log(row(NAMES[name], taken, size));
  }
}
