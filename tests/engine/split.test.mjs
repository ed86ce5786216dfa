/**
 * What a split can be told beside share, strategy and seed: groups, an earlier split to keep, lines moved by hand. In a
 * real browser, with any number of workers, the bytes are the command's.
 */

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { choose, holdout, sha256, start } from "../support/engine.mjs";
import { manifestText, writeManifest } from "../support/manifests.mjs";

const LINES = 20_000;
/** A hundred images each. */
const SCENE = "img_(\\d{5})";
let stage;
let files;

before(async () => {
  stage = await start();
  const text = manifestText({ lines: LINES, badEvery: 40 });
  const [now, earlier] = ["now.manifest", "earlier.manifest"].map(stage.file);
  writeFileSync(now, text);
  // What was there earlier: without the last quarter of today's lines, and with some that have gone since.
  const gone = manifestText({ lines: 500, seed: 3 }).replaceAll("/images/", "/gone/");
  writeFileSync(earlier, text.split("\n").slice(0, (LINES * 3) / 4).join("\n") + "\n" + gone);
  const out = stage.file("earlier");
  const { code, stderr } = await holdout("split", earlier, "--out", out, "--seed", "5");
  assert.equal(code, 0, stderr);
  files = [now, join(out, "test.manifest"), join(out, "train.manifest")];
});
after(() => stage.stop());

/** A page with today's manifest and the two of the earlier split chosen. */
async function opened() {
  const { page, complaints } = await stage.page();
  await page.evaluate(() => (document.querySelector("input").multiple = true));
  await choose(page, ...files);
  return { page, complaints };
}

/** Splits the chosen manifest in the page, keeping the manifests that are named. */
const splitInPage = (page, workers, { keep, keepTrain, ...options }) =>
  page.evaluate(async ({ workers, keep, keepTrain, options }) => {
    const { open } = await import("/engine/index.js");
    const [now, test, train] = document.querySelector("input").files;
    const session = await open(now, { workers });
    const split = await session.split({ ...options, keep: keep && test, keepTrain: keepTrain && train });
    const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const digests = [];
    for (const blob of await split.blobs()) digests.push(hex(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer())));
    const result = { report: split.reportText, digests, certificate: await split.certificateText() };
    session.close();
    return result;
  }, { workers, keep, keepTrain, options });

/** What the command makes of the same. */
async function splitByCommand(name, { groupBy, keep, keepTrain, move, ...rest }, input = files[0]) {
  const out = stage.file(name);
  const args = Object.entries(rest).flatMap(([option, value]) => [`--${option}`, String(value)]);
  if (groupBy) args.push("--group-by", groupBy);
  if (keep) args.push("--keep", files[1]);
  if (keepTrain) args.push("--keep-train", files[2]);
  if (move) args.push("--move", move.map(({ line, side }) => `${line}:${side}`).join(","));
  const { stdout, stderr } = await holdout("split", input, "--out", out, "--format", "json", ...args);
  assert.ok(stdout, stderr);
  return {
    report: JSON.parse(stdout),
    digests: await Promise.all(["train", "test", "rejected"].map((side) => sha256(join(out, `${side}.manifest`)))),
    certificate: JSON.parse(readFileSync(join(out, "certificate.json"), "utf8")),
  };
}

const MOVE = [{ line: 5, side: "test" }, { line: 6, side: "test" }, { line: 7, side: "train" }, { line: 6, side: "train" }];

