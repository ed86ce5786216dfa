/**
 * The whole page in one go, as somebody does it who has no mouse: every state that it can be in, each looked at by axe in
 * both colour schemes, under the policy that the local service sends. Nothing may break that policy, and nothing may leave
 * this machine.
 */

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { DEVELOPMENT_KEYS, line, serveWithDevelopmentKeys } from "../protocol/service.mjs";
import { launch } from "../support/browser.mjs";
import { DIST } from "../support/engine.mjs";
import { manifestText } from "../support/manifests.mjs";
import { awsClient, filled } from "../support/submit.mjs";
import { assertAccessible, paste, pressOn, step, tabTo, violations } from "../support/submit_page.mjs";

// The first update is that of the account before the tour begins.
const FAULTS = ["UpdateDatasetEntries=ok:1", "UpdateDatasetEntries=AccessDeniedException:1", "DescribeProjects=ThrottlingException:3"];

let browser;
let service;
let folder;
let tour;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "holdout-tour-"));
  service = await serveWithDevelopmentKeys("--page", DIST, "--latency", "1500", ...FAULTS.flatMap((fault) => ["--fault", fault]));
  browser = await launch();
  tour = await begin();
});
after(async () => {
  await browser.close();
  await service.end();
  rmSync(folder, { recursive: true });
});

/** The page, watched from its first script on. */
async function begin() {
  const context = await browser.newContext();
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: service.url });
  const page = await context.newPage();
  const [requests, said] = [[], []];
  context.on("request", (request) => requests.push(request.url()));
  context.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  // From now on: a dialog that opens before somebody waits for one would be the system's own.
  page.on("filechooser", () => undefined);
  await page.addInitScript(() => {
    // Without pickers saving is a download, which no dialog of the system stops.
    delete window.showSaveFilePicker;
    delete window.showDirectoryPicker;
    globalThis.violations = [];
    document.addEventListener("securitypolicyviolation", (event) => globalThis.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
  });
  const response = await page.goto(service.url);
  const policy = response.headers()["content-security-policy"];
  for (const part of ["default-src 'none'", "require-trusted-types-for 'script'", "trusted-types "]) assert.ok(policy.includes(part), policy);
  await page.getByTestId("file-input").waitFor({ state: "attached" });
  return { page, requests, said, ...step(page) };
}

/** Axe over all that is shown, in both colour schemes. */
async function look(where) {
  for (const colorScheme of ["light", "dark"]) {
    await tour.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await assertAccessible(tour.page, `${where}, ${colorScheme}`, "html");
  }
}

const press = (key) => tour.page.keyboard.press(key);
const seen = (testid) => tour.page.getByTestId(testid).first().waitFor();
const state = (name) => tour.page.locator(`[data-testid="state"][data-state="${name}"]`).waitFor({ timeout: 60_000 });
const settled = () => tour.page.locator('[data-testid="split-status"][data-busy="false"]').waitFor({ state: "attached", timeout: 60_000 });

/** Puts text in the place of what a field has. */
async function type(testid, text, end = "Tab") {
  await tabTo(tour.page, testid);
  await press("Control+A");
  await tour.page.keyboard.type(text);
  if (end) await press(end);
}

/** Chooses files by whatever opens the browser's dialog for them. */
async function choose(open, ...names) {
  const [chooser] = await Promise.all([tour.page.waitForEvent("filechooser"), open()]);
  await chooser.setFiles(names.map((name) => join(folder, name)));
}

/** Writes a file for the browser's dialog. */
const put = (name, text) => writeFileSync(join(folder, name), text);

/** Reaches a button by Tab that has these words, and presses it. */
async function pressOnWords(words) {
  for (let presses = 0; presses < 80; presses++) {
    await press("Tab");
    if ((await tour.page.evaluate(() => document.activeElement?.textContent)) === words) return press("Enter");
  }
  return assert.fail(`"${words}" is not reached by Tab`);
}

/** Has files saved, one after the other. */
async function download(...buttons) {
  for (const button of buttons) {
    await tour.page.locator(`[data-testid="${button}"]:enabled`).waitFor();
    await Promise.all([tour.page.waitForEvent("download"), pressOn(tour.page, button)]);
  }
}

const startOver = async () => {
  await pressOn(tour.page, "start-over");
  await state("empty");
};

