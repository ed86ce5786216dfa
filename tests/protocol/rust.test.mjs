// The AWS SDK for Rust against the local service: a program of its own, compiled when it is first needed.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";

import { KEYS, serve, withService } from "./service.mjs";

const program = process.env.HOLDOUT_RUST_SDK;
const skip = program ? false : "HOLDOUT_RUST_SDK names no program; `cargo xtask test` compiles it";

test("operations and errors are typed in Rust", { skip }, withService([], async (service) => {
  const faults = spawnSync(program, { encoding: "utf8" }).stdout.trim().split("\n");
  const faulty = await serve(...faults.map((fault) => `--fault=${fault}`));
  const run = spawnSync(program, [service.url, faulty.url, KEYS.accessKeyId, KEYS.secretAccessKey], { encoding: "utf8", timeout: 120_000 });
  await faulty.end();
  assert.equal(run.status, 0, run.stdout + run.stderr);
  assert.deepEqual(run.stdout.trim().split("\n"), ["ok every operation answers", "ok errors are variants", "ok every error of the model is a variant"]);
}));
