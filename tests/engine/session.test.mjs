/** A session in a real browser: the same result for any number of workers, and the same as the command's. */

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { choose, holdout, sha256, start } from "../support/engine.mjs";
import { manifestText, writeManifest } from "../support/manifests.mjs";

const LINES = 20_000;
let stage;
let manifest;

before(async () => {
  stage = await start();
  manifest = stage.file("mixed.manifest");
  writeFileSync(manifest, manifestText({ lines: LINES, badEvery: 40 }));
});
after(() => stage.stop());

/** Opens the chosen file, splits it, and tells everything that must not depend on the number of workers. */
async function splitInPage(page, { workers, options = {} }) {
  return page.evaluate(async ({ workers, options }) => {
    const { open } = await import("/engine/index.js");
    const file = document.querySelector("input").files[0];
    const session = await open(file, { workers });
    const split = await session.split(options);
    const blobs = await split.blobs();
    const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const digests = [];
    for (const blob of blobs) digests.push(hex(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer())));
    const result = { report: session.reportText, split: split.reportText, digests, certificate: await split.certificateText() };
    session.close();
    return result;
  }, { workers, options });
}

test("any number of workers gives the same report and the same bytes", async () => {
  const { page, complaints } = await stage.page();
  await choose(page, manifest);
  const one = await splitInPage(page, { workers: 1 });
  for (const workers of [2, 3, 7]) assert.deepEqual(await splitInPage(page, { workers }), one, `${workers} workers`);
  assert.deepEqual(complaints, []);
  await page.close();
});

for (const options of [{}, { strategy: "random", seed: 7, fraction: 0.35 }, { strategy: "hash" }]) {
  test(`the same as the command: ${JSON.stringify(options)}`, async () => {
    const { page } = await stage.page();
    await choose(page, manifest);
    const ours = await splitInPage(page, { workers: 2, options });
    await page.close();

    const out = stage.file(`out-${options.strategy ?? "default"}`);
    const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const { stdout, stderr } = await holdout("split", manifest, "--out", out, "--format", "json", ...args);
    assert.ok(stdout, stderr);
    const theirs = JSON.parse(stdout);
    const report = JSON.parse(ours.split);
    // The command names the file as it was given; the page knows only its name.
    theirs.input.name = report.input.name;
    assert.deepEqual(report, theirs);
    const files = ["train", "test", "rejected"].map((side) => join(out, `${side}.manifest`));
    assert.deepEqual(ours.digests, await Promise.all(files.map(sha256)));
    const certificate = JSON.parse(readFileSync(join(out, "certificate.json"), "utf8"));
    certificate.input.name = report.input.name;
    assert.deepEqual(JSON.parse(ours.certificate), certificate);
  });
}

test("every line goes to exactly one side, byte for byte and in order", async () => {
  const { page } = await stage.page();
  await choose(page, manifest);
  const sides = await page.evaluate(async () => {
    const { open } = await import("/engine/index.js");
    const session = await open(document.querySelector("input").files[0], { workers: 3 });
    const split = await session.split({ fraction: 0.3 });
    const blobs = await Promise.all([split.train, split.test, split.rejected]);
    return Promise.all(blobs.map((blob) => blob.text()));
  });
  await page.close();
  // The next line of each side is its array's last.
  const left = sides.map((text) => linesOf(text).reverse());
  for (const line of linesOf(readFileSync(manifest, "utf8"))) {
    const side = left.find((lines) => lines[lines.length - 1] === line);
    assert.ok(side, `${JSON.stringify(line.slice(0, 100))} should come next, but the sides go on with ${JSON.stringify(left.map((lines) => lines.at(-1)?.slice(0, 100)))}`);
    side.pop();
  }
  assert.deepEqual(left, [[], [], []], "nothing is left over");
});

/** Lines with their endings. */
const linesOf = (text) => (text.match(/[^\n]*\n|[^\n]+$/g) ?? []);

