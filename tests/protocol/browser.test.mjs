// Chromium as the judge of CORS: a page of another origin asks the local service as our client does.
import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { createServer } from "node:http";
import { test } from "node:test";

import { chromium } from "playwright-core";

import { KEYS, REGION, serve } from "./service.mjs";

const hash = (text) => createHash("sha256").update(text).digest("hex");
const hmac = (key, text) => createHmac("sha256", key).update(text).digest();

/** The headers of a signed request, made here so that the browser's own part is the only one on trial. */
function signed(url, target, body) {
  const stamp = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const scope = `${stamp.slice(0, 8)}/${REGION}/rekognition/aws4_request`;
  const headers = {
    "content-type": "application/x-amz-json-1.1", host: new URL(url).host, "x-amz-date": stamp, "x-amz-target": `RekognitionService.${target}`,
  };
  const names = Object.keys(headers).join(";");
  const canonical = `POST\n/\n\n${Object.entries(headers).map(([name, value]) => `${name}:${value}\n`).join("")}\n${names}\n${hash(body)}`;
  const key = scope.split("/").reduce(hmac, `AWS4${KEYS.secretAccessKey}`);
  const signature = hmac(key, `AWS4-HMAC-SHA256\n${stamp}\n${scope}\n${hash(canonical)}`).toString("hex");
  delete headers.host;
  return { ...headers, authorization: `AWS4-HMAC-SHA256 Credential=${KEYS.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}` };
}

test("pages of allowed origins can ask, and read errors; others cannot", async (context) => {
  const pages = createServer((_, response) => response.setHeader("content-type", "text/html").end("<!doctype html>"));
  await new Promise((resolve) => pages.listen(0, "127.0.0.1", resolve));
  const { port } = pages.address();
  const service = await serve();
  const browser = await chromium.launch({
    executablePath: process.env.HOLDOUT_CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--host-resolver-rules=MAP evil.example 127.0.0.1"],
  });
  try {
    const ask = async (page, headers, body) =>
      page.evaluate(async ([url, headers, body]) => {
        try {
          const response = await fetch(url, { method: "POST", headers, body, credentials: "omit", redirect: "error", cache: "no-store" });
          const seen = ["x-amzn-requestid", "x-amzn-errortype", "date"].map((name) => response.headers.get(name));
          return { status: response.status, seen, body: await response.json().catch(() => null) };
        } catch (error) {
          return { failed: error.message };
        }
      }, [service.url, headers, body]);

    const good = await browser.newPage();
    await good.goto(`http://127.0.0.1:${port}/`);
    await context.test("a preflight and a call succeed from another origin of this machine", async () => {
      const answer = await ask(good, signed(service.url, "DescribeProjects", "{}"), "{}");
      assert.equal(answer.status, 200);
      assert.deepEqual(answer.body, { ProjectDescriptions: [] });
      assert.ok(answer.seen[0] && answer.seen[2]);
    });
    await context.test("errors can be read: name, number and date", async () => {
      const answer = await ask(good, { ...signed(service.url, "DescribeProjects", "{}"), authorization: "nonsense" }, "{}");
      assert.equal(answer.status, 400);
      assert.equal(answer.seen[1], "IncompleteSignatureException");
      assert.ok(answer.seen[0] && answer.seen[2]);
      assert.equal(answer.body.__type, "IncompleteSignatureException");
    });
    await context.test("what a page may send without asking is refused", async () => {
      const answer = await ask(good, { "content-type": "text/plain" }, "{}");
      assert.equal(answer.status, 415);
    });
    await context.test("a foreign origin is refused, by name or by rebinding", async () => {
      const foreign = await browser.newPage();
      await foreign.goto(`http://evil.example:${port}/`);
      assert.match((await ask(foreign, signed(service.url, "DescribeProjects", "{}"), "{}")).failed, /fetch/);
      const rebound = await foreign.goto(service.url.replace("127.0.0.1", "evil.example"));
      assert.equal(rebound.status(), 403);
    });
  } finally {
    await browser.close();
    await service.end();
    pages.close();
  }
});