/** Options, and what has to be true of the report for the case to say anything. */
const CASES = {
  moved: [{ move: MOVE }, ({ moves }) => assert.deepEqual(moves, MOVE)],
  scenes: [{ groupBy: SCENE, fraction: 0.3 }, ({ groups }) => assert.deepEqual([groups.whole, groups.count], [true, LINES / 100])],
  folders: [{ groupBy: "folder", strategy: "random", seed: 9 }, ({ groups }) => assert.deepEqual([groups.whole, groups.count], [true, 30])],
  hashed: [{ groupBy: SCENE, strategy: "hash" }, ({ groups }) => assert.equal(groups.whole, true)],
  kept: [{ keep: true, seed: 8 }, ({ keep }) => assert.ok(keep)],
  both: [{ keep: true, keepTrain: true }, ({ keep }) => assert.deepEqual([keep.moved, keep.added_test > 0, keep.removed_test > 0, keep.train > 0], [0, true, true, true])],
  all: [{ groupBy: SCENE, keep: true, keepTrain: true, move: MOVE }, ({ groups, keep }) => assert.ok(groups.count > 1 && keep)],
};

for (const [name, [options, holds]] of Object.entries(CASES)) {
  test(`the same as the command, for 1 and 3 workers: ${JSON.stringify(options)}`, async () => {
    const { page, complaints } = await opened();
    const ours = await splitInPage(page, 1, options);
    assert.deepEqual(await splitInPage(page, 3, options), ours, "three workers");
    await page.close();
    const report = assertSame(ours, await splitByCommand(name, options));
    holds(report.split);
    assert.deepEqual(complaints, []);
  });
}

/** Compares what the page made with what the command made. Returns the report. */
function assertSame(ours, theirs) {
  const report = JSON.parse(ours.report);
  theirs.report.input.name = theirs.certificate.input.name = report.input.name;
  assert.deepEqual(report, theirs.report);
  assert.deepEqual(ours.digests, theirs.digests);
  assert.deepEqual(JSON.parse(ours.certificate), theirs.certificate);
  return report;
}

test("the same as the command with so many lines that products of their numbers don't fit 32 bits", async () => {
  const path = stage.file("many.manifest");
  const { lines } = writeManifest(path, { lines: 250_000, badEvery: 1000, distinct: true });
  const { page, complaints } = await stage.page();
  await choose(page, path);
  // Half of the lines are like no other, and are chosen among.
  const cases = { half: { fraction: 0.5 }, random: { strategy: "random" }, scenes: { groupBy: SCENE } };
  for (const [name, options] of Object.entries(cases)) {
    const { split } = assertSame(await splitInPage(page, 2, options), await splitByCommand(`many-${name}`, options, path));
    const usable = lines - split.rejected;
    assert.ok(options.groupBy || split.test === Math.ceil((options.fraction ?? 0.2) * usable), `${name}: ${split.test} of ${usable} in test`);
  }
  assert.deepEqual(complaints, []);
});

test("which images a large manifest names is forgotten for a plan by label, and read again where something follows from it", async () => {
  const path = stage.file("large.manifest");
  const { lines } = writeManifest(path, { lines: 251_000, badEvery: 1000 });
  const { page, complaints } = await stage.page();
  await page.evaluate(() => (document.querySelector("input").multiple = true));
  await choose(page, path, files[1]);
  const found = await page.evaluate(async () => {
    const { open } = await import("/engine/index.js");
    const [large, keep] = document.querySelector("input").files;
    const readings = [];
    const onProgress = ({ phase, bytes, totalBytes, lines }) => bytes === totalBytes && readings.push([phase, lines]);
    const opened = () => open(large, { workers: 2, digest: "later" });
    const session = await opened();
    const first = await session.split({ onProgress });
    // Called off in the middle, it leaves nothing behind.
    const ends = new AbortController();
    const given = session.split({ strategy: "hash", signal: ends.signal, onProgress: () => ends.abort() }).catch(({ code }) => code);
    const calledOff = await given;
    const hashed = await session.split({ strategy: "hash", onProgress });
    const heard = [...readings];
    const again = await session.split({ seed: first.report.split.seed, onProgress });
    const kept = await session.split({ keep, seed: 4, onProgress });
    const fresh = await opened();
    const other = { hashed: await fresh.split({ strategy: "hash" }), kept: await fresh.split({ keep, seed: 4 }) };
    const paired = await opened();
    await paired.split();
    const pairs = [await paired.pair(fresh), await fresh.pair(paired)].map(({ report }) => report.both.imagesOnBothSides);
    for (const one of [session, fresh, paired]) one.close();
    const same = [[hashed, other.hashed], [kept, other.kept], [first, again]].map(([one, other]) => one.reportText === other.reportText);
    return { calledOff, heard, readings, same, pairs, kept: kept.report.split.keep };
  });
  await page.close();
  assert.equal(found.calledOff, "CANCELLED");
  assert.deepEqual(found.heard, [["reading", lines]]);
  assert.deepEqual(found.readings, found.heard, "once they were asked for they are remembered");
  assert.deepEqual(found.same, [true, true, true]);
  assert.ok(found.kept.test > 0);
  assert.ok(found.pairs[0] > 250_000 && found.pairs[0] === found.pairs[1], `${found.pairs} images on both sides of twice the same manifest`);
  assert.deepEqual(complaints, []);
});