test("lines come in pages, filtered, with their side", async () => {
  const { page } = await stage.page();
  await choose(page, manifest);
  const result = await page.evaluate(async () => {
    const { open } = await import("/engine/index.js");
    const session = await open(document.querySelector("input").files[0]);
    const { counts, codes } = session.report;
    const some = codes.find(({ code }) => code === "ERROR_INVALID_JSON_LINE");
    const unsplit = await session.page({ limit: 1 });
    await session.split();
    const first = await session.page({ offset: 100, limit: 3 });
    const coded = await session.page({ code: some.code, limit: 500 });
    const last = await session.page({ offset: 19_999, limit: 10 });
    const beyond = await session.page({ offset: 50_000 });
    const listed = [];
    for await (const line of session.lines({ status: "removed", from: 150, limit: 120 })) listed.push(line.line);
    const text = JSON.parse(await session.pageText({ code: "ERROR_INVALID_BOUNDING_BOX", limit: 1 }));
    session.close();
    return { counts, some, unsplit, first, coded, last, beyond, listed, text };
  });
  await page.close();
  const input = readFileSync(manifest, "utf8").split("\n");
  assert.equal(result.unsplit.lines[0].side, undefined);
  assert.equal(result.first.total, LINES);
  assert.deepEqual(result.first.lines.map(({ line, text }) => [line, text]), [100, 101, 102].map((i) => [i + 1, input[i].replace(/\r$/, "")]));
  assert.ok(result.first.lines.every(({ side }) => ["train", "test", "rejected"].includes(side)));
  assert.equal(result.coded.total, result.some.lines);
  assert.deepEqual(result.coded.lines.slice(0, 10).map(({ line }) => line), result.some.firstLines);
  assert.ok(result.coded.lines.every(({ findings }) => findings.some(({ code }) => code === result.some.code)));
  assert.equal(result.last.lines.length, 1);
  assert.deepEqual(result.beyond.lines, []);
  assert.equal(result.listed.length, 120);
  assert.deepEqual(result.listed, [...result.listed].sort((a, b) => a - b));
  const [finding] = result.text.lines[0].findings;
  assert.equal(typeof finding.column_utf16, "number");
});

test("a piped output is the Blob's bytes, and a failing writer ends it", async () => {
  const { page } = await stage.page();
  await choose(page, manifest);
  const result = await page.evaluate(async () => {
    const { open } = await import("/engine/index.js");
    const session = await open(document.querySelector("input").files[0]);
    const split = await session.split();
    const pieces = [];
    await split.pipe("train", new WritableStream({ write: (bytes) => void pieces.push(bytes) }));
    const same = (await new Blob(pieces).text()) === (await (await split.train).text());
    const full = new WritableStream({ write: () => Promise.reject(new Error("disk full")) });
    const failure = await split.pipe("test", full).catch((error) => error.message);
    session.close();
    return { same, failure };
  });
  await page.close();
  assert.deepEqual(result, { same: true, failure: "disk full" });
});

test("every kind of source is read alike, also at the same time", async () => {
  const { page, complaints } = await stage.page();
  const text = manifestText({ lines: 3000, badEvery: 50 });
  stage.server.replace("/some.manifest", () => ({ body: text }));
  const result = await page.evaluate(async (text) => {
    const { init, open } = await import("/engine/index.js");
    await Promise.all([init(), init(), init()]);
    const bytes = new TextEncoder().encode(text);
    const sources = {
      string: text,
      bytes,
      buffer: bytes.slice().buffer,
      blob: new Blob([text]),
      file: new File([text], "some.manifest"),
      stream: new Blob([text]).stream(),
      response: await fetch("/some.manifest"),
      promise: fetch("/some.manifest"),
    };
    const sessions = await Promise.all(Object.values(sources).map((source) => open(source, { digest: "later", name: "x" })));
    const named = await open(await fetch("/some.manifest"));
    const reports = sessions.map(({ reportText }) => reportText);
    const later = [sessions[0].report.input.sha256, await sessions[0].digest(), sessions[0].report.input.sha256];
    for (const session of [...sessions, named]) session.close();
    return { reports, name: named.report.input.name, named: named.report.input.sha256, later };
  }, text);
  assert.equal(new Set(result.reports).size, 1);
  assert.equal(result.name, "some.manifest");
  assert.equal(result.later[0], null);
  assert.deepEqual(result.later.slice(1), [result.named, result.named]);
  assert.deepEqual(complaints, []);
  await page.close();
});

