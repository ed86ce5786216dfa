/**
 * What a screen reader is given: the tree that Chromium hands to it in each state of the page, beside this file to be read, and
 * the sentences that are said without being asked for. `HOLDOUT_SNAPSHOTS=write` writes what is given now.
 */

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { launch } from "../support/browser.mjs";
import { DIST } from "../support/engine.mjs";
import { serve } from "../support/server.mjs";

const FOLDER = new URL("reader/", import.meta.url);
let browser;
let server;

before(async () => {
  [browser, server] = [await launch(), await serve(DIST)];
});
after(async () => {
  await browser.close();
  await server.close();
});

async function open() {
  const page = await browser.newPage();
  await page.addInitScript(() => {
    globalThis.heard = [];
    const last = {};
    const listen = () => {
      for (const region of document.querySelectorAll('[data-testid^="announce"]')) {
        const text = region.textContent.trim();
        if (text && text !== last[region.dataset.testid]) globalThis.heard.push(text);
        last[region.dataset.testid] = text;
      }
    };
    new MutationObserver(listen).observe(document, { subtree: true, childList: true, characterData: true });
  });
  await page.goto(server.origin);
  await page.getByTestId("file-input").waitFor({ state: "attached" });
  return page;
}

const settled = (page) => page.locator('[data-testid="split-status"][data-busy="false"]').waitFor({ state: "attached" });
/** How far the reading is may be said as well, on a slow machine. */
const heard = async (page) => (await page.evaluate(() => globalThis.heard)).filter((sentence) => !/ read, /.test(sentence));

async function given(page, name) {
  const tree = `${await page.locator("body").ariaSnapshot()}\n`;
  const file = new URL(`${name}.yaml`, FOLDER);
  if (process.env.HOLDOUT_SNAPSHOTS === "write") {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(file, tree);
  }
  assert.equal(tree, readFileSync(file, "utf8"), `${name}: if it is right so, run this with HOLDOUT_SNAPSHOTS=write`);
}

test("each state of the page is told in words, in order, every control by its name", async () => {
  const page = await open();
  await given(page, "start");
  await page.getByRole("button", { name: "Street scenes (boxes)" }).click();
  await settled(page);
  await given(page, "problems");
  await page.getByRole("tab", { name: "Labels 7" }).click();
  await page.getByRole("table").waitFor();
  await given(page, "labels");
});

test("what happens is said: the reading, the verdict, and what a setting does to the split", async () => {
  const page = await open();
  await page.getByRole("button", { name: "Street scenes (boxes)" }).click();
  await settled(page);
  await page.getByRole("spinbutton", { name: "Test share, percent" }).fill("30");
  await page.waitForFunction(() => globalThis.heard.at(-1).includes("15 to test with"));
  assert.deepEqual(await heard(page), [
    "Reading street-scenes.manifest.",
    "The service would accept this manifest, but 5 lines are silently removed, 3 lines are not used, 2 lines are skipped, 2 label attributes are dropped and 3 boxes are dropped. 50 lines valid, 3 invalid, 2 ignored, 5 removed.",
    "Split: 40 lines to train with, 10 to test with, 1 label with no image to test with.",
    "Split: 35 lines to train with, 15 to test with, 1 label with no image to test with.",
  ]);
});

test("what is no manifest is said at once, with what to do", async () => {
  const page = await open();
  await page.getByTestId("file-input").setInputFiles({ name: "a.json", mimeType: "application/json", buffer: Buffer.from('[\n{"a":1}\n]\n') });
  await page.waitForFunction(() => globalThis.heard.some((sentence) => sentence.includes("isn't a manifest")));
  const [verdict] = (await heard(page)).filter((sentence) => sentence.includes("isn't a manifest"));
  assert.match(verdict, /it's one JSON array; a manifest has one JSON object on each line/);
});