test("what has been read is not read again, and stays known to plans that are made again", async () => {
  const { page } = await opened();
  const result = await page.evaluate(async ({ groupBy, move }) => {
    const { open } = await import("/engine/index.js");
    const [now, keep] = document.querySelector("input").files;
    const session = await open(now, { workers: 2 });
    const readings = [];
    const onProgress = ({ phase, bytes, totalBytes }) => bytes === totalBytes && readings.push(phase);
    const first = await session.split({ groupBy, keep, move, onProgress });
    const heard = readings.length;
    // More plans than are kept; and what the caller does with his objects afterwards is his own business.
    move.length = 0;
    for (let seed = 1; seed <= 6; seed++) await session.split({ groupBy, seed, onProgress });
    const again = await session.split({ groupBy, move: [{ line: 5, side: "test" }], keep: await keep.text(), onProgress });
    const texts = await Promise.all([first, again].map(async (split) => (await split.test).text()));
    const reports = [first, again].map(({ report }) => report.split.moves);
    session.close();
    return { heard, readings, same: texts[0] === texts[1], reports };
  }, { groupBy: SCENE, move: [{ line: 5, side: "test" }] });
  await page.close();
  assert.ok(result.heard > 0);
  assert.equal(result.readings.length, result.heard, "only the first has read the file for its groups");
  assert.deepEqual(new Set(result.readings), new Set(["grouping"]));
  assert.ok(result.same, "a plan that is made again is the same");
  assert.deepEqual(result.reports[0], result.reports[1]);
});

test("an earlier split may be given as anything that can be opened", async () => {
  const { page } = await opened();
  const reports = await page.evaluate(async () => {
    const { open } = await import("/engine/index.js");
    const [now, keep, keepTrain] = document.querySelector("input").files;
    const session = await open(now);
    const bytes = new Uint8Array(await keep.arrayBuffer());
    const kinds = [keep, new Blob([keep]), await keep.text(), bytes, keep.stream(), Promise.resolve(keep)];
    const reports = [];
    for (const one of kinds) reports.push((await session.split({ keep: one, keepTrain })).reportText);
    // Bytes that are changed are another manifest: half of its lines are blank now.
    bytes.fill(32, bytes.length >> 1);
    reports.push((await session.split({ keep: bytes, keepTrain })).reportText);
    session.close();
    return reports;
  });
  await page.close();
  const changed = reports.pop();
  assert.equal(new Set(reports).size, 1);
  assert.notEqual(changed, reports[0]);
});

