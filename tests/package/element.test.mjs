/**
 * The element out of the package: bundled with what people build pages with, or with nothing; and what the package says of
 * it to editors, which has to be what it is.
 */

import assert from "node:assert/strict";
import { copyFileSync, cpSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import * as vite from "vite";
import { launch, openPage } from "../support/browser.mjs";
import { serve } from "../support/server.mjs";
import { withEsbuild, withWebpack } from "./support/bundling.mjs";
import { commandsDigests, makeProject } from "./support/project.mjs";

let project;
let browser;
let expected;
let page;

before(async () => {
  [project, browser] = await Promise.all([makeProject(), launch()]);
  expected = await commandsDigests(project);
  cpSync(project.file("app", "element.js"), project.file("app", "main.js"), { force: true });
  page = readFileSync(project.file("app", "index.html"));
});
after(async () => {
  await browser?.close();
  project?.remove();
});

/** Serves a folder under a strict policy, hands the manifest to the element, and compares every byte with the command's. */
async function splitsIn(folder, path = "/") {
  const server = await serve(folder);
  const { page, complaints } = await openPage(browser, server.origin + path);
  try {
    await page.waitForFunction(() => document.title === "ready", undefined, { timeout: 60_000 });
    const told = page.evaluate(async () => {
      const { detail } = await new Promise((resolve) => document.addEventListener("holdout-split", resolve, { once: true }));
      const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      const blobs = await Promise.all([detail.train, detail.test, detail.rejected]);
      return Promise.all(blobs.map(async (blob) => hex(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()))));
    });
    await page.locator("#file").setInputFiles(project.manifest);
    assert.deepEqual(await told, expected);
    await page.getByTestId("verdict").waitFor();
    assert.deepEqual(complaints, []);
  } finally {
    await page.close();
    await server.close();
  }
}

test("as a plain module, without a bundler", async () => {
  const text = readFileSync(project.file("app", "element.js"), "utf8");
  writeFileSync(project.file("app", "plain-element.js"), text.replace('"holdout/element"', '"../node_modules/holdout/dist/element.js"'));
  writeFileSync(project.file("app", "plain.html"), String(page).replace("main.js", "plain-element.js"));
  await splitsIn(project.folder, "/app/plain.html");
});

test("vite build", async () => {
  const out = project.file("vite-element");
  await vite.build({ root: project.file("app"), base: "./", build: { outDir: out, emptyOutDir: true }, logLevel: "error", configFile: false });
  await splitsIn(out);
});

test("webpack", async () => {
  const out = project.file("webpack-element");
  await withWebpack(project.file("app", "main.js"), out);
  writeFileSync(join(out, "index.html"), page);
  await splitsIn(out);
});

test("esbuild, with three files beside the bundle", async () => {
  const out = project.file("esbuild-element");
  await withEsbuild(project.file("app", "main.js"), out);
  for (const name of ["worker.js", "holdout.wasm", "holdout-element.wasm"]) copyFileSync(join(project.dist, name), join(out, name));
  writeFileSync(join(out, "index.html"), page);
  await splitsIn(out);
});

const source = (path) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), "utf8");

test("custom-elements.json, the documentation and the element say the same", async () => {
  const { modules } = JSON.parse(readFileSync(join(project.dist, "../custom-elements.json"), "utf8"));
  const [declared] = modules[0].declarations;
  const { HoldoutSplitterElement: element } = await import(join(project.dist, "element.js"));
  const names = (things) => things.map(({ name }) => name).sort();
  assert.deepEqual(names(declared.attributes), [...element.observedAttributes].sort());
  const own = Object.getOwnPropertyNames(element.prototype).filter((name) => name !== "constructor" && !name.endsWith("Callback"));
  assert.deepEqual(names(declared.members), own.sort());

  const told = [...source("crates/element/js/element.js").matchAll(/#say\("(\w+)"/g)].map(([, name]) => `holdout-${name}`);
  assert.deepEqual(names(declared.events), [...new Set(told)].sort());
  const styles = source("www/styles/tokens.css") + source("crates/element/styles/element.css");
  const properties = [...styles.matchAll(/var\((--holdout-[\w-]+)/g)].map(([, name]) => name).filter((name) => name !== "--holdout-rem");
  assert.deepEqual(names(declared.cssProperties), [...new Set(properties)].sort());
  const parts = partsOf();
  assert.deepEqual(names(declared.cssParts), parts);

  const documented = source("docs/element.md");
  for (const name of [...names(declared.attributes), ...names(declared.events), ...parts]) assert.ok(documented.includes(`\`${name}\``), name);
  for (const name of names(declared.members)) assert.match(documented, new RegExp(`\`${name}(\`|\\()`), name);
});

/** The parts that the components name. */
function partsOf() {
  const folder = fileURLToPath(new URL("../../crates/web/src", import.meta.url));
  const files = readdirSync(folder, { recursive: true }).map(String).filter((name) => name.endsWith(".rs"));
  const named = files.flatMap((name) => [...readFileSync(join(folder, name), "utf8").matchAll(/\bpart="([\w-]+)"/g)].map(([, part]) => part));
  return [...new Set(named)].sort();
}
