/** What Node.js has beside a browser's: paths, streams, threads, and what goes wrong with them. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { appendFileSync, createReadStream, createWriteStream, openAsBlob, readFileSync, rmSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { makeProject } from "./support/project.mjs";

let project;
let holdout;
let text;
before(async () => {
  project = await makeProject();
  holdout = await import(pathToFileURL(`${project.dist}/node.js`).href);
  text = readFileSync(project.manifest);
});
after(() => project?.remove());

const failure = (promise) => promise.then(() => assert.fail("it should fail"), (error) => error);

test("every kind of source gives the same report", async () => {
  const sources = {
    path: project.manifest,
    url: pathToFileURL(project.manifest),
    bytes: text,
    blob: new Blob([text]),
    "blob of a file": await openAsBlob(project.manifest),
    file: new File([text], "mixed.manifest"),
    "stream of Node.js": createReadStream(project.manifest),
    "stream of text": Readable.from([text.toString("utf8")]),
    "web stream": new Blob([text]).stream(),
    response: new Response(text),
  };
  const reports = {};
  for (const [kind, source] of Object.entries(sources)) {
    const session = await holdout.open(source, { name: "it" });
    reports[kind] = session.reportText;
    session.close();
  }
  for (const [kind, report] of Object.entries(reports)) assert.equal(report, reports.path, kind);
});

test("a pipe is read as a stream", { skip: process.platform === "win32" }, async () => {
  const pipe = project.file("pipe");
  execFileSync("mkfifo", [pipe]);
  const writing = createWriteStream(pipe);
  writing.end(text);
  const session = await holdout.open(pipe);
  assert.equal(session.report.input.bytes, text.length);
  session.close();
});

test("outputs are piped into streams of Node.js and of the web", async () => {
  const session = await holdout.open(project.manifest);
  const split = await session.split();
  const path = project.file("train.manifest");
  await split.pipe("train", createWriteStream(path));
  const pieces = [];
  await split.pipe("train", new WritableStream({ write: (piece) => void pieces.push(piece) }));
  const blob = Buffer.from(await (await split.train).arrayBuffer());
  session.close();
  assert.ok(blob.length > 0);
  assert.deepEqual(readFileSync(path), blob);
  assert.deepEqual(Buffer.concat(pieces), blob);
});

test("a stream that can't be written to its end rejects with its reason", async () => {
  const session = await holdout.open(project.manifest);
  const split = await session.split();
  const error = await failure(split.pipe("train", createWriteStream(project.file("no", "such", "folder"))));
  session.close();
  assert.match(error.message, /ENOENT/);
});

test("a file that is not there, a folder, and text in the place of a path are told apart", async () => {
  const missing = await failure(holdout.open(project.file("nothing.manifest")));
  assert.ok(missing instanceof holdout.HoldoutError);
  assert.equal(missing.code, "NOT_READABLE");
  assert.match(missing.message, /nothing\.manifest/);
  const folder = await failure(holdout.open(project.folder));
  assert.equal(folder.code, "NOT_A_FILE");
  const line = await failure(holdout.open(text.toString("utf8")));
  assert.equal(line.code, "NOT_READABLE");
  assert.match(line.hint, /new Blob\(\[text\]\)/);
  assert.ok(line.message.length < 500);
});

test("a file that changes after it was opened is not mixed with what it was", async () => {
  const path = project.file("changing.manifest");
  writeFileSync(path, text);
  const session = await holdout.open(path);
  const split = await session.split();
  appendFileSync(path, "{}\n");
  const error = await failure(split.blobs());
  assert.equal(error.code, "NOT_READABLE");
  rmSync(path);
  assert.equal((await failure(session.page())).code, "NOT_READABLE");
  session.close();
});

test("an opening is cancelled, and the next one works", async () => {
  const controller = new AbortController();
  const opening = holdout.open(project.manifest, { signal: controller.signal, onProgress: () => controller.abort() });
  assert.equal((await failure(opening)).code, "CANCELLED");
  const session = await holdout.open(project.manifest);
  assert.equal(session.report.input.lines, 3000);
  session.close();
});

test("leaving a block closes the session", async () => {
  const session = await holdout.open(project.manifest);
  await session[Symbol.asyncDispose]();
  assert.equal((await failure(session.page())).code, "CANCELLED");
});

test("a thread that traps or ends is replaced", async () => {
  // A worker whose n-th request meets what `trouble` does; after that the usual one.
  const troubled = (trouble) => `
    import { parentPort } from "node:worker_threads";
    const on = parentPort.on;
    parentPort.on = (name, hear) => on.call(parentPort, name, (message) => {
      if (message.kind === "scan") { ${trouble} }
      hear(message);
    });
    await import(${JSON.stringify(pathToFileURL(`${project.dist}/node-worker.js`).href)});`;
  const unreachable = "[0,97,115,109,1,0,0,0,1,4,1,96,0,0,3,2,1,0,8,1,0,10,5,1,3,0,0,11]";
  const troubles = {
    [`new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(${unreachable})));`]: "WORKER_TRAPPED",
    "process.exit(3);": "WORKER_TRAPPED",
  };
  for (const [trouble, code] of Object.entries(troubles)) {
    // Idle threads of the tests before would be taken first.
    const fresh = await import(`${pathToFileURL(`${project.dist}/node.js`).href}?${code.length + trouble.length}`);
    let started = 0;
    await fresh.init(undefined, {
      createWorker: () => (started++, new Worker(new URL(`data:text/javascript,${encodeURIComponent(troubled(trouble))}`))),
    });
    const error = await failure(fresh.open(project.manifest, { workers: 1, digest: "later" }));
    assert.equal(error.code, code, String(error));
    assert.ok(error.range.end > 0, "it says which bytes were worked on");
    assert.ok(started >= 2, "a ledger and a scanner");
    await fresh.init(undefined, { workerUrl: pathToFileURL(`${project.dist}/node-worker.js`) });
    const session = await fresh.open(project.manifest, { workers: 1 });
    assert.equal(session.report.input.lines, 3000);
    session.close();
  }
});
