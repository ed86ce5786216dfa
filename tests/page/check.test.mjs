/**
 * What a person does about the problems of a manifest: find lines, copy one, drop the bad ones, take the result files home,
 * and check two manifests together.
 */

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { holdout, start } from "../support/engine.mjs";
import { writeManifest } from "../support/manifests.mjs";

let stage;

before(async () => {
  stage = await start();
});
after(() => stage.stop());

async function open() {
  const opened = await stage.page("/blank");
  await opened.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await opened.page.goto(new URL("/index.html", opened.page.url()).href);
  await opened.page.getByTestId("drop-zone").waitFor();
  return opened;
}

const state = (page, name) => page.locator(`[data-testid="state"][data-state="${name}"]`).waitFor({ timeout: 60_000 });
const number = async (page, id) => Number((await page.getByTestId(id).innerText()).replace(/\D/g, ""));
const rows = (page, list) => page.getByTestId(list).locator('[role="row"]');

/** A classification line. */
const line = (image, label, more = "") =>
  `{"source-ref":"s3://bucket/${image}.jpg","kind":1,"kind-metadata":{"class-name":${JSON.stringify(label)},"confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}${more}}`;

/** What is downloaded by a click. */
async function download(page, testid) {
  const [saved] = await Promise.all([page.waitForEvent("download"), page.getByTestId(testid).click()]);
  return { name: saved.suggestedFilename(), text: await readFile(await saved.path(), "utf8") };
}

const bad = [
  line(1, "cat"),
  "no json",
  line(2, "<b>dog</b>"),
  '{"source-ref":"s3://bucket/3.jpg"}',
  line(4, "cat"),
  line(1, "cat"),
  line(5, "<b>dog</b>", `,"note":"${"x".repeat(70_000)}"`),
  line(6, "fox", ',"cl-errors":[{"code":"ERROR_INVALID_IMAGE","message":"The image is invalid."},{"code":"ERROR_OF_TOMORROW","message":""}]'),
].join("\n");

async function openBad() {
  const opened = await open();
  const path = stage.file("bad.manifest");
  writeFileSync(path, `${bad}\n`);
  await opened.page.getByTestId("file-input").setInputFiles(path);
  await state(opened.page, "checked");
  return { ...opened, path };
}

test("lines are filtered by status, code and label, and copied whole", async () => {
  const { page, complaints } = await openBad();
  await page.getByTestId("tab-lines").click();
  await rows(page, "line-list").nth(7).waitFor();
  await page.getByTestId("line-code").selectOption("HOLDOUT_DUPLICATE_SOURCE_REF");
  await rows(page, "line-list").nth(1).waitFor({ state: "detached" });
  assert.match(await rows(page, "line-list").first().innerText(), /the same image as line 1/);
  await page.getByTestId("line-code").selectOption("");
  await page.getByTestId("line-label").fill("<b>d");
  await page.getByText("No label matches").waitFor();
  await page.getByTestId("line-label").fill("<b>dog</b>");
  await page.waitForFunction(() => document.querySelectorAll('[data-testid="line-list"] [role="row"]').length === 2);
  assert.equal(await page.locator("b").count(), 0, "names are text");
  // A line that is too long to be shown whole is copied whole, by key and by button.
  await page.getByTestId("line-list").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("c");
  await page.getByTestId("note").getByText("Line 7 copied.").waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), bad.split("\n")[6]);
  await page.evaluate(() => navigator.clipboard.writeText(""));
  await page.keyboard.press("Enter");
  await page.getByTestId("copy-line").click();
  await page.waitForFunction(async () => (await navigator.clipboard.readText()).length > 70_000);
  assert.deepEqual(complaints, []);
  await page.close();
});

test("what a line says of itself stands beside what is found", async () => {
  const { page, complaints } = await openBad();
  await page.getByTestId("tab-lines").click();
  await page.getByTestId("line-label").fill("fox");
  await page.waitForFunction(() => document.querySelectorAll('[data-testid="line-list"] [role="row"]').length === 1);
  await rows(page, "line-list").first().click();
  const said = await page.getByTestId("service-findings").innerText();
  assert.match(said, /The image is invalid\./);
  assert.match(said, /ERROR_INVALID_IMAGE/);
  assert.match(said, /PNG and JPEG/, "a code that is known is explained");
  assert.match(said, /ERROR_OF_TOMORROW/, "and one that is not is kept");
  assert.deepEqual(complaints, []);
  await page.close();
});

