/** From `open(file)` to a report, in a page that has the engine already. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, openPage } from "../support/browser.mjs";
import { writeManifest } from "../support/manifests.mjs";
import { serve } from "../support/server.mjs";
import { makeProject } from "./support/project.mjs";

const LINES = 10_000;
const RUNS = 9;
/** The aim is 200 ms. A machine that does other things at the same time is allowed for: the best of some runs counts. */
const LIMIT_MS = 200;
const SLOW_MACHINE = 3;

let project;
let browser;
let server;
before(async () => {
  [project, browser] = await Promise.all([makeProject(), launch()]);
  server = await serve(project.dist);
});
after(async () => {
  await browser?.close();
  await server?.close();
  project?.remove();
});

test(`a report on ${LINES} lines within ${LIMIT_MS} ms`, async (t) => {
  const manifest = project.file("lines.manifest");
  writeManifest(manifest, { lines: LINES });
  const { page } = await openPage(browser, `${server.origin}/blank`);
  await page.locator("#file").setInputFiles(manifest);
  const times = await page.evaluate(async (runs) => {
    const { open } = await import("/index.js");
    const file = document.querySelector("input").files[0];
    const times = [];
    for (let i = 0; i <= runs; i++) {
      const begun = performance.now();
      const session = await open(file);
      times.push(performance.now() - begun);
      if (session.report.input.lines !== 10_000) throw new Error("the report is another file's");
      session.close();
    }
    return times.slice(1);
  }, RUNS);
  times.sort((a, b) => a - b);
  t.diagnostic(`best ${times[0].toFixed(0)} ms, median ${times[RUNS >> 1].toFixed(0)} ms, digest included`);
  assert.ok(times[0] < LIMIT_MS * SLOW_MACHINE, `${times[0]} ms at best`);
});

test("a page loads three files to split a manifest, and others when they are wanted", async () => {
  const { page, complaints } = await openPage(browser, `${server.origin}/blank`);
  const loaded = [];
  // A worker's own requests are not the page's: it has none.
  page.on("request", (request) => loaded.push(new URL(request.url()).pathname));
  await page.locator("#file").setInputFiles(project.manifest);
  await page.evaluate(async () => {
    const { open } = await import("/index.js");
    window.session = await open(document.querySelector("input").files[0]);
    const split = await window.session.split();
    await Promise.all([split.train, split.test, split.certificate]);
  });
  assert.deepEqual([...new Set(loaded)].sort(), ["/holdout.wasm", "/index.js", "/worker.js"]);
  const failure = await page.evaluate(async () => {
    const { HoldoutError, open } = await import("/index.js");
    const session = await open(new Response("{}\n"));
    const { lines } = session.report.input;
    session.close();
    const error = await open(7).catch((error) => error);
    // Made by another copy of the class, in a file that was loaded for it.
    return { lines, code: error.code, isOurs: error instanceof HoldoutError };
  });
  assert.deepEqual(failure, { lines: 1, code: "NOT_A_FILE", isOurs: true });
  assert.ok(loaded.includes("/streams.js"));
  assert.deepEqual(complaints, []);
});
