/**
 * The element on somebody else's page: several at once, each with its own manifest and settings; what it tells; that it can
 * be moved, and leaves nothing behind when it is taken out.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { choose, holdout, start } from "../support/engine.mjs";
import { manifestText, writeManifest } from "../support/manifests.mjs";

let stage;

before(async () => {
  stage = await start();
});
after(() => stage.stop());

/** A blank page that has the element, and writes down all that it hears. */
async function open() {
  const opened = await stage.page();
  await opened.page.evaluate(async () => {
    globalThis.heard = [];
    globalThis.workers = new Set();
    globalThis.Worker = class extends Worker {
      constructor(...how) {
        super(...how);
        workers.add(this);
      }
      terminate() {
        workers.delete(this);
        super.terminate();
      }
    };
    for (const name of ["progress", "checked", "split", "submitted", "error"]) {
      document.addEventListener(`holdout-${name}`, ({ type, target, detail }) => heard.push({ type, id: target.id, detail }));
    }
    globalThis.violations = [];
    document.addEventListener("securitypolicyviolation", (event) => violations.push(event.violatedDirective));
    await import("/element.js");
    globalThis.put = (id, attributes = {}) => {
      const element = document.createElement("holdout-splitter");
      element.id = id;
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
      document.body.append(element);
      return element;
    };
    globalThis.sizes = async (split) => Promise.all([split.train, split.test, split.rejected].map(async (blob) => (await blob).size));
  });
  return opened;
}

const text = (options) => manifestText(options);
const heard = (page, name, id) => page.evaluate(([name, id]) => heard.filter(({ type, id: of }) => type === `holdout-${name}` && of === id).length, [name, id]);
const inside = (page, id) => page.locator(`#${id}`);
const number = async (locator) => Number((await locator.innerText()).replace(/\D/g, ""));

/** Takes an element out, and gives the milliseconds until the last worker is ended. */
const takeOut = (page, id) => page.evaluate(async (id) => {
  const begun = performance.now();
  document.getElementById(id).remove();
  while (workers.size > 0 && performance.now() - begun < 9_000) await new Promise((resolve) => setTimeout(resolve, 2));
  return performance.now() - begun;
}, id);
/** What they have to be within, on a machine that does other things as well. */
const ENDED_MS = 100;
const SLOW_MACHINE = 5;

test("two elements on a page read, split and tell apart, and write what the command writes", async () => {
  const manifests = { one: { lines: 1200, badEvery: 9, seed: 1 }, two: { lines: 800, seed: 2 } };
  const settings = { one: { fraction: "0.3", seed: "7", "group-by": "img_(\\d{6})" }, two: { strategy: "hash" } };
  const { page, complaints } = await open();
  const paths = Object.keys(manifests).map((id) => stage.file(`${id}.manifest`));
  Object.values(manifests).forEach((options, i) => writeManifest(paths[i], options));
  await choose(page, ...paths);
  const got = await page.evaluate(async (settings) => {
    const [one, two] = document.querySelector("#file").files;
    const elements = [put("one", settings.one), put("two", settings.two)];
    elements[0].source = one;
    const report = await elements[1].open(two);
    const splits = await Promise.all(elements.map((element) => element.split()));
    const texts = await Promise.all(splits.flatMap(({ train, test }) => [train, test]).map(async (blob) => (await blob).text()));
    const certificates = await Promise.all(splits.map(({ certificate }) => certificate));
    return { lines: report.input.lines, texts, rows: splits.map(({ report: { split } }) => split), seeds: certificates.map(({ options }) => options?.seed) };
  }, settings);
  assert.equal(got.lines, 800);
  for (const [i, id] of ["one", "two"].entries()) {
    const out = stage.file(`out-${id}`);
    const options = Object.entries(settings[id]).flatMap(([name, value]) => [`--${name}`, value]);
    const { stdout, stderr } = await holdout("split", paths[i], "--out", out, ...options, "--format", "json");
    assert.ok(stdout, stderr);
    const { split } = JSON.parse(stdout);
    for (const side of ["train", "test", "rejected"]) assert.equal(got.rows[i][side], split[side], `${id}: ${side}`);
    assert.ok(split.test > 100, "a split worth comparing");
    for (const [j, side] of ["train", "test"].entries()) {
      assert.equal(got.texts[2 * i + j], readFileSync(join(out, `${side}.manifest`), "utf8"), `${id}: ${side}, byte for byte`);
    }
    assert.equal(await heard(page, "checked", id), 1);
    assert.equal(await heard(page, "split", id), 1);
    assert.equal(await heard(page, "error", id), 0);
    assert.ok((await heard(page, "progress", id)) >= 1);
    assert.equal(await number(inside(page, id).getByTestId("test-count")), split.test, "the element shows its own split");
  }
  assert.deepEqual(await page.evaluate(() => violations), [], "a strict policy is kept");
  assert.deepEqual(complaints, []);
  await page.close();
});