test("a wrong option is an error that names it, before anything is read", async () => {
  const { page } = await opened();
  const wrong = [
    [{ groupBy: "scene-(" }, "scene-("],
    [{ groupBy: "(a)(b)" }, "(a)(b)"],
    [{ groupBy: "" }, "pattern"],
    [{ groupBy: 7 }, "groupBy"],
    [{ groupBy: "folder", fraction: 2 }, "2"],
    [{ keepTrain: "{}" }, "keepTrain"],
    [{ move: { line: 1, side: "test" } }, "move"],
    [{ move: [{ line: 0, side: "test" }] }, "line"],
    [{ move: [{ line: 1, side: "rejected" }] }, "rejected"],
    [{ move: [{ line: 1, to: "test" }] }, "to"],
    [{ move: [{ line: LINES + 1, side: "test" }] }, String(LINES + 1)],
    [{ move: [{ line: 40, side: "test" }] }, "40"],
  ];
  const failures = await page.evaluate(async (wrong) => {
    const { open } = await import("/engine/index.js");
    const session = await open(document.querySelector("input").files[0]);
    const heard = [];
    const failures = [];
    for (const [options] of wrong) {
      const split = session.split({ ...options, onProgress: () => heard.push(options) });
      failures.push(await split.then(() => "no error", ({ code, message }) => `${code}: ${message}`));
    }
    const nothing = await session.split({ keep: 7 }).catch(({ code }) => code);
    const works = (await session.split({ groupBy: "(a+)+$|(?:x*)*y" })).report.split.groups;
    session.close();
    return { failures, heard: heard.length, nothing, works };
  }, wrong);
  await page.close();
  failures.failures.forEach((failure, i) => {
    assert.match(failure, /^INVALID_OPTIONS: /);
    assert.ok(failure.includes(wrong[i][1]), failure);
  });
  assert.equal(failures.heard, 0);
  assert.equal(failures.nothing, "NOT_A_FILE");
  assert.ok(failures.works, "a pattern that makes other programs hang is one like any other");
});

test("the reading of groups, or of an earlier split, can be cancelled, and the next attempt works", async () => {
  const { page, complaints } = await opened();
  const result = await page.evaluate(async (groupBy) => {
    const { open } = await import("/engine/index.js");
    const [now, keep] = document.querySelector("input").files;
    const session = await open(now, { workers: 2 });
    const failure = (work) => work.then(() => "no error", ({ code }) => code);
    const cancel = async (options) => {
      const controller = new AbortController();
      const split = session.split({ ...options, signal: controller.signal, onProgress: () => controller.abort() });
      return { failure: failure(split), controller };
    };
    const amid = await (await cancel({ groupBy })).failure;
    // A stream that never ends: only the signal ends the work.
    const endless = await cancel({ keep: new ReadableStream() });
    endless.controller.abort();
    const kept = await endless.failure;
    const before = await failure(session.split({ groupBy, signal: AbortSignal.abort() }));
    const heard = [];
    const { report } = await session.split({ groupBy, keep, onProgress: ({ phase }) => heard.push(phase) });
    const closing = failure(session.split({ groupBy: "folder" }));
    session.close();
    return { failures: [amid, kept, before, await closing], groups: report.split.groups.count, kept: !!report.split.keep, heard: heard.length > 0 };
  }, SCENE);
  await page.close();
  assert.deepEqual(result.failures, ["CANCELLED", "CANCELLED", "CANCELLED", "CANCELLED"]);
  assert.equal(result.groups, LINES / 100);
  assert.ok(result.kept);
  assert.ok(result.heard, "what was cancelled has left nothing behind: the groups are read");
  assert.deepEqual(complaints, []);
});