test("the start, its sheet of keys, and what is no manifest", async () => {
  await look("the start");
  await press("?");
  await tour.page.locator("dialog.cheat-sheet[open]").waitFor();
  await look("the keys");
  await press("Escape");
  for (let themes = 0; themes < 3; themes++) {
    await pressOn(tour.page, "theme");
    await assertAccessible(tour.page, `theme ${themes}`, "html");
  }
  put("list.json", '[\n{"a":1}\n]\n');
  await choose(() => press("o"), "list.json");
  await state("checked");
  await look("no manifest");
  await startOver();
});

test("a long file while it is read, and left", async () => {
  put("long.manifest", `${line(1)}\n`);
  // It takes no room on the disk, and seconds to be read.
  truncateSync(join(folder, "long.manifest"), 16e9);
  await choose(() => pressOn(tour.page, "file-input"), "long.manifest");
  await seen("cancel");
  await assertAccessible(tour.page, "reading", "html");
  assert.equal(await tour.page.getByTestId("cancel").count(), 1, "it is still being read");
  await press("Escape");
  await state("empty");
});

const BAD = [line(0, "cat"), "no json", line(1, "<b>dog</b>"), '{"source-ref":"s3://bucket/2.jpg"}', line(3, "cat"), line(0, "cat"),
  line(4, "fox").replace(/\}$/, ',"cl-errors":[{"code":"ERROR_INVALID_IMAGE","message":"The image is invalid."}]}'), line(5, "<b>dog</b>")];

test("problems, labels and lines of a manifest that is pasted, and what is left of it", async () => {
  const { page } = tour;
  await paste(page, BAD.join("\n"));
  await state("checked");
  await settled();
  await look("problems");
  await pressOn(page, "problem-ERROR_INVALID_JSON_LINE");
  await seen("problem-list");
  await tabTo(page, "problem-list");
  await press("Enter");
  await seen("line-detail");
  await look("a problem's line");
  await press("Escape");

  await press("2");
  await seen("label-row");
  await type("label-filter", "dog");
  await look("labels");
  await press("3");
  await tabTo(page, "line-code");
  await press("End");
  await look("lines of one kind");
  await press("Home");
  await tabTo(page, "line-list");
  for (const key of ["End", "Home", "ArrowDown", "ArrowDown", "c"]) await press(key);
  await seen("note");
  await press("m");
  await page.getByTestId("moves").filter({ hasText: "1 manual move" }).waitFor();
  await press("Enter");
  await seen("line-detail");
  await look("a line, moved, and a note");
  await pressOn(page, "move-line");
  await pressOn(page, "undo-move");
  await press("Control+z");
  await press("Control+y");
  await press("Control+z");

  await press("1");
  await download("save-annotated", "save-summary");
  await tabTo(page, "drop-ignored");
  await press("Space");
  await pressOn(page, "go-on");
  await seen("save-kept");
  await look("what is left");
  await download("save-kept", "save-dropped");
  await pressOn(page, "undo");
  await startOver();
});

const scenes = Array.from({ length: 400 }, (_, i) => line(`scene-${String(i >> 3).padStart(3, "0")}_${i}`, `kind ${i % 5}`));

test("a split with all its settings, saved", async () => {
  const { page } = tour;
  put("scenes.manifest", scenes.join("\n"));
  put("former.manifest", [3, 4, 90].map((i) => scenes[i]).join("\n"));
  await choose(() => pressOn(page, "file-input"), "scenes.manifest");
  await settled();
  await tabTo(page, "fraction");
  await press("ArrowRight");
  await type("fraction-number", "30", "Enter");
  await type("seed", "x", "Enter");
  await page.locator('[data-testid="seed"][aria-invalid="true"]').waitFor();
  await look("a seed that is none");
  await type("seed", "7", "Enter");
  await tabTo(page, "strategy");
  await press("End");
  await press("Home");
  await settled();

  await tabTo(page, "group-by");
  await press("End");
  await seen("group-pattern");
  await type("group-pattern", "scene-(", "Enter");
  await page.locator('[data-testid="group-pattern"][aria-invalid="true"]').waitFor();
  await look("a pattern that is none");
  await type("group-pattern", "scene-(\\d+)", "Enter");
  await seen("groups");
  await choose(() => pressOn(page, "keep-input"), "former.manifest");
  await seen("kept");
  await look("groups and a previous test set");
  await pressOn(page, "keep-none");
  await page.getByTestId("kept").waitFor({ state: "detached" });

  await tabTo(page, "compare");
  await press("Enter");
  await page.locator('[data-testid="compared"][data-busy="false"]').waitFor({ timeout: 60_000 });
  await look("seeds compared");
  await tabTo(page, "compare");
  await press("Enter");
  await pressOn(page, "copy-command");
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^holdout split/);
  await download("save");
  await seen("saved");
  await look("saved");
  await pressOnWords("Back to the split");
  await download("save-certificate");
  await startOver();
});