test("an attribute makes another split, and what a person sets is said by the attribute", async () => {
  const { page, complaints } = await open();
  const counts = await page.evaluate(async (manifest) => {
    const element = put("it");
    await element.open(manifest);
    const counts = [(await element.split()).report.split.test];
    element.setAttribute("fraction", "0.4");
    counts.push((await element.split()).report.split.test);
    element.fraction = 0.1;
    counts.push((await element.split()).report.split.test);
    // There and back again: the split that there was still holds, and the other is never waited for.
    element.fraction = 0.5;
    element.fraction = 0.1;
    counts.push((await element.split()).report.split.test);
    element.setAttribute("fraction", "many");
    counts.push((await element.split()).report.split.test);
    element.removeAttribute("fraction");
    element.strategy = "hash";
    const hash = await element.split();
    return [...counts, hash.report.split.strategy];
  }, text({ lines: 1000 }));
  assert.deepEqual(counts, [200, 400, 100, 100, 200, "hash"]);

  await inside(page, "it").getByTestId("fraction-number").fill("35");
  await page.waitForFunction(() => document.querySelector("#it").fraction === 0.35);
  await inside(page, "it").getByTestId("strategy").selectOption("random");
  await page.waitForFunction(() => document.querySelector("#it").getAttribute("strategy") === "random");
  await inside(page, "it").getByTestId("strategy").selectOption("stratified");
  // The usual needs no attribute.
  await page.waitForFunction(() => !document.querySelector("#it").hasAttribute("strategy"));
  const last = await page.evaluate(async () => (await document.querySelector("#it").split()).report.split);
  assert.equal(last.test, 350);
  assert.equal(last.strategy, "stratified");
  assert.deepEqual(complaints, []);
  await page.close();
});

