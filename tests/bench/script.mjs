/**
 * How the command compares with what is written in an afternoon: `holdout split`, files and certificate included, against a
 * Python script with `json` and scikit-learn that reads the lines, stratifies by each image's rarest label, and writes both
 * files. It checks nothing.
 */

import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pairedRatio, row, HEAD } from "./stats.mjs";

const SCRIPT = `
import collections, json, os, sys
from sklearn.model_selection import train_test_split
source, out = sys.argv[1:]
lines, labels = [], []
for line in open(source, "rb"):
    try:
        entry = json.loads(line)
    except ValueError:
        continue
    names = []
    for key, metadata in entry.items():
        if key.endswith("-metadata") and isinstance(metadata, dict):
            names += [metadata["class-name"]] if "class-name" in metadata else metadata.get("class-map", {}).values()
    if names:
        lines.append(line)
        labels.append(names)
counts = collections.Counter(name for names in labels for name in set(names))
rarest = [min(names, key=lambda name: (counts[name], name)) for names in labels]
often = collections.Counter(rarest)
rarest = [name if often[name] > 1 else "other" for name in rarest]
train, test = train_test_split(lines, test_size=0.2, random_state=1, stratify=rarest)
for name, part in (("train", train), ("test", test)):
    with open(os.path.join(out, name + ".manifest"), "wb") as file:
        file.writelines(part)
`;

/**
 * @param {{path: string, rounds: number, command: string, python: string, folder: string, say: (text: string) => void}} options
 *   `python` has scikit-learn; `folder` is for what both write
 * @returns {{holdout: number[], script: number[], ratio: number}}
 */
export function benchScript({ path, rounds, command, python, folder, say }) {
  const times = { holdout: [], script: [] };
  for (let round = 0; round <= rounds; round++) {
    say(round ? `script: round ${round} of ${rounds}` : "script: warming up");
    const holdout = timed(folder, (out) => [command, ["split", path, "--out", out]]);
    const script = timed(folder, (out) => [python, ["-c", SCRIPT, path, out]]);
    if (round === 0) continue;
    times.holdout.push(holdout);
    times.script.push(script);
  }
  return { ...times, ratio: pairedRatio(times.script, times.holdout) };
}

/** @param {ReturnType<typeof benchScript>} result */
export function printScript({ holdout, script }, bytes) {
  console.log(`\nA split from file to files\n${HEAD}`);
  console.log(row("holdout split", holdout, bytes));
  console.log(row("Python: json, scikit-learn", script, bytes));
}

function timed(folder, call) {
  const out = join(folder, "out");
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const [program, options] = call(out);
  const begun = performance.now();
  const { status, stderr, error } = spawnSync(program, options, { encoding: "utf8", maxBuffer: 1 << 26 });
  const ms = performance.now() - begun;
  // 1: the service would refuse the manifest; what is usable is split all the same.
  if (status !== 0 && status !== 1) throw new Error(`${program} failed: ${error?.message ?? stderr.slice(-1000)}`);
  rmSync(out, { recursive: true });
  return ms;
}
