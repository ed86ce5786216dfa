/**
 * The package, the page and the element in browsers that are not Chromium: what they make of a manifest is what the command
 * makes of it.
 */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DIST } from "../support/engine.mjs";
import { serve } from "../support/server.mjs";
import { BROWSERS } from "./support/other_browsers.mjs";
import { SIDES, commandsDigests, makeProject } from "./support/project.mjs";

let project;
let digests;
let servers;
before(async () => {
  project = await makeProject();
  [digests, ...servers] = await Promise.all([commandsDigests(project), serve(project.dist), serve(DIST)]);
});
after(async () => {
  await Promise.all((servers ?? []).map((server) => server.close()));
  project?.remove();
});

/** Digests of what the engine of the package composes; and what it says to a server that sends a page for the wasm. */
async function splitHere(sides) {
  const { HoldoutError, init, open } = await import("/index.js");
  const said = await init(new Response("<!doctype html>")).catch((error) => [error instanceof HoldoutError, error.code]);
  const session = await open(document.querySelector("input").files[0]);
  const split = await session.split();
  const hex = async (blob) =>
    Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer())), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const digests = await Promise.all((await split.blobs(sides)).map(hex));
  const { sha256 } = (await split.certificate).outputs.train;
  const lines = [];
  for await (const line of session.lines({ status: "removed", limit: 3 })) lines.push(line.findings[0].code);
  session.close();
  return { digests, said, certified: sha256, lines, agent: navigator.userAgent };
}

/** Waits on the page till it is in a state and its split has settled; then its numbers. */
async function pageSettled() {
  const root = document.querySelector("holdout-splitter")?.shadowRoot ?? document;
  const at = (id) => root.querySelector(`[data-testid="${id}"]`);
  const deadline = Date.now() + 60_000;
  while (at("state")?.dataset.state !== "checked" || at("split-status")?.dataset.busy !== "false") {
    if (Date.now() > deadline) throw new Error(`it is ${at("state")?.dataset.state}: ${root.textContent?.slice(0, 500)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const number = (id) => Number(at(id).innerText.replace(/\D/g, ""));
  return { train: number("train-count"), test: number("test-count"), verdict: at("verdict").innerText };
}

/** The element, in an empty page: what its event hands over. */
async function elementSplits() {
  await import("/element.js");
  const element = document.createElement("holdout-splitter");
  const told = new Promise((resolve, reject) => {
    element.addEventListener("holdout-split", ({ detail }) => resolve(detail));
    element.addEventListener("holdout-error", ({ detail }) => reject(detail));
  });
  element.source = document.querySelector("input").files[0];
  document.body.append(element);
  const { report, train, test } = await told;
  const sizes = [(await train).size, (await test).size];
  element.remove();
  return { train: report.split.train, test: report.split.test, sizes };
}

/** What the package, the element and the page of a browser make of the manifest. */
async function split(tab) {
  const [packed, site] = servers.map(({ origin }) => origin);
  await tab.goto(`${packed}/blank`);
  await tab.choose("#file", project.manifest);
  const made = await tab.evaluate(splitHere, SIDES);
  const split = await tab.evaluate(elementSplits);
  await tab.goto(`${site}/index.html`);
  await tab.choose('input[type="file"]', project.manifest);
  return { made, split, seen: await tab.evaluate(pageSettled) };
}

/**
 * The same in a browser that is started for it. Debian's WebKitGTK once in some hundred runs garbles what crosses from the
 * engine's compiled code, texts of errors and all, where the next run of the same files is right: it has a second try. What
 * a browser makes of a manifest is held to the command's bytes in any case.
 */
async function splitIn(launch, tries, t) {
  for (let left = tries; ; left--) {
    const tab = await launch();
    try {
      return await split(tab);
    } catch (error) {
      if (left <= 1) throw error;
      t.diagnostic(`a first try failed: ${JSON.stringify(String(error)).slice(0, 400)}`);
    } finally {
      await tab.close();
    }
  }
}

for (const [name, { missing, launch, tries }] of Object.entries(BROWSERS)) {
  test(`${name}: the package, the page and the element split as the command does`, { skip: missing }, async (t) => {
    const { made, split, seen } = await splitIn(launch, tries, t);
    t.diagnostic(made.agent);
    assert.deepEqual(made.digests, digests);
    assert.equal(made.certified, digests[0]);
    assert.deepEqual(made.said, [true, "WASM_UNAVAILABLE"]);
    assert.equal(made.lines.length, 3);
    assert.ok(split.train > 0 && split.sizes.every((size) => size > 0), JSON.stringify(split));
    assert.deepEqual([seen.train, seen.test], [split.train, split.test]);
    assert.match(seen.verdict, /service/i);
  });
}