test("what is moved keeps its state, and what is taken out leaves no worker behind", async (t) => {
  const { page, complaints } = await open();
  const manifest = text({ lines: 3000 });
  await page.evaluate(async (manifest) => {
    const element = put("it", { fraction: "0.3" });
    await element.open(manifest);
    await element.split();
  }, manifest);
  await inside(page, "it").getByTestId("tab-lines").click();
  await inside(page, "it").getByTestId("line-list").waitFor();
  const before = { checked: await heard(page, "checked", "it"), split: await heard(page, "split", "it") };
  await page.evaluate(async () => {
    const element = document.querySelector("#it");
    const box = document.createElement("div");
    document.body.prepend(box);
    // In one task, but not in one breath.
    element.remove();
    await null;
    box.append(element);
    await new Promise((resolve) => setTimeout(resolve, 50));
    document.body.moveBefore?.(element, box);
    await new Promise((resolve) => setTimeout(resolve, 50));
  });
  await inside(page, "it").getByTestId("line-list").waitFor();
  assert.deepEqual({ checked: await heard(page, "checked", "it"), split: await heard(page, "split", "it") }, before, "nothing was read again");
  assert.equal(await number(inside(page, "it").getByTestId("test-count")), 900);
  await inside(page, "it").locator('[role="row"]').first().click();
  await inside(page, "it").getByTestId("line-detail").waitFor();

  assert.ok(page.workers().length > 0);
  const outcome = await page.evaluate(async (manifest) => {
    const element = document.querySelector("#it");
    const opening = element.open(manifest.repeat(40)).then(() => "opened", ({ code }) => code);
    await new Promise((resolve) => element.addEventListener("holdout-progress", resolve, { once: true }));
    element.remove();
    const begun = performance.now();
    const code = await opening;
    while (workers.size > 0 && performance.now() - begun < 9_000) await new Promise((resolve) => setTimeout(resolve, 2));
    const left = element.shadowRoot.childElementCount;
    return { code, left, ms: performance.now() - begun };
  }, manifest);
  t.diagnostic(`taken out while it reads: workers ended within ${outcome.ms.toFixed(0)} ms`);
  assert.ok(outcome.ms < ENDED_MS * SLOW_MACHINE, `${outcome.ms} ms`);
  assert.deepEqual([outcome.code, outcome.left], ["CANCELLED", 0]);

  // Put in again, it begins anew with what it was given.
  const again = await page.evaluate(async (manifest) => {
    const element = put("again", { fraction: "0.3" });
    element.source = manifest;
    const { report } = await element.split();
    element.remove();
    await new Promise((resolve) => setTimeout(resolve, 100));
    document.body.append(element);
    return [report.split.test, (await element.split()).report.split.test];
  }, manifest);
  assert.deepEqual(again, [900, 900]);
  const ms = await takeOut(page, "again");
  t.diagnostic(`taken out at rest: within ${ms.toFixed(0)} ms`);
  assert.ok(ms < ENDED_MS * SLOW_MACHINE, `${ms} ms`);
  assert.deepEqual(complaints, []);
  await page.close();
});

test("another region's limits hold at once, and nothing is read again for them", async () => {
  const LIMIT = "ERROR_MANIFEST_ROWS_EXCEEDS_MAXIMUM";
  const path = stage.file("rows.manifest");
  writeManifest(path, { lines: 28_500 });
  const { page, complaints } = await open();
  await choose(page, path);
  const told = await page.evaluate(async () => {
    const element = put("it");
    const before = await element.open(document.querySelector("input").files[0]);
    await element.split();
    const progress = () => heard.filter(({ type }) => type === "holdout-progress").length;
    const read = progress();
    const checked = new Promise((resolve) => element.addEventListener("holdout-checked", ({ detail }) => resolve(detail.report), { once: true }));
    element.region = "eu-west-2";
    const split = await element.split(); // asked for in the same breath
    const after = await checked;
    element.removeAttribute("region");
    const back = await element.split();
    const codes = ({ findings }) => findings.map(({ code }) => code);
    return {
      codes: [before, after, split.report, back.report].map(codes), accepted: [before, after, split.report, back.report].map(({ accepted }) => accepted),
      regions: [after.region, split.report.region], read: progress() - read, source: element.source !== null,
    };
  });
  assert.deepEqual(told.accepted, [true, false, false, true]);
  assert.deepEqual(told.codes.map((codes) => codes.includes(LIMIT)), [false, true, true, false]);
  assert.deepEqual([told.regions, told.read, told.source], [["eu-west-2", "eu-west-2"], 0, true]);
  assert.match(await inside(page, "it").getByTestId("verdict").innerText(), /would accept/);
  assert.deepEqual(complaints, []);
  await page.close();
});

test("it may be made, set and asked in any order, and its module imported twice", async () => {
  const { page, complaints } = await stage.page();
  const got = await page.evaluate(async (manifest) => {
    // Before there is such an element.
    document.body.insertAdjacentHTML("beforeend", '<holdout-splitter id="early" seed="5"></holdout-splitter>');
    const early = document.querySelector("#early");
    early.source = manifest;
    early.fraction = 0.25;
    await import("/element.js");
    await import("/element.js?another");
    const first = (await early.split()).report.split;
    // Asked before it is put in; of two orders the later one counts.
    const late = document.createElement("holdout-splitter");
    const superseded = late.open("no manifest").then(() => "opened", ({ code }) => code);
    const opening = late.open(manifest);
    document.body.append(late);
    const report = await opening;
    // Nothing to split, nothing to save.
    const empty = document.createElement("holdout-splitter");
    document.body.append(empty);
    const refused = await empty.save().catch(({ name, code }) => [name, code]);
    // Put away.
    late.source = null;
    await new Promise((resolve) => setTimeout(resolve, 100));
    const away = await late.split().catch(({ code }) => code);
    return { test: first.test, seed: first.seed, attribute: early.getAttribute("fraction"), superseded: await superseded, lines: report.input.lines, refused, away };
  }, text({ lines: 400 }));
  assert.deepEqual(got, {
    test: 100,
    seed: 5,
    attribute: "0.25",
    superseded: "CANCELLED",
    lines: 400,
    refused: ["HoldoutError", "INVALID_OPTIONS"],
    away: "INVALID_OPTIONS",
  });
  assert.deepEqual(complaints, []);
  await page.close();
});

