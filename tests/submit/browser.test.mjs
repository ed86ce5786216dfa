/**
 * Submissions from Chromium: from a page of another origin than the service's, which takes a preflight; with a session
 * token; aborted; and with the service killed and started again on its way.
 */

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { KEYS, REGION, line, serve } from "../protocol/service.mjs";
import { start } from "../support/engine.mjs";
import { manifestText } from "../support/manifests.mjs";
import { STRICT_CSP } from "../support/server.mjs";
import { awsClient, entries, filled, linesOf, project, settled } from "../support/submit.mjs";

const TEXT = manifestText({ bytes: 8 * 1024 * 1024, seed: 5 });

let stage;
let service;
let aws;
let folder;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "holdout-submit-"));
  service = await serve("--data", folder);
  aws = awsClient(service.url);
  stage = await start({ csp: STRICT_CSP.replace("connect-src 'self'", "connect-src 'self' http://127.0.0.1:*") });
});
after(async () => {
  await stage.stop();
  await service.end();
  rmSync(folder, { recursive: true });
});

/** A blank page that notes every request. */
async function open() {
  const { page, complaints } = await stage.page();
  const requests = [];
  page.context().on("request", (request) => requests.push({ url: request.url(), method: request.method(), headers: request.headers() }));
  return { page, complaints, requests };
}

/** Splits a text in the page and uploads it; what was told, and the two outputs' texts. */
const upload = (page, options) =>
  page.evaluate(async ({ text, options }) => {
    const { open } = await import("/engine/index.js");
    const { submit } = await import("/engine/submit.js");
    const session = await open(text);
    const split = await session.split();
    const told = [];
    const onProgress = ({ event, datasets, sent }) => void told.push({ event, datasets, sent });
    const envelope = await submit({ mode: "upload", split, onProgress, ...options });
    const [train, test] = await Promise.all([split.train, split.test].map(async (blob) => (await blob).text()));
    session.close();
    return { envelope, told, train, test };
  }, { text: TEXT, options });

test("a split is uploaded from another origin, with a session token, byte for byte", async () => {
  const { page, complaints, requests } = await open();
  const projectArn = await project(aws, "from-a-page");
  const credentials = { ...KEYS, sessionToken: "a-session-token" };
  const { envelope, told, train, test } = await upload(page, { projectArn, endpoint: service.url, credentials });
  assert.equal(envelope.success, true, JSON.stringify(envelope));
  const [trainArn, testArn] = told.at(-1).datasets;
  assert.deepEqual(await entries(aws, trainArn), linesOf(train));
  assert.deepEqual(await entries(aws, testArn), linesOf(test));

  const asked = requests.filter(({ url }) => url.startsWith(service.url));
  assert.ok(asked.length > 6);
  for (const { method, headers } of asked) {
    assert.equal(method, "POST");
    assert.match(headers.authorization, /SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target,/);
    assert.equal(headers["x-amz-security-token"], "a-session-token");
  }
  const strangers = requests.filter(({ url }) => !url.startsWith(service.url) && !url.startsWith(stage.server.origin) && !url.startsWith("blob:"));
  assert.deepEqual(strangers, []);
  assert.ok(!JSON.stringify(requests).includes(KEYS.secretAccessKey));
  assert.deepEqual(complaints, []);
  await page.close();
});

test("importing loads no client; a submission's worker goes with it", async () => {
  const { page, requests } = await open();
  await page.evaluate(() => import("/engine/submit.js"));
  assert.ok(!requests.some(({ url }) => url.includes("submit.wasm") || url.includes("worker.js")));
  const { train, test } = await filled(aws, "workers", Array.from({ length: 10 }, (_, i) => line(i)).join("\n"));
  const envelope = await page.evaluate(async (options) => {
    const { submit } = await import("/engine/submit.js");
    return submit(options);
  }, { mode: "distribute", trainDatasetArn: train, testDatasetArn: test, endpoint: service.url, credentials: KEYS });
  assert.equal(envelope.success, true, JSON.stringify(envelope));
  for (let tries = 0; page.workers().length > 0 && tries < 100; tries++) await page.waitForTimeout(20);
  assert.equal(page.workers().length, 0);
  const counts = [await settled(aws, train), await settled(aws, test)].map(({ DatasetStats }) => DatasetStats.TotalEntries);
  assert.deepEqual(counts, [8, 2]);
  await page.close();
});

test("a service that is killed on the way and started again costs a retry, and no line", async () => {
  const { page } = await open();
  const projectArn = await project(aws, "killed");
  const port = new URL(service.url).port;
  const split = { train: TEXT, test: line("held-out") };
  const run = (state) =>
    page.evaluate(async ({ split, state, ...options }) => {
      const { submit } = await import("/engine/submit.js");
      const blobs = { train: new Blob([split.train]), test: new Blob([split.test]) };
      let last;
      const onProgress = (progress) => {
        last = { state: progress.state, datasets: progress.datasets };
        if (progress.event === "accepted") globalThis.accepted?.();
      };
      const envelope = await submit({ mode: "upload", split: blobs, state, onProgress, ...options });
      return { envelope, ...last };
    }, { split, state, projectArn, endpoint: service.url, credentials: KEYS });

  const killed = new Promise((resolve) => {
    void page.exposeFunction("accepted", async () => {
      await service.end("SIGKILL");
      resolve(undefined);
    }).then(() => {});
  });
  await page.waitForFunction(() => typeof globalThis.accepted === "function");
  const first = run();
  await killed;
  const broken = await first;
  assert.equal(broken.envelope.error?.code, "NETWORK", JSON.stringify(broken.envelope));
  await page.evaluate(() => delete globalThis.accepted);

  service = await serve("--data", folder, "--listen", `127.0.0.1:${port}`);
  const second = await run(broken.state);
  assert.equal(second.envelope.success, true, JSON.stringify(second.envelope));
  assert.deepEqual(await entries(aws, second.datasets[0]), linesOf(TEXT));
  await page.close();
});

test("a page that may not ask, a policy and a missing client are told", async () => {
  const { page } = await open();
  const submitOnce = (options) =>
    page.evaluate(async (options) => {
      const { look } = await import("/engine/submit.js");
      return look(options).then(() => "fine", ({ code, message }) => `${code}: ${message}`);
    }, options);
  const trainDatasetArn = `arn:aws:rekognition:${REGION}:111122223333:project/p/dataset/train/1`;
  // The policy of this page allows no other host, and nobody answers there.
  assert.match(await submitOnce({ trainDatasetArn, credentials: KEYS }), /^NETWORK: .*\(CORS, local network access\)/);
  stage.server.replace("/engine/submit/submit.wasm", () => ({ status: 404, body: "not found" }));
  assert.match(await submitOnce({ trainDatasetArn, credentials: KEYS, endpoint: service.url }), /^WASM_UNAVAILABLE: .*submit\.wasm/);
  stage.server.replace("/engine/submit/submit.wasm", null);
  stage.server.replace("/engine/submit/submit_worker.js", () => ({ status: 404, body: "not found" }));
  assert.match(await submitOnce({ trainDatasetArn, credentials: KEYS, endpoint: service.url }), /^WASM_UNAVAILABLE: .*worker/);
  stage.server.replace("/engine/submit/submit_worker.js", null);
  await page.close();
});
