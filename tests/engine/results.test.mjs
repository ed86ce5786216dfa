/** The result files, the selection of lines and the pair of manifests: the engine makes what the command makes. */

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { choose, holdout, start } from "../support/engine.mjs";
import { writeManifest } from "../support/manifests.mjs";

let stage;
let manifest;
let other;

before(async () => {
  stage = await start();
  manifest = stage.file("a.manifest");
  other = stage.file("b.manifest");
  writeManifest(manifest, { lines: 20_000, badEvery: 9 });
  // Some of the same images, and a label of its own.
  const own = '{"source-ref":"s3://my-training-bucket/own.jpg","k":1,"k-metadata":{"class-name":"own","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}';
  writeFileSync(other, `${readFileSync(manifest, "utf8").split("\n").slice(0, 300).join("\n")}\n${own}\n`);
});
after(() => stage.stop());

test("an annotated manifest and its summary are the command's, byte for byte", async () => {
  const { page } = await stage.page();
  await choose(page, manifest);
  const ours = await page.evaluate(async () => {
    const { open } = await import("/engine/index.js");
    const session = await open(document.querySelector("input").files[0], { workers: 3 });
    const heard = [];
    const annotated = await session.annotated({ onProgress: ({ bytes, totalBytes }) => heard.push(bytes / totalBytes) });
    const summary = await session.summary();
    return { annotated: await annotated.text(), summary: await summary.text(), type: annotated.type, done: heard.at(-1) };
  });
  await page.close();
  const [annotated, summary] = [stage.file("annotated.json"), stage.file("summary.json")];
  const { stderr } = await holdout("check", manifest, "--annotated", annotated, "--summary", summary);
  assert.ok(ours.annotated === readFileSync(annotated, "utf8"), stderr || "the two differ");
  assert.deepEqual(JSON.parse(ours.summary), JSON.parse(readFileSync(summary, "utf8")));
  assert.equal(ours.done, 1);
  assert.equal(ours.type, "application/jsonl");
});

test("lines of some statuses are selected byte for byte", async () => {
  const { page } = await stage.page();
  await choose(page, manifest);
  const { selected, report, code } = await page.evaluate(async () => {
    const { open } = await import("/engine/index.js");
    const session = await open(document.querySelector("input").files[0]);
    const blob = await session.select({ status: ["valid"] });
    const again = await open(blob);
    const error = await session.select({ status: "good" }).catch((error) => error);
    return { selected: await blob.text(), report: again.report, code: error.code };
  });
  await page.close();
  const { stdout } = await holdout("check", manifest, "--format", "jsonl");
  const good = stdout.split("\n").filter(Boolean).map((line) => JSON.parse(line).status === "valid");
  const input = readFileSync(manifest, "utf8").match(/[^\n]*\n|[^\n]+$/g);
  assert.equal(selected, input.filter((_, i) => good[i]).join(""));
  assert.deepEqual(report.counts, { valid: good.filter(Boolean).length, invalid: 0, ignored: 0, removed: 0 });
  assert.equal(code, "INVALID_OPTIONS");
});

test("two manifests are paired as the command does it", async () => {
  const { page } = await stage.page();
  await choose(page, manifest, other);
  const ours = await page.evaluate(async () => {
    const { open } = await import("/engine/index.js");
    const [train, test] = await Promise.all([...document.querySelector("input").files].map((file) => open(file)));
    const pair = await train.pair(test);
    const shared = pair.report.both.imagesOnBothSides;
    test.close();
    const gone = await train.pair(test).catch((error) => error.code);
    return { report: pair.reportText, summary: await pair.summary().text(), shared, gone };
  });
  await page.close();
  const summary = stage.file("pair.json");
  const { stdout, stderr } = await holdout("check", "--train", manifest, "--test", other, "--format", "json", "--summary", summary);
  assert.deepEqual(JSON.parse(ours.report), JSON.parse(stdout || stderr));
  assert.deepEqual(JSON.parse(ours.summary), JSON.parse(readFileSync(summary, "utf8")));
  assert.ok(ours.shared > 100 && ours.shared < 300, `${ours.shared} shared images`);
  assert.equal(ours.gone, "CANCELLED");
});