test("what can't be read is told as an error, and the next manifest is read", async () => {
  const { page } = await open();
  const got = await page.evaluate(async (manifest) => {
    const element = put("it");
    const code = (promise) => promise.then(() => "fine", (error) => [error.constructor.name, error.code, typeof error.hint]);
    const codes = [await code(element.open(Promise.reject(new TypeError("no network")))), await code(element.open({}))];
    const report = await element.open(manifest);
    return { codes, lines: report.input.lines, heard: heard.filter(({ type }) => type === "holdout-error").map(({ detail }) => detail.code) };
  }, text({ lines: 50 }));
  assert.deepEqual(got.codes, [["HoldoutError", "NOT_READABLE", "string"], ["HoldoutError", "NOT_A_FILE", "string"]]);
  assert.deepEqual(got.heard, ["NOT_READABLE", "NOT_A_FILE"]);
  assert.equal(got.lines, 50);
  await page.close();
});

test("without its code it says so, and tries again when it is put in again", async () => {
  stage.server.replace("/holdout-element.wasm", () => ({ type: "text/html", body: "<!doctype html><title>not found</title>" }));
  try {
    const { page } = await open();
    const got = await page.evaluate(async () => {
      const element = put("it");
      const { detail } = await new Promise((resolve) => element.addEventListener("holdout-error", resolve, { once: true }));
      return { code: detail.code, hint: detail.hint, words: element.shadowRoot.textContent };
    });
    assert.equal(got.code, "WASM_UNAVAILABLE");
    assert.match(got.hint, /holdout-element\.wasm/);
    assert.match(got.words, /could not be loaded/);
    stage.server.replace("/holdout-element.wasm", null);
    const lines = await page.evaluate(async (manifest) => {
      const element = document.querySelector("#it");
      element.remove();
      await new Promise((resolve) => setTimeout(resolve, 50));
      document.body.append(element);
      return (await element.open(manifest)).input.lines;
    }, text({ lines: 20 }));
    assert.equal(lines, 20);
    await page.close();
  } finally {
    stage.server.replace("/holdout-element.wasm", null);
  }
});

test("the files are saved by a call as by the button", async () => {
  const { page, complaints } = await stage.page("/blank");
  await page.addInitScript(() => {
    delete window.showDirectoryPicker;
  });
  await page.reload();
  const names = [];
  page.on("download", (download) => names.push(download.suggestedFilename()));
  const saved = await page.evaluate(async (manifest) => {
    await import("/element.js");
    const element = document.createElement("holdout-splitter");
    document.body.append(element);
    element.source = new File([manifest], "mine.manifest");
    return element.save();
  }, text({ lines: 100, badEvery: 10 }));
  assert.deepEqual(saved, ["train.manifest", "test.manifest", "rejected.manifest"]);
  await page.waitForTimeout(500);
  assert.deepEqual(names.sort(), ["rejected.manifest", "test.manifest", "train.manifest"]);
  assert.deepEqual(complaints, []);
  await page.close();
});

test("importing the module where there are no elements does nothing", async () => {
  const module = await import(new URL(`file://${join(process.env.HOLDOUT_DIST ?? "dist", "element.js").replace(/^(?!\/)/, `${process.cwd()}/`)}`).href);
  assert.equal(typeof module.HoldoutSplitterElement, "function");
});