test("two files together", async () => {
  const { page } = tour;
  put("fit.manifest", Array.from({ length: 40 }, (_, i) => line(i)).join("\n"));
  put("held.manifest", [...Array.from({ length: 8 }, (_, i) => line(38 + i, `label-${i % 2}`)), "no json"].join("\n"));
  await choose(() => pressOn(page, "file-input"), "fit.manifest", "held.manifest");
  await seen("shared-images");
  await look("two files");
  await pressOn(page, "look-test", "Space");
  await look("the second of two");
  await pressOn(page, "swap");
  await page.getByTestId("look-train").filter({ hasText: "held" }).waitFor();
  await startOver();
});

test("a submission both ways, with errors on the way", async () => {
  const { page, part, ended, failure } = tour;
  const { train, test: held } = await filled(awsClient(service.url, DEVELOPMENT_KEYS), "tour-distributes", scenes.slice(0, 50).join("\n"));
  put("cats.manifest", manifestText({ lines: 300, seed: 11 }));
  await choose(() => pressOn(page, "file-input"), "cats.manifest");
  await settled();
  await pressOn(page, "submit-open");
  await part("local-keys").waitFor();
  await look("the step that submits");
  await pressOn(page, "submit-local-keys");
  await part("keys").waitFor();
  await pressOn(page, "submit-list");
  await part("list-failed").waitFor({ timeout: 60_000 });
  await look("a list that failed");
  await pressOn(page, "submit-list");
  await part("projects").waitFor();
  await type("submit-new-project", "tour");
  await pressOn(page, "submit-make-project");
  await page.waitForFunction(() => document.querySelector('[data-testid="submit-project"]').value.includes(":project/tour/"));
  await pressOn(page, "submit-plan");
  await part("planned").waitFor();
  await look("the plan");
  await pressOn(page, "submit-go");
  await part("running").waitFor();
  assert.equal((await failure()).code, "ACCESS_DENIED");
  await look("a failure");
  await pressOn(page, "submit-look");
  await part("looks").waitFor();
  await pressOn(page, "submit-resume");
  await part("running").waitFor();
  await look("while it runs");
  await ended(true);
  await part("looks").waitFor();
  await look("the end");

  await pressOn(page, "submit-leave");
  await tabTo(page, "submit-way-upload");
  await press("ArrowUp");
  if (!(await part("way-distribute").isChecked())) await press("ArrowDown");
  await type("submit-train", train);
  await type("submit-test", train);
  await page.locator('[data-testid="submit-test"][aria-invalid="true"]').waitFor();
  await look("an ARN of the wrong kind");
  await type("submit-test", held);
  await pressOn(page, "submit-go");
  // Before it has begun there is nothing to go on from.
  await part("told").filter({ hasNotText: "Looking at the datasets" }).waitFor();
  await pressOn(page, "submit-pause");
  assert.equal((await failure()).code, "CANCELLED");
  await look("paused");
  await pressOn(page, "submit-resume");
  await ended(true);
  await pressOn(page, "submit-leave");
  await pressOn(page, "submit-forget");
  await part("keys").waitFor({ state: "detached" });
  await pressOn(page, "submit-close");
  await part("open").waitFor();
});

test("in all of that nothing broke the policy, and nothing left this machine", async () => {
  const { page, requests, said } = tour;
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(said.filter((text) => /policy|trusted|violat|uncaught/i.test(text)), []);
  assert.ok(requests.length > 50);
  assert.deepEqual(requests.filter((url) => !url.startsWith(`${service.url}/`) && !url.startsWith("blob:")), []);
  // And the test would notice.
  await page.evaluate(() => fetch("https://example.com/").catch(() => undefined));
  assert.match((await violations(page)).join(), /^connect-src https:\/\/example\.com\//);
});
