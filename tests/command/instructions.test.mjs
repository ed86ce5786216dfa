/**
 * The hot path, in instructions: what a check takes a byte and a plan a line, counted by callgrind, which a busy machine cannot
 * change. More than 5 % above what `instructions.json` says fails; `HOLDOUT_INSTRUCTIONS=write` writes what is counted now, so
 * that growth is a decision. Another compiler makes other code: there, only a lot more fails.
 */

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { arch, tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { COMMAND } from "../support/engine.mjs";
import { writeLines, writeManifest } from "../support/manifests.mjs";

const WRITTEN = new URL("instructions.json", import.meta.url);
const VALGRIND = process.env.HOLDOUT_VALGRIND;
const WRITES = process.env.HOLDOUT_INSTRUCTIONS === "write";
const SAME_COMPILER = 1.05;
const ANOTHER_COMPILER = 1.5;

const written = JSON.parse(readFileSync(WRITTEN, "utf8"));
const compiler = () => /^rustc (\S+)/.exec(execFileSync("rustc", ["--version"], { encoding: "utf8" }))[1];
const skip = !VALGRIND ? "there is no valgrind" : arch() !== written.arch ? `the counts are of ${written.arch}` : false;

let folder;
const counted = {};

before(() => (folder = mkdtempSync(join(tmpdir(), "holdout-instructions-"))));
after(() => {
  rmSync(folder, { recursive: true });
  if (WRITES && Object.keys(counted).length > 0) {
    writeFileSync(WRITTEN, `${JSON.stringify({ arch: arch(), rustc: compiler(), counts: { ...written.counts, ...counted } }, null, 2)}\n`);
  }
});

/** Instructions of a run of the command. */
function count(...options) {
  const { stderr, status, error } = spawnSync(VALGRIND, ["--tool=callgrind", "--callgrind-out-file=/dev/null", COMMAND, ...options, "--threads", "1"], {
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
    maxBuffer: 1 << 26,
  });
  const collected = /Collected : (\d+)/.exec(stderr ?? "");
  // 1: the service would refuse the manifest.
  assert.ok(collected && (status === 0 || status === 1), `callgrind failed: ${error?.message ?? stderr}`);
  return Number(collected[1]);
}

/** The lines of usual manifests, and a thousandth of them bad: read by the pattern of lines before. */
const usual = (name, lines) => {
  const path = join(folder, name);
  return { path, ...writeManifest(path, { lines, badEvery: 1000 }) };
};

/** No line like another: read by the parser. */
function unlike(name, lines) {
  const path = join(folder, name);
  const line = (n) => `{"source-ref":"s3://bucket/${n}.jpg","l${n}":0,"l${n}-metadata":{"class-name":"a","confidence":1,"type":"groundtruth/image-classification","job-name":"j","human-annotated":"yes","creation-date":"2024-01-01T00:00:00"}}\n`;
  return { path, ...writeLines(path, Array.from({ length: lines }, (_, n) => line(n))) };
}

/** @param {string} what @param {number} found */
function judge(t, what, found) {
  counted[what] = Number(found.toFixed(2));
  const before = written.counts[what];
  const room = compiler() === written.rustc ? SAME_COMPILER : ANOTHER_COMPILER;
  t.diagnostic(`${what}: ${found.toFixed(2)}, ${before} written`);
  if (WRITES) return;
  assert.ok(found <= before * room, `${what}: ${found.toFixed(2)}, and ${before} is written; if that must be so, run this with HOLDOUT_INSTRUCTIONS=write`);
}

/** What the lines cost by which one manifest is longer than another: the start of the process is in both. */
const more = (few, many, unit) => (count("check", many.path) - count("check", few.path)) / (many[unit] - few[unit]);

test("a check of usual lines, instructions a byte", { skip }, (t) => {
  judge(t, "check, a byte", more(usual("few", 6_000), usual("many", 18_000), "bytes"));
});

test("a check of lines that are like no other, instructions a byte", { skip }, (t) => {
  judge(t, "check without patterns, a byte", more(unlike("few", 3_000), unlike("many", 9_000), "bytes"));
});

test("a stratified plan, instructions a line", { skip }, (t) => {
  const { path, lines } = usual("split", 20_000);
  // Reading, hashing and writing are the same for a split by chance.
  const split = (strategy) => count("split", path, "--strategy", strategy, "--out", join(folder, strategy));
  judge(t, "plan, a line", (split("stratified") - split("random")) / lines);
});
