/** The examples, as somebody would run them: copied, with the package installed, and used. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { sha256 } from "../support/engine.mjs";
import { launch, openPage } from "../support/browser.mjs";
import { serve } from "../support/server.mjs";
import { commandsDigests, makeProject, SIDES } from "./support/project.mjs";

const run = promisify(execFile);
const EXAMPLES = new URL("../../examples/", import.meta.url);

let project;
let browser;
let expected;
before(async () => {
  [project, browser] = await Promise.all([makeProject(), launch()]);
  expected = await commandsDigests(project);
});
after(async () => {
  await browser?.close();
  project?.remove();
});

/** Copies an example to where the package is installed; its package.json asks for a version that this one meets. */
function bring(name) {
  const folder = project.file(name);
  cpSync(new URL(name, EXAMPLES), folder, { recursive: true });
  const { dependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const { version } = JSON.parse(readFileSync(join(project.dist, "../package.json"), "utf8"));
  assert.equal(dependencies.holdout, `^${version}`);
  cpSync(project.file("node_modules"), join(folder, "node_modules"), { recursive: true });
  return folder;
}

test("node: the command's files", async () => {
  const folder = bring("node");
  const ended = await run(process.execPath, ["split.mjs", project.manifest, "out"], { cwd: folder }).catch((failed) => failed);
  assert.match(ended.stdout, /^The service would/);
  assert.match(ended.stdout, /train lines, \d+ test lines, \d+ excluded, in out/);
  assert.deepEqual(await Promise.all(SIDES.map((side) => sha256(join(folder, "out", `${side}.manifest`)))), expected);
  const certificate = JSON.parse(readFileSync(join(folder, "out", "certificate.json"), "utf8"));
  assert.deepEqual(SIDES.map((side) => certificate.outputs[side].sha256), expected);
});

test("node: a file that is not there is told, and the status says so", async () => {
  const folder = bring("node");
  const { code, stderr } = await run(process.execPath, ["split.mjs", "nothing.manifest"], { cwd: folder }).catch((failed) => failed);
  assert.equal(code, 2);
  assert.match(stderr, /^NOT_READABLE: .*nothing\.manifest/);
});

test("script: a person chooses a file and finds two to save", async () => {
  const server = await serve(bring("script"));
  const { page, complaints } = await openPage(browser, `${server.origin}/`);
  try {
    await page.locator("#file").setInputFiles(project.manifest);
    await page.locator("#files a").nth(1).waitFor();
    assert.match(await page.locator("#said").textContent(), /^The service would/);
    for (const [i, side] of ["train", "test"].entries()) {
      const downloading = page.waitForEvent("download");
      await page.locator("#files a").nth(i).click();
      const path = await (await downloading).path();
      assert.equal(await sha256(path), expected[SIDES.indexOf(side)]);
    }
    const wrong = project.file("wrong.manifest");
    writeFileSync(wrong, "");
    await page.locator("#file").setInputFiles(wrong);
    await page.waitForFunction(() => /reject/.test(document.getElementById("said").textContent));
    assert.deepEqual(complaints, []);
  } finally {
    await page.close();
    await server.close();
  }
});
