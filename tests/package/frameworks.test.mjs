/** The element in what people build pages with: the examples, built as their configuration says, and used by a person. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, existsSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import * as vite from "vite";
import { holdout } from "../support/engine.mjs";
import { launch, openPage } from "../support/browser.mjs";
import { serve, STRICT_CSP } from "../support/server.mjs";
import { makeProject } from "./support/project.mjs";

const run = promisify(execFile);
const HERE = fileURLToPath(new URL("node_modules", import.meta.url));
const TSC = fileURLToPath(new URL("../../node_modules/typescript/bin/tsc", import.meta.url));

let project;
let browser;
before(async () => {
  [project, browser] = await Promise.all([makeProject(), launch()]);
});
after(async () => {
  await browser?.close();
  project?.remove();
});

/** Copies an example to where the package is installed, beside all else that it asks for. */
function bring(name) {
  const folder = project.file(name);
  cpSync(new URL(`../../examples/${name}`, import.meta.url), folder, { recursive: true });
  for (const dependency of readdirSync(HERE).filter((name) => !name.startsWith("."))) {
    const at = project.file("node_modules", dependency);
    if (!existsSync(at)) symlinkSync(join(HERE, dependency), at, "dir");
  }
  return folder;
}

async function counts(fraction) {
  const { stdout } = await holdout("split", project.manifest, "--out", project.file(`out-${fraction}`), "--fraction", String(fraction), "--force", "--format", "json");
  const { train, test } = JSON.parse(stdout).split;
  return `${train} to train with, ${test} to test with`;
}

for (const name of ["react", "vue"]) {
  test(`${name}: the page and the element keep each other in step`, async () => {
    const folder = bring(name);
    const out = project.file(`${name}-dist`);
    const { default: config } = await import(pathToFileURL(join(folder, "vite.config.js")).href);
    await vite.build({ ...config, configFile: false, root: folder, build: { outDir: out, emptyOutDir: true }, logLevel: "error" });
    const server = await serve(out);
    const { page, complaints } = await openPage(browser, `${server.origin}/`);
    const said = (words) => page.waitForFunction((words) => document.querySelector("output").textContent === words, words, { timeout: 60_000 });
    try {
      await page.locator("#file").setInputFiles(project.manifest);
      await said(await counts(0.2));
      // The page sets it.
      await page.getByText("Test with 40%").click();
      await said(await counts(0.4));
      assert.equal(await page.getByTestId("fraction-number").inputValue(), "40");
      // A person sets it, and then the page the same as before.
      await page.getByTestId("fraction-number").fill("30");
      await said(await counts(0.3));
      await page.getByText("Test with 40%").click();
      await said(await counts(0.4));
      assert.deepEqual(complaints, []);
    } finally {
      await page.close();
      await server.close();
    }
  });
}

test("annotorious: what is drawn is checked and split", async () => {
  const folder = bring("annotorious");
  const out = project.file("annotorious-dist");
  const { default: config } = await import(pathToFileURL(join(folder, "vite.config.js")).href);
  await vite.build({ ...config, configFile: false, root: folder, build: { outDir: out, emptyOutDir: true }, logLevel: "error" });
  // Annotorious styles what it draws by itself.
  const server = await serve(out, { csp: STRICT_CSP.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'") });
  const { page, complaints } = await openPage(browser, `${server.origin}/`);
  try {
    const pictures = page.locator("#pictures .a9s-annotationlayer");
    await pictures.nth(11).waitFor();
    for (let i = 0; i < 10; i++) {
      await page.locator("#label").selectOption(i % 2 ? "stem" : "leaf");
      await pictures.nth(i).scrollIntoViewIfNeeded();
      const { x, y } = await pictures.nth(i).boundingBox();
      await page.mouse.move(x + 40, y + 30);
      await page.mouse.down();
      await page.mouse.move(x + 100, y + 100, { steps: 4 });
      await page.mouse.move(x + 140, y + 110, { steps: 4 });
      await page.mouse.up();
      // It has its label before another one is chosen.
      await page.waitForFunction((count) => document.querySelector("#drawn").value === String(count), i + 1);
    }
    const told = page.evaluate(async () => {
      const { detail } = await new Promise((resolve) => document.addEventListener("holdout-split", resolve, { once: true }));
      return { split: detail.report.split, counts: detail.report.counts, codes: detail.report.codes, train: await (await detail.train).text() };
    });
    await page.locator("#split").click();
    const { split, counts, codes, train } = await told;
    assert.deepEqual([counts.valid, split.train, split.test, codes], [10, 8, 2, []]);
    assert.deepEqual(split.labels.map(({ name, images, test }) => [name, images, test]), [["leaf", 5, 1], ["stem", 5, 1]]);
    const entry = JSON.parse(train.split("\n")[0]);
    const [box] = entry["bounding-box"].annotations;
    assert.match(entry["source-ref"], /^s3:\/\/my-bucket\/pictures\/picture-\d+\.png$/);
    // Drawn from (40, 30) to (140, 110), as near as a mouse is.
    for (const [name, value] of Object.entries({ left: 40, top: 30, width: 100, height: 80 })) {
      assert.ok(Math.abs(box[name] - value) <= 2, `${name} is ${box[name]}`);
    }
    assert.deepEqual(await page.locator("#problems li").allTextContents(), []);
    assert.deepEqual(complaints, []);
  } finally {
    await page.close();
    await server.close();
  }
});

test("react: the example is right by its types", async () => {
  await run(process.execPath, [TSC, "-p", bring("react")]).catch(({ stdout }) => assert.fail(stdout));
});