test("lines on which the service wrote something are found", async () => {
  const { page, complaints } = await openBad();
  await page.getByTestId("tab-lines").click();
  await page.getByTestId("line-code").selectOption({ label: "what the service wrote (1)" });
  await page.waitForFunction(() => document.querySelectorAll('[data-testid="line-list"] [role="row"]').length === 1);
  await rows(page, "line-list").first().click();
  assert.match(await page.getByTestId("service-findings").innerText(), /The image is invalid\./);
  await page.getByTestId("line-code").selectOption("");
  await rows(page, "line-list").nth(7).waitFor();
  assert.deepEqual(complaints, []);
  await page.close();
});

test("the result files are the command's", async () => {
  const { page, path, complaints } = await openBad();
  const annotated = await download(page, "save-annotated");
  const summary = await download(page, "save-summary");
  assert.equal(annotated.name, "bad.annotated.manifest");
  assert.equal(summary.name, "manifest_summary.json");
  const files = [stage.file("annotated"), stage.file("summary")];
  await holdout("check", path, "--annotated", files[0], "--summary", files[1]);
  assert.equal(annotated.text, readFileSync(files[0], "utf8"));
  assert.deepEqual(JSON.parse(summary.text), JSON.parse(readFileSync(files[1], "utf8")));
  assert.deepEqual(complaints, []);
  await page.close();
});

test("bad lines are dropped, ignored ones as asked, and come back", async () => {
  const { page, complaints } = await openBad();
  assert.equal(await number(page, "count-removed"), 2);
  assert.equal(await number(page, "count-ignored"), 1);
  await page.getByTestId("go-on").focus();
  await page.keyboard.press("Enter");
  await page.getByText("6 lines").first().waitFor();
  assert.equal(await number(page, "count-ignored"), 1, "ignored lines are kept unless asked");
  await page.getByTestId("replaced").getByTestId("undo").click();
  await page.getByText("8 lines").first().waitFor();
  await page.getByTestId("drop-ignored").check();
  await page.getByTestId("go-on").click();
  // What stands in the head may be new before the verdict is.
  await page.getByTestId("verdict").filter({ hasText: "would accept" }).waitFor();
  await page.getByText("5 lines").first().waitFor();
  assert.equal(await number(page, "count-valid"), 5);
  const [kept, dropped] = [await download(page, "save-kept"), await download(page, "save-dropped")];
  assert.deepEqual([kept.name, dropped.name], ["bad.kept.manifest", "bad.rejected.manifest"]);
  const [lines, isDropped] = [`${bad}\n`.match(/[^\n]*\n/g), [1, 3, 5]];
  assert.equal(dropped.text, isDropped.map((at) => lines[at]).join(""));
  assert.equal(kept.text, lines.filter((_, at) => !isDropped.includes(at)).join(""));
  assert.deepEqual(complaints, []);
  await page.close();
});

/** Opens a manifest of these lines. */
async function openLines(lines) {
  const opened = await open();
  const path = stage.file("lines.manifest");
  writeFileSync(path, `${lines.join("\n")}\n`);
  await opened.page.getByTestId("file-input").setInputFiles(path);
  await state(opened.page, "checked");
  return opened;
}

test("the verdict has three states, and a loss is no plain green", async () => {
  const good = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((image) => line(image, ["cat", "dog"][image % 2]));
  const lossy = [...good, line(1, "cat")];
  const rejected = [...good, "no json", "no json", "no json", "no json"];
  for (const [lines, look, sentence] of [
    [good, "is-accepted", /^The service would accept this manifest\.$/],
    [lossy, "is-lossy", /^The service would accept this manifest, but 1 line is silently removed\.$/],
    [rejected, "is-refused", /^The service would reject this manifest: 31%/],
  ]) {
    const { page, complaints } = await openLines(lines);
    assert.match(await page.getByTestId("verdict").innerText(), sentence);
    assert.ok(await page.locator(`.verdict.${look}`).isVisible(), look);
    assert.deepEqual(complaints, []);
    await page.close();
  }
});