test("a wrong option is an error that names it", async () => {
  const { page } = await stage.page();
  const messages = await page.evaluate(async () => {
    const { HoldoutError, open } = await import("/engine/index.js");
    const failure = async (work) => {
      const error = await work().then(() => "no error", (error) => error);
      return `${error instanceof HoldoutError} ${error.code}: ${error.message}`;
    };
    const session = await open("{}\n");
    const messages = [
      await failure(() => open("{}", { worker: 2 })),
      await failure(() => open("{}", { workers: 0 })),
      await failure(() => open("{}", { useCase: "both" })),
      await failure(() => open("{}", { digest: "never" })),
      await failure(() => session.split({ fractoin: 0.1 })),
      await failure(() => session.split({ fraction: 1.5 })),
      await failure(() => session.split({ strategy: "best" })),
      await failure(() => session.split({ fraction: NaN })),
      await failure(() => session.split({ seed: 2 ** 60 })),
      await failure(() => session.split({ seed: 7n })),
      await failure(() => session.page({ limit: 501 })),
      await failure(() => session.page({ status: "odd" })),
    ];
    session.close();
    return messages;
  });
  await page.close();
  const named = ["worker", "workers", "both", "digest", "fractoin", "1.5", "best", "NaN", "1152921504606847000", "\"7\"", "limit", "odd"];
  messages.forEach((message, i) => {
    assert.match(message, /^true INVALID_OPTIONS: /);
    assert.ok(message.includes(named[i]), message);
  });
});

test("other limits judge what has been read", async () => {
  const { page, complaints } = await stage.page();
  const path = stage.file("limits.manifest");
  writeManifest(path, { lines: 300, badEvery: 7 });
  await choose(page, path);
  const result = await page.evaluate(async () => {
    const { open } = await import("/engine/index.js");
    const [file] = document.querySelector("input").files;
    const limits = { region: "eu-west-2", useCase: "image-level" };
    const [session, other] = await Promise.all([open(file), open(file, limits)]);
    const before = session.reportText;
    const told = await session.check(limits);
    const judged = [session.reportText, (await session.split()).reportText];
    const expected = [other.reportText, (await other.split()).reportText];
    const same = told === session.report;
    await session.check();
    const failure = await session.check({ regoin: "x" }).catch(({ code }) => code);
    const outcome = { judged, expected, same, back: session.reportText === before, failure };
    session.close();
    other.close();
    return outcome;
  });
  assert.deepEqual(result.judged, result.expected);
  assert.deepEqual([result.same, result.back, result.failure], [true, true, "INVALID_OPTIONS"]);
  assert.deepEqual(complaints, []);
  await page.close();
});

test("what a server sends instead of the wasm is told apart, and the next attempt works", async () => {
  const { page } = await stage.page();
  const failure = () => page.evaluate(async () => {
    const { open } = await import("/engine/index.js");
    return open("{}\n").then((session) => session.close(), ({ code, message, hint }) => ({ code, message, hint }));
  });
  stage.server.replace("/engine/holdout.wasm", () => ({ type: "text/html", body: "<!doctype html><title>My app</title>" }));
  const html = await failure();
  assert.equal(html.code, "WASM_UNAVAILABLE");
  assert.match(html.message, /HTML page instead of WebAssembly/);
  stage.server.replace("/engine/holdout.wasm", () => ({ status: 404, type: "text/plain", body: "not found" }));
  assert.match((await failure()).message, /status 404/);
  stage.server.replace("/engine/holdout.wasm", null);
  assert.equal(await failure(), undefined);
  await page.close();
});

test("after closing, nothing is left to ask and no worker is left busy", async () => {
  const { page } = await stage.page();
  const code = await page.evaluate(async () => {
    const { open } = await import("/engine/index.js");
    const session = await open("{}\n");
    const waiting = session.page().catch((error) => error.code);
    await session[Symbol.asyncDispose]();
    return [await waiting, await session.page().catch((error) => error.code)];
  });
  assert.deepEqual(code, ["CANCELLED", "CANCELLED"]);
  await page.close();
});
