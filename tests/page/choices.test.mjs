/**
 * What a person decides about a split beside share, strategy and seed: which images stay together, which earlier test
 * set is kept, which lines go where they say. What is saved is what the command shown on the page writes.
 */

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { holdout, start } from "../support/engine.mjs";

const LINES = 2000;
const SCENE = 20;
let stage;
let path;

const line = (i, label = i % 7) => {
  const scene = String(Math.floor(i / SCENE)).padStart(4, "0");
  const kind = { confidence: 1, "class-name": `kind ${label}`, "human-annotated": "yes", "creation-date": "2024-05-31T09:30:00", type: "groundtruth/image-classification" };
  return JSON.stringify({ "source-ref": `s3://bucket/frames/scene-${scene}_${String(i).padStart(6, "0")}.jpg`, kind: label, "kind-metadata": kind });
};

before(async () => {
  stage = await start();
  path = stage.file("scenes.manifest");
  writeFileSync(path, Array.from({ length: LINES }, (_, i) => line(i) + "\n").join(""));
});
after(() => stage.stop());

const settled = (page) => page.locator('[data-testid="split-status"][data-busy="false"]').waitFor({ state: "attached" });
const text = (page, id) => page.getByTestId(id).innerText();

/** A page with the manifest in it, whose downloads are saved without asking. */
async function opened() {
  const { page, complaints } = await stage.page("/blank");
  await page.addInitScript(() => {
    delete window.showSaveFilePicker;
    delete window.showDirectoryPicker;
  });
  await page.goto(new URL("/index.html", page.url()).href);
  await page.getByTestId("file-input").setInputFiles(path);
  await page.locator('[data-testid="state"][data-state="checked"]').waitFor();
  await settled(page);
  return { page, complaints };
}

/** One file of the split. */
async function saved(page, side) {
  await settled(page);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByTestId(`save-${side}`).click()]);
  const bytes = await readFile(await download.path());
  await page.getByRole("button", { name: "Back to the split" }).click();
  return bytes;
}