test("a file that is no manifest has one message with a next step", async () => {
  const { page, complaints } = await openLines([1, 2, 3].map((image) => `${line(image, "cat")},`));
  const findings = page.locator(".finding-help");
  assert.match(await page.getByTestId("verdict").innerText(), /this isn't a manifest: a comma follows each JSON object/);
  assert.equal(await findings.count(), 1);
  assert.match(await findings.innerText(), /^Run sed .+ lines\.manifest > fixed\.manifest$/);
  assert.deepEqual(complaints, []);
  await page.close();
});

test("what is hidden in a label's name is shown", async () => {
  const labels = ["dog", "dog ", "d\u200bog", "d\u043eg", "\u202egod"];
  const { page, complaints } = await openLines(labels.flatMap((label, at) => [line(2 * at, label), line(2 * at + 1, label)]));
  await page.getByTestId("tab-labels").click();
  const shown = (label) => page.locator(`[data-testid="label-row"][data-label="${label}"] .is-name`);
  assert.equal(await shown("dog").innerText(), "dog");
  assert.match(await shown("dog ").innerText(), /^dog\s*U\+0020$/);
  assert.match(await shown("d\u200bog").innerText(), /^d\s*U\+200B\s*og$/);
  assert.match(await shown("\u202egod").innerText(), /^U\+202E\s*god$/);
  assert.match(await shown("d\u043eg").locator(".name-mixed").getAttribute("title"), /Latin and Cyrillic/);
  assert.deepEqual(complaints, []);
  await page.close();
});

test("two files are checked together, and change places", async () => {
  const { page, complaints } = await open();
  const files = { "fit.manifest": ["cat", "dog", "fox", "owl"], "held-out.manifest": ["cat", "hen"] };
  const paths = Object.entries(files).map(([name, labels], side) => {
    const path = stage.file(name);
    const lines = Array.from({ length: side ? 12 : 40 }, (_, i) => line(side ? 38 + i : i, labels[i % labels.length]));
    writeFileSync(path, lines.join("\n"));
    return path;
  });
  await page.getByTestId("file-input").setInputFiles([...paths].reverse());
  await state(page, "checked");
  assert.match(await page.getByTestId("look-train").innerText(), /fit\.manifest[\s\S]*40 lines/, "the larger one trains");
  assert.match(await page.getByTestId("verdict").innerText(), /reject these two manifests.*1 of 4 training labels/);
  assert.equal(await number(page, "shared-images"), 2);
  assert.equal(await number(page, "missing-in-test"), 3);
  const { stdout } = await holdout("check", "--train", paths[0], "--test", paths[1], "--format", "json");
  assert.equal(await page.getByTestId("verdict").innerText(), JSON.parse(stdout).verdict);
  // Both can be looked at, by keyboard.
  await page.getByTestId("look-test").focus();
  await page.keyboard.press("Space");
  await page.waitForFunction(() => document.querySelector('[data-testid="count-valid"]').textContent === "12");
  const summary = await download(page, "save-summary");
  assert.equal(JSON.parse(summary.text).statistics.testing.total_json_lines, 12);
  const annotated = await download(page, "save-annotated-test");
  assert.equal(annotated.name, "testing_manifest_with_validation.json");
  await page.getByTestId("swap").click();
  await page.waitForFunction(() => /held-out/.test(document.querySelector('[data-testid="look-train"]').textContent));
  assert.equal(await number(page, "missing-in-test"), 1);
  assert.equal(await page.getByTestId("undo").count(), 0, "the same two are still there");
  assert.deepEqual(complaints, []);
  await page.close();
});

test("bad lines of one of two files are dropped, each side for itself, and are files of their own", async () => {
  const { page, complaints } = await open();
  const labels = ["cat", "dog"];
  const good = (from, count) => Array.from({ length: count }, (_, i) => line(from + i, labels[i % 2]));
  const texts = {
    // An ending of either kind, and none at the end: what is picked is what was written.
    "fit.manifest": [...good(0, 20), "no json\r", '{"source-ref":"s3://bucket/x.jpg"}', ...good(0, 1)].join("\n"),
    "held.manifest": [...good(100, 6), "", "[]"].join("\n"),
  };
  const paths = Object.entries(texts).map(([name, text]) => {
    writeFileSync(stage.file(name), text);
    return stage.file(name);
  });
  await page.getByTestId("file-input").setInputFiles(paths);
  await state(page, "checked");
  const drop = async (side, ...ignored) => {
    await page.getByTestId(`look-${side}`).click();
    await page.getByTestId("tab-problems").click();
    for (const box of ignored) await page.getByTestId(box).check();
    await page.getByTestId("go-on").click();
    await page.getByTestId(`save-kept-${side}`).waitFor();
    return [await download(page, `save-kept-${side}`), await download(page, `save-dropped-${side}`)];
  };
  const [kept, rejected] = await drop("train", "drop-ignored");
  assert.deepEqual([kept.name, rejected.name], ["fit.kept.manifest", "fit.rejected.manifest"]);
  assert.equal(kept.text, good(0, 20).map((one) => `${one}\n`).join(""));
  assert.equal(rejected.text, texts["fit.manifest"].slice(kept.text.length));
  assert.match(await page.getByTestId("look-train").innerText(), /fit\.kept\.manifest[\s\S]*20 lines/);
  assert.match(await page.getByTestId("look-test").innerText(), /held\.manifest[\s\S]*8 lines/, "the other is as it was");
  const others = await drop("test");
  assert.equal(others.map(({ text }) => text).join(""), texts["held.manifest"]);
  assert.match(await page.getByTestId("look-test").innerText(), /held\.kept\.manifest[\s\S]*6 lines/);
  // What is left is judged as the command judges it.
  writeFileSync(stage.file("fit.kept.manifest"), kept.text);
  writeFileSync(stage.file("held.kept.manifest"), others[0].text);
  const { stdout } = await holdout("check", "--train", stage.file("fit.kept.manifest"), "--test", stage.file("held.kept.manifest"), "--format", "json");
  assert.equal(await page.getByTestId("verdict").innerText(), JSON.parse(stdout).verdict);
  const summary = await download(page, "save-summary");
  assert.equal(JSON.parse(summary.text).statistics.testing.total_json_lines, 6);
  // The last step is taken back, and the files of that time are those of the pair that is there.
  await page.getByTestId("undo").click();
  await page.waitForFunction(() => /held\.manifest/.test(document.querySelector('[data-testid="look-test"]').textContent));
  assert.equal(JSON.parse((await download(page, "save-summary")).text).statistics.testing.total_json_lines, 8);
  assert.deepEqual(complaints, []);
  await page.close();
});

test("writing a result file and picking lines show how far they are, and are cancelled within 100 ms", async () => {
  const { page, complaints } = await open();
  const path = stage.file("long.manifest");
  writeManifest(path, { bytes: 200_000_000, badEvery: 3 });
  await page.getByTestId("file-input").setInputFiles(path);
  await state(page, "checked");
  const saved = [];
  page.on("download", (one) => saved.push(one.suggestedFilename()));
  for (const begin of ["save-annotated", "go-on"]) {
    for (const least of [0, 0.01]) {
      // In the page: what is quick must not be over before a test has looked.
      const ms = await page.evaluate(async ({ begin, least }) => {
        const find = (id) => document.querySelector(`[data-testid="${id}"]`);
        const until = async (met) => {
          while (!met()) await new Promise((resolve) => setTimeout(resolve, 1));
        };
        find(begin).click();
        await until(() => find("work")?.querySelector("progress").value >= least);
        const begun = performance.now();
        find("cancel-work").click();
        await until(() => !find("work"));
        return performance.now() - begun;
      }, { begin, least });
      assert.ok(ms < 100, `${begin}, from ${least}: ${ms} ms`);
    }
  }
  // Nothing was written or changed, nothing is said of it later, and the same can be asked for again.
  await page.waitForTimeout(500);
  assert.deepEqual(saved, []);
  for (const id of ["work", "error", "undo"]) assert.equal(await page.getByTestId(id).count(), 0, id);
  const annotated = await Promise.all([page.waitForEvent("download", { timeout: 120_000 }), page.getByTestId("save-annotated").click()]);
  assert.equal(annotated[0].suggestedFilename(), "long.annotated.manifest");
  assert.deepEqual(complaints, []);
  await page.close();
});
