/**
 * What the command holds in memory a line, beyond what is fixed: its peak with four million lines, less that with one million,
 * of which no two annotations are alike. `node tests/bench/memory.mjs` runs it alone.
 */

import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { COMMAND } from "../support/engine.mjs";
import { writeManifest } from "../support/manifests.mjs";
import { peakOfRun } from "../support/processes.mjs";

const [FEW, MANY] = [1_000_000, 4_000_000];

/**
 * @param {{command: string, say: (text: string) => void}} options
 * @returns {Promise<{bytes: Record<string, number>, most: number, missing?: string}>} bytes a line, and the most of them
 */
export async function benchMemory({ command, say }) {
  const folder = mkdtempSync(join(tmpdir(), "holdout-memory-"));
  const path = join(folder, "lines.manifest");
  const runs = { check: ["check", path], "split by label": ["split", path, "--out", join(folder, "out"), "--force"] };
  try {
    const peaks = {};
    for (const lines of [FEW, MANY]) {
      say(`memory: ${lines} lines`);
      writeManifest(path, { lines, badEvery: 1000, distinct: true });
      for (const [name, options] of Object.entries(runs)) {
        const { peak, code } = await peakOfRun(command, options);
        if (code > 1) throw new Error(`${command} ${options[0]} failed: status ${code}`);
        (peaks[name] ??= []).push(peak);
      }
    }
    const bytes = Object.fromEntries(Object.entries(peaks).map(([name, [few, many]]) => [name, (many - few) / (MANY - FEW)]));
    const most = Math.max(...Object.values(bytes));
    return Number.isNaN(most) ? { bytes: {}, most: undefined, missing: "this system does not tell how much memory a process has had" } : { bytes, most };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @param {Awaited<ReturnType<typeof benchMemory>>} result */
export function printMemory({ bytes, missing }) {
  console.log("\nMemory of the command, a line beyond what is fixed");
  if (missing) console.log(`not measured: ${missing}`);
  for (const [name, perLine] of Object.entries(bytes)) console.log(`${name.padEnd(34)}${perLine.toFixed(1).padStart(7)} bytes`);
}

if (process.argv[1] && pathToFileURL(realpathSync(process.argv[1])).href === import.meta.url) {
  printMemory(await benchMemory({ command: COMMAND, say: console.error }));
}
