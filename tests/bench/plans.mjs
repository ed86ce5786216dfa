/**
 * How long a plan by label takes of what the service takes at the most, and of four times as much: `holdout split` on one core, less
 * the same by chance. `node tests/bench/plans.mjs` runs it alone.
 */

import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { COMMAND } from "../support/engine.mjs";
import { writeLines } from "../support/manifests.mjs";
import { timeHoldout } from "./command.mjs";
import { median } from "./stats.mjs";

/** Lines, labels, and the ms that are wanted. */
const SIZES = [
  { lines: 250_000, labels: 250, wanted: 1000 },
  { lines: 1_000_000, labels: 1000, wanted: 10_000 },
];

/**
 * @param {{rounds: number, command: string, say: (text: string) => void}} options
 * @returns {{plans: {lines: number, labels: number, wanted: number, times: number[]}[], ratio: number}} times in ms; and the most
 *   that a median is of what is wanted
 */
export function benchPlans({ rounds, command, say }) {
  const folder = mkdtempSync(join(tmpdir(), "holdout-plans-"));
  const path = join(folder, "plan.manifest");
  const out = join(folder, "out");
  try {
    const plans = SIZES.map((size) => {
      say(`plans: ${size.lines} lines of ${size.labels} labels`);
      writeLines(path, skewed(size));
      const times = [];
      for (let round = 0; round <= rounds; round++) {
        const [chance, label] = ["random", "stratified"].map((strategy) => timeHoldout(command, ["split", path, "--out", out, "--force", "--strategy", strategy], 1));
        if (round > 0) times.push(label - chance);
      }
      return { ...size, times };
    });
    return { plans, ratio: Math.max(...plans.map(({ times, wanted }) => median(times) / wanted)) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @param {ReturnType<typeof benchPlans>} result */
export function printPlans({ plans }) {
  console.log("\nA plan by label, one core, beyond one by chance");
  for (const { lines, labels, times, wanted } of plans) {
    console.log(`${`${lines} lines, ${labels} labels`.padEnd(34)}${median(times).toFixed(0).padStart(7)} ms   at most ${wanted} wanted`);
  }
}

/** Lines of one to four labels, of which the n-th is on about one n-th as many as the first. */
function* skewed({ lines, labels }) {
  let state = 1;
  const below = (most) => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) / 2 ** 32 * most;
  for (let image = 0; image < lines; image++) {
    const on = new Set(Array.from({ length: 1 + Math.floor(below(4)) }, () => Math.floor(labels ** below(1)) - 1));
    const attributes = [...on].map((label, i) => `"a${i}":1,"a${i}-metadata":{"class-name":"label ${label}","confidence":1,"type":"groundtruth/image-classification","job-name":"j","human-annotated":"yes","creation-date":"2024-01-01T00:00:00"}`);
    yield `{"source-ref":"s3://bucket/${image}.jpg",${attributes}}\n`;
  }
}

if (process.argv[1] && pathToFileURL(realpathSync(process.argv[1])).href === import.meta.url) {
  printPlans(benchPlans({ rounds: 3, command: COMMAND, say: console.error }));
}