test("a plan that is called off stops, and the worker is free again within 100 ms", async () => {
  const { page, complaints } = await stage.page();
  // Four hundred groups: their exchanges take a second or so.
  const text = manifestText({ lines: LINES }).replaceAll(/img_(\d{5})(\d)/g, (_, tens, ones) => `film_${String((tens * 10 + +ones) % 400).padStart(4, "0")}-${tens}${ones}`);
  const result = await page.evaluate(async ({ text, groupBy }) => {
    const { open } = await import("/engine/index.js");
    const session = await open(text, { digest: "later" });
    // The groups are read once.
    await session.split({ groupBy, strategy: "random" });
    const begun = performance.now();
    const whole = await session.split({ groupBy, seed: 1 });
    const took = performance.now() - begun;
    const [codes, freed] = [[], []];
    for (let seed = 2; seed < 6; seed++) {
      const controller = new AbortController();
      const work = seed % 2 ? session.split({ groupBy, seed, signal: controller.signal }) : session.preview({ groupBy, seed, signal: controller.signal });
      const failure = work.then(() => "made", ({ code }) => code);
      await new Promise((resolve) => setTimeout(resolve, took / 4));
      const aborted = performance.now();
      controller.abort();
      codes.push(await failure);
      await session.page({ limit: 1 });
      freed.push(performance.now() - aborted);
    }
    const again = await session.split({ groupBy, seed: 1 });
    const other = await session.split({ groupBy, seed: 3 });
    session.close();
    return { took, codes, freed, same: whole.reportText === again.reportText, seed: other.report.split.seed, groups: other.report.split.groups.count };
  }, { text, groupBy: "film_(\\d+)" });
  await page.close();
  assert.deepEqual(result.codes, Array(4).fill("CANCELLED"));
  assert.equal(result.groups, 400);
  // A busy machine may hold up any of them, but not each.
  assert.ok(Math.min(...result.freed) < Math.min(100, result.took / 3), `a plan takes ${result.took} ms; the worker was free after ${result.freed}`);
  assert.ok(result.same, "what was called off has left nothing behind");
  assert.equal(result.seed, 3);
  assert.deepEqual(complaints, []);
});

test("what the names suggest is offered, counted, and left alone where that is wished", async () => {
  const { page, complaints } = await stage.page();
  const result = await page.evaluate(async () => {
    const { open } = await import("/engine/index.js");
    const line = (i) => {
      const name = `s3://bucket/frames/scene-${String(Math.floor(i / 20)).padStart(4, "0")}_cam-${i % 2}_${String(i).padStart(6, "0")}.jpg`;
      const kind = { confidence: 1, "class-name": `kind ${i % 7}`, "human-annotated": "yes", "creation-date": "2024-05-31T09:30:00", type: "groundtruth/image-classification" };
      return JSON.stringify({ "source-ref": name, kind: i % 7, "kind-metadata": kind });
    };
    const session = await open(Array.from({ length: 2000 }, (_, i) => line(i)).join("\n"));
    const offers = await session.groupings();
    const own = await session.grouping("scene-(\\d)");
    const wrong = await session.grouping("(").catch(({ code }) => code);
    const counted = (await session.split()).report.split.leak;
    const plain = (await session.split({ lookAlikes: false })).report.split.leak;
    const grouped = (await session.split({ groupBy: offers[0].by })).report.split;
    session.close();
    return { offers, own, wrong, counted, plain, grouped: { leak: grouped.leak, groups: grouped.groups } };
  });
  assert.deepEqual(result.offers.map(({ title }) => title), ["scene-####", "scene-####_cam-#"]);
  const [{ sampled, lines, groups, largest }] = result.offers;
  assert.deepEqual([lines, largest, groups > sampled / 20 - 1 && groups <= 100], [sampled, 20, true]);
  assert.deepEqual(result.offers[0].examples[0], { name: "scene-0000", lines: 20 });
  assert.deepEqual([result.own.groups, result.own.lines, result.wrong], [1, sampled, "INVALID_OPTIONS"]);
  assert.equal(result.counted.lookAlikes.by, result.offers[1].by);
  assert.ok(result.counted.lookAlikes.test > 300, "nearly all of them");
  assert.deepEqual(result.plain, { imagesOnBothSides: 0 });
  assert.deepEqual([result.grouped.groups.count, result.grouped.groups.whole, result.grouped.leak.lookAlikes.test], [100, true, 0]);
  assert.deepEqual(complaints, []);
});
