/** The package in what people build pages with: installed, bundled, served under a strict policy, and splitting in a browser. */

import assert from "node:assert/strict";
import { copyFileSync, cpSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import { rollup } from "rollup";
import * as vite from "vite";
import { launch, openPage } from "../support/browser.mjs";
import { serve, STRICT_CSP } from "../support/server.mjs";
import { withEsbuild, withWebpack } from "./support/bundling.mjs";
import { commandsDigests, makeProject } from "./support/project.mjs";

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

/** Opens the application at `url`, has it split the manifest, and compares every byte with the command's. */
async function splitsAt(url) {
  const { page, complaints } = await openPage(browser, url);
  try {
    await page.waitForFunction(() => document.title === "ready", undefined, { timeout: 60_000 });
    await page.locator("#file").setInputFiles(project.manifest);
    const digests = await page.evaluate(async () => {
      const session = await open(document.querySelector("input").files[0]);
      const blobs = await (await session.split()).blobs();
      session.close();
      // Its client and worker are found as well; a plan asks nobody.
      const arn = (kind) => `arn:aws:rekognition:us-east-1:123456789012:project/p/dataset/${kind}/1700000000000`;
      const { steps } = await plan({ mode: "distribute", trainDatasetArn: arn("train"), testDatasetArn: arn("test") });
      if (steps.length === 0) throw new Error("a distribution has no steps");
      const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      return Promise.all(blobs.map(async (blob) => hex(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()))));
    });
    assert.deepEqual(digests, expected);
    assert.deepEqual(complaints, []);
  } finally {
    await page.close();
  }
}

async function splitsIn(folder, { csp, path = "/" } = {}) {
  const server = await serve(folder, { csp });
  try {
    await splitsAt(server.origin + path);
  } finally {
    await server.close();
  }
}

/** A bundler that has never heard of `new URL(…, import.meta.url)` needs the files beside its bundle. */
function bringFiles(out) {
  for (const name of ["worker.js", "holdout.wasm", "submit_worker.js", "submit.wasm"]) copyFileSync(join(project.dist, name), join(out, name));
  cpSync(project.file("app", "index.html"), join(out, "index.html"));
}

test("as a plain module, without a bundler", async () => {
  cpSync(project.file("app", "plain.js"), project.file("app", "main.js"), { force: true });
  await splitsIn(project.folder, { path: "/app/" });
  cpSync(new URL("app/main.js", import.meta.url), project.file("app", "main.js"), { force: true });
});

test("vite build", async () => {
  const out = project.file("vite");
  await vite.build({ root: project.file("app"), base: "./", build: { outDir: out, emptyOutDir: true }, logLevel: "error", configFile: false });
  await splitsIn(out);
});

for (const [what, optimizeDeps] of [["as the readme says", { exclude: ["holdout"] }], ["without a word", {}]]) {
  test(`vite dev, ${what}`, async () => {
    const server = await vite.createServer({
      root: project.file("app"),
      cacheDir: project.file(`vite-cache-${what.length}`),
      optimizeDeps,
      server: { host: "127.0.0.1", port: 0, fs: { strict: false } },
      logLevel: "error",
      configFile: false,
    });
    try {
      await server.listen();
      await splitsAt(server.resolvedUrls.local[0]);
    } finally {
      await server.close();
    }
  });
}

test("webpack", async () => {
  const out = project.file("webpack");
  await withWebpack(project.file("app", "main.js"), out);
  cpSync(project.file("app", "index.html"), join(out, "index.html"));
  await splitsIn(out);
});

test("rollup, with the files beside the bundle", async () => {
  const out = project.file("rollup");
  const bundle = await rollup({ input: project.file("app", "main.js"), plugins: [nodeResolve({ browser: true })] });
  // What is seldom needed is loaded when it is: a file of its own, or within.
  await bundle.write({ dir: out, entryFileNames: "main.js", format: "es" });
  await bundle.write({ file: join(out, "single.js"), format: "es", inlineDynamicImports: true });
  await bundle.close();
  bringFiles(out);
  await splitsIn(out);
});

test("esbuild, with the files beside the bundle", async () => {
  const out = project.file("esbuild");
  await withEsbuild(project.file("app", "main.js"), out);
  bringFiles(out);
  await splitsIn(out);
});

test("esbuild and holdout/inline: one file is all there is", async () => {
  const out = project.file("inline");
  await withEsbuild(project.file("app", "inline.js"), out);
  cpSync(project.file("app", "index.html"), join(out, "index.html"));
  for (const name of ["submit_worker.js", "submit.wasm"]) copyFileSync(join(project.dist, name), join(out, name));
  await splitsIn(out, { csp: STRICT_CSP.replace("worker-src 'self'", "worker-src 'self' blob:") });
});