/** Runs the command that the page shows, and gives the test manifest that it writes. */
async function byCommand(page, name, ...more) {
  const shown = await text(page, "command");
  const options = [...shown.matchAll(/--(group-by|move|seed|fraction|strategy) ('[^']*'|\S+)/g)];
  const args = options.flatMap(([, option, value]) => [`--${option}`, value.replace(/^'|'$/g, "")]);
  const out = stage.file(name);
  const { code, stderr } = await holdout("split", path, "--out", out, ...args, ...more);
  assert.equal(code, 0, stderr);
  return readFileSync(join(out, "test.manifest"));
}

test("look-alikes are counted, and stay together by a rule that the names suggest", async () => {
  const { page, complaints } = await opened();
  assert.match(await text(page, "leak"), /^Possible leakage: \d+ test images have near-identical names in train\./);
  const choice = page.getByTestId("group-by");
  const options = await choice.locator("option").allInnerTexts();
  assert.deepEqual(options, ["Off", "scene-####, as in scene-0000", "By folder", "By regular expression…"]);
  await choice.selectOption({ index: 1 });
  await page.getByTestId("groups").waitFor();
  await settled(page);
  assert.match(await text(page, "groups"), /^100 groups, none divided; 2,000 lines match, the largest has 20$/);
  assert.equal(await text(page, "leak"), "No near-identical names in both subsets");
  assert.match(await text(page, "group-preview"), /names, the largest of 20:/);
  assert.match(await page.evaluate(() => location.hash), /group-by=/);
  const test = await saved(page, "test");
  assert.ok(test.equals(await byCommand(page, "grouped")));
  const scenes = new Set(test.toString().match(/scene-\d+/g));
  const train = (await saved(page, "train")).toString();
  assert.ok([...scenes].every((scene) => !train.includes(scene)));
  await page.reload();
  await page.getByTestId("file-input").setInputFiles(path);
  await page.getByTestId("groups").waitFor();
  assert.deepEqual(complaints, []);
});

test("a pattern of one's own is looked at before it is used, and a wrong one says what is wrong", async () => {
  const { page, complaints } = await opened();
  await page.getByTestId("group-by").selectOption({ label: "By regular expression…" });
  const pattern = page.getByTestId("group-pattern");
  await pattern.fill("scene-(\\d+");
  await pattern.press("Enter");
  await page.getByText("no pattern to group by").waitFor();
  assert.equal(await pattern.getAttribute("aria-invalid"), "true");
  assert.equal(await page.getByTestId("groups").count(), 0, "the split is as it was");
  await pattern.fill("scene-(\\d{3})");
  await pattern.press("Enter");
  await page.getByTestId("groups").waitFor();
  assert.match(await text(page, "groups"), /^10 groups, none divided/);
  assert.deepEqual(complaints, []);
});

test("a previous test set is kept when the data have grown", async () => {
  const { page, complaints } = await opened();
  const former = stage.file("former.manifest");
  writeFileSync(former, [3, 4, 5, 600].map((i) => line(i) + "\n").join("") + line(9_999_999) + "\n");
  await page.getByTestId("keep-input").setInputFiles(former);
  await page.getByTestId("kept").waitFor();
  assert.equal(await text(page, "kept"), "4 test images kept, 0 moved; 396 added to test; 1 missing from this manifest");
  assert.match(await text(page, "command"), /--keep former\.manifest/);
  const test = await saved(page, "test");
  assert.ok(test.equals(await byCommand(page, "kept", "--keep", former)));
  await page.getByTestId("keep-none").click();
  await settled(page);
  await page.getByTestId("kept").waitFor({ state: "detached" });
  assert.deepEqual(complaints, []);
});

test("lines are moved by hand with the keyboard, taken back and made again", async () => {
  const { page, complaints } = await opened();
  await page.keyboard.press("3");
  const list = page.getByTestId("line-list");
  const side = (row) => list.locator('[role="row"]').nth(row).locator(".line-row-tag").innerText();
  await list.locator(".line-row-tag").first().waitFor();
  const before = await side(1);
  const other = before === "test" ? "train" : "test";
  await list.focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("m");
  const tag = (word) => list.locator('[role="row"]').nth(1).getByText(word, { exact: true }).waitFor();
  await tag(other);
  assert.equal(await text(page, "moves"), "1 manual move");
  const test = await saved(page, "test");
  assert.ok(test.equals(await byCommand(page, "moved")));
  assert.equal(test.includes(line(1)), other === "test");
  await page.keyboard.press("Control+z");
  await tag(before);
  await page.keyboard.press("Control+y");
  await tag(other);
  await list.focus();
  await page.keyboard.press("Enter");
  await page.getByTestId("move-line").click();
  await tag(before);
  assert.equal(await text(page, "moves"), "2 manual moves");
  await page.getByTestId("undo-move").click();
  await page.getByTestId("undo-move").click();
  await tag(before);
  assert.equal(await text(page, "moves"), "0 manual moves");
  assert.deepEqual(complaints, []);
});

test("seeds and strategies are compared side by side, and lines stay told with the split that is set", async () => {
  const { page, complaints } = await opened();
  await page.getByTestId("compare").click();
  await page.locator('[data-testid="compared"][data-busy="false"]').waitFor();
  const rows = await page.getByTestId("compared").locator("tbody tr").allInnerTexts();
  assert.deepEqual(rows.map((row) => row.split("\t")[0]), ["stratified, 42", "random, 42", "hash", "stratified, 43", "stratified, 44", "stratified, 45", "stratified, 46"]);
  for (const [place, ...args] of [[0], [1, "--strategy", "random"], [3, "--seed", "43"]]) {
    const { stdout } = await holdout("split", path, "--out", stage.file(`compared-${place}`), "--format", "json", ...args);
    assert.equal(rows[place].split("\t")[1], JSON.parse(stdout).split.balance.deviation.toFixed(1), rows[place]);
  }
  const sides = () => page.getByTestId("line-list").locator(".line-row-tag").allInnerTexts();
  await page.keyboard.press("3");
  await page.getByTestId("line-list").locator(".line-row-tag").first().waitFor();
  const test = (await saved(page, "test")).toString();
  (await sides()).forEach((side, i) => assert.equal(side, test.includes(line(i)) ? "test" : "train", `line ${i + 1}`));
  await page.getByRole("button", { name: "Use random, 42" }).click();
  await settled(page);
  assert.equal(await page.getByTestId("strategy").inputValue(), "random");
  assert.deepEqual(complaints, []);
});
