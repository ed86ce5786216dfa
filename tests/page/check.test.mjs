/**
 * What a person does about the problems of a manifest: find lines, copy one, drop the bad ones, take the result files home,
 * and check two manifests together.
 */

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { holdout, start } from "../support/engine.mjs";

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
  await page.getByText("No label has this whole name").waitFor();
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
  assert.match(await page.getByTestId("verdict").innerText(), /refuse these two manifests.*1 of 4 training labels/);
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
