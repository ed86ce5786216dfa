/**
 * What a person does with the page: drop a manifest, read the verdict, choose a share, save the files. What is saved is
 * what the command writes.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { holdout, start } from "../support/engine.mjs";
import { writeManifest } from "../support/manifests.mjs";

let stage;

before(async () => {
  stage = await start();
});
after(() => stage.stop());

/** A page without file pickers, so that saving is a download, as it is in most browsers. */
async function open() {
  const opened = await stage.page("/blank");
  await opened.page.addInitScript(() => {
    delete window.showSaveFilePicker;
    delete window.showDirectoryPicker;
  });
  await opened.page.goto(new URL("/index.html", opened.page.url()).href);
  await opened.page.getByTestId("drop-zone").waitFor();
  return opened;
}

const state = (page, name) => page.locator(`[data-testid="state"][data-state="${name}"]`).waitFor({ timeout: 60_000 });
const settled = (page) => page.locator('[data-testid="split-status"][data-busy="false"]').waitFor({ state: "attached" });
const number = async (page, id) => Number((await page.getByTestId(id).innerText()).replace(/\D/g, ""));

/** Drops a file on the page as the desktop would. */
async function drop(page, path, name) {
  const input = await page.evaluateHandle(() => {
    const input = document.createElement("input");
    input.type = "file";
    return input;
  });
  await input.asElement().setInputFiles(path);
  await page.evaluate(
    ([input, name]) => {
      const data = new DataTransfer();
      data.items.add(new File([input.files[0]], name));
      const zone = document.querySelector('[data-testid="drop-zone"]');
      for (const kind of ["dragenter", "dragover", "drop"]) {
        zone.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: data }));
      }
    },
    [input, name],
  );
}

/** Clicks save and gives what was downloaded, by name. */
async function save(page, files) {
  const saved = {};
  const all = new Promise((resolve) => {
    page.on("download", async (download) => {
      saved[download.suggestedFilename()] = await readFile(await download.path());
      if (Object.keys(saved).length === files) resolve();
    });
  });
  await page.getByTestId("save").click();
  await all;
  return saved;
}

test("a manifest of 100,000 lines is dropped, checked, split and saved as the command does it", async () => {
  const path = stage.file("large.manifest");
  writeManifest(path, { lines: 100_000, badEvery: 30 });
  const { page, complaints } = await open();
  await drop(page, path, "large.manifest");
  await state(page, "checked");
  await page.getByTestId("fraction-number").fill("30");
  await page.getByTestId("fraction-number").press("Enter");
  await page.waitForFunction(() => location.hash.includes("0.3"));
  await settled(page);
  const counts = {};
  for (const side of ["train", "test", "rejected"]) counts[side] = await number(page, `${side}-count`);
  const saved = await save(page, counts.rejected > 0 ? 3 : 2);

  const out = stage.file("out");
  const { stdout, stderr } = await holdout("split", path, "--out", out, "--fraction", "0.3", "--format", "json");
  assert.ok(stdout, stderr);
  assert.equal(counts.rejected, JSON.parse(stdout).split.rejected);
  const lines = [];
  for (const [side, count] of Object.entries(counts)) {
    const name = `${side}.manifest`;
    if (count === 0) continue;
    assert.ok(saved[name].equals(readFileSync(join(out, name))), `${name} is the command's, byte for byte`);
    const text = saved[name].toString("utf8").split("\n").filter((line, place, all) => place < all.length - 1 || line);
    assert.equal(text.length, count);
    lines.push(...text);
  }
  const input = readFileSync(path, "utf8").split("\n").filter((line, place, all) => place < all.length - 1 || line);
  assert.deepEqual(lines.sort(), input.sort(), "every line exactly once");
  assert.deepEqual(complaints, []);
  await page.close();
});

test("what a split needs of a large manifest is read again, and the page tells how far", async () => {
  const path = stage.file("films.manifest");
  writeManifest(path, { lines: 251_000, badEvery: 30, films: true });
  const { page, complaints } = await open();
  await page.evaluate(() => {
    window.told = [];
    new MutationObserver(() => {
      const text = document.querySelector('[data-testid="split-status"]')?.textContent;
      if (text && text !== window.told.at(-1)) window.told.push(text);
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  const told = () => page.evaluate(() => window.told.splice(0));
  await drop(page, path, "films.manifest");
  await state(page, "checked");
  await settled(page);
  const AGAIN = /^reading the manifest again, \d+%…$/;
  assert.ok((await told()).some((text) => AGAIN.test(text)), "groups that names suggest are read");
  await page.getByTestId("strategy").selectOption("hash");
  await page.waitForFunction(() => location.hash.includes("hash"));
  await settled(page);
  assert.ok((await told()).some((text) => AGAIN.test(text)), "images are read");
  const { stdout } = await holdout("split", path, "--out", stage.file("films"), "--strategy", "hash", "--format", "json");
  const { train, test } = JSON.parse(stdout).split;
  assert.deepEqual([await number(page, "train-count"), await number(page, "test-count")], [train, test]);
  assert.deepEqual(complaints, []);
  await page.close();
});

test("a sample is checked and split by keyboard alone", async () => {
  const { page, complaints } = await open();
  const requests = [];
  page.on("request", (request) => requests.push(request.url()));
  await page.getByTestId("sample-detection").focus();
  await page.keyboard.press("Enter");
  await state(page, "checked");
  assert.match(await page.getByTestId("verdict").innerText(), /The service would (accept|refuse)/);
  await settled(page);
  const before = await number(page, "test-count");
  await page.getByTestId("fraction").focus();
  for (let step = 0; step < 10; step += 1) await page.keyboard.press("ArrowRight");
  await page.waitForFunction(
    (before) => Number(document.querySelector('[data-testid="test-count"]').textContent.replace(/\D/g, "")) > before,
    before,
  );
  await page.getByTestId("tab-labels").focus();
  await page.keyboard.press("Enter");
  await page.getByTestId("label-row").first().waitFor();
  assert.ok(requests.every((url) => new URL(url).origin === new URL(page.url()).origin || url.startsWith("blob:")), "nothing leaves the machine");
  assert.deepEqual(complaints, []);
  await page.close();
});

test("a problem opens to its lines, and a line to the place", async () => {
  const { page, complaints } = await open();
  await page.getByTestId("sample-detection").click();
  await state(page, "checked");
  await page.getByTestId("tab-problems").click();
  await page.getByTestId("problem-ERROR_INVALID_JSON_LINE").click();
  await page.getByTestId("problem-list").locator('[role="row"]').first().click();
  await page.getByTestId("line-detail").waitFor();
  assert.ok((await page.locator("mark").count()) > 0, "the place is marked");
  assert.deepEqual(complaints, []);
  await page.close();
});

test("what is no manifest gets a clear sentence, and the page goes on", async () => {
  const { page, complaints } = await open();
  const input = page.getByTestId("file-input");
  await input.setInputFiles({ name: "a.manifest.gz", mimeType: "application/gzip", buffer: Buffer.from([0x1f, 0x8b, 8, 0, 0]) });
  await state(page, "checked");
  assert.match(await page.getByTestId("verdict").innerText(), /gzip/);
  await page.getByTestId("start-over").click();
  await state(page, "empty");
  await page.getByTestId("file-input").setInputFiles({ name: "empty.manifest", mimeType: "", buffer: Buffer.alloc(0) });
  await state(page, "checked");
  assert.match(await page.getByTestId("verdict").innerText(), /no lines/);
  assert.deepEqual(complaints, []);
  await page.close();
});
