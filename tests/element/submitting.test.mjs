/**
 * The element submits what it has split, with what its page lends: against the local service, from another origin, under a
 * policy that names it. And it keeps an earlier test set that its page gives.
 */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DescribeProjectsCommand } from "@aws-sdk/client-rekognition";
import { DEVELOPMENT_KEYS, serveWithDevelopmentKeys } from "../protocol/service.mjs";
import { start } from "../support/engine.mjs";
import { manifestText } from "../support/manifests.mjs";
import { STRICT_CSP } from "../support/server.mjs";
import { awsClient, entries, linesOf, project } from "../support/submit.mjs";

let service;
let stage;

before(async () => {
  service = await serveWithDevelopmentKeys();
  stage = await start({ csp: STRICT_CSP.replace("connect-src 'self'", `connect-src 'self' ${service.url}`) });
});
after(async () => {
  await stage.stop();
  await service.end();
});

/** A blank page with an element; what it tells is written down. */
async function open() {
  const opened = await stage.page();
  await opened.page.evaluate(async () => {
    globalThis.heard = [];
    for (const name of ["split", "submitted", "error"]) {
      document.addEventListener(`holdout-${name}`, ({ type, detail }) => heard.push({ type: type.slice("holdout-".length), detail }));
    }
    await import("/element.js");
    globalThis.element = document.createElement("holdout-splitter");
  });
  return opened;
}

test("an element with credentials and an endpoint uploads its split, and tells the envelope once", async () => {
  const { page, complaints } = await open();
  const aws = awsClient(service.url, DEVELOPMENT_KEYS);
  const arn = await project(aws, "from-the-element");
  const sides = await page.evaluate(
    async ({ endpoint, keys, text }) => {
      globalThis.asked = 0;
      element.endpoint = endpoint;
      element.credentials = async () => {
        asked += 1;
        return keys;
      };
      element.source = text;
      document.body.append(element);
      const { train, test } = await element.split();
      return Promise.all([train, test].map(async (blob) => (await blob).text()));
    },
    { endpoint: service.url, keys: DEVELOPMENT_KEYS, text: manifestText({ lines: 300, seed: 5 }) },
  );
  assert.equal(await page.evaluate(() => asked), 0, "keys are asked for when they are needed");
  const part = (name) => page.getByTestId(`submit-${name}`);
  await part("open").click();
  await part("lent").waitFor();
  assert.equal(await part("endpoint").inputValue(), service.url);
  assert.equal(await part("key-id").count(), 0, "no keys are asked of the person");

  // What a person chooses instead is still chosen when the step is opened again.
  await part("place-aws").check();
  await part("close").click();
  await part("open").click();
  assert.equal(await part("place-aws").isChecked(), true);
  await part("place-other").check();

  await part("project").fill(arn);
  await part("go").click();
  await page.locator('[data-testid="submit-ended"]').waitFor({ timeout: 60_000 });
  const submitted = await page.evaluate(() => heard.filter(({ type }) => type === "submitted").map(({ detail }) => detail));
  assert.equal(submitted.length, 1);
  assert.equal(submitted[0].success, true, JSON.stringify(submitted[0]));
  assert.deepEqual(submitted[0], JSON.parse(await part("envelope").textContent()), "the same that the step shows");
  const { ProjectDescriptions } = await aws.send(new DescribeProjectsCommand({ ProjectNames: ["from-the-element"] }));
  for (const [i, type] of ["TRAIN", "TEST"].entries()) {
    const { DatasetArn } = ProjectDescriptions[0].Datasets.find(({ DatasetType }) => DatasetType === type);
    assert.deepEqual(await entries(aws, DatasetArn), linesOf(sides[i]), type);
  }
  assert.ok((await page.evaluate(() => asked)) > 0);

  const markup = await page.evaluate(() => element.outerHTML + element.shadowRoot.innerHTML + JSON.stringify({ ...localStorage, ...sessionStorage }));
  assert.ok(!markup.includes(DEVELOPMENT_KEYS.secretAccessKey), "the secret is written nowhere");
  assert.deepEqual(await page.evaluate(() => heard.filter(({ type }) => type === "error")), []);
  assert.deepEqual(complaints, []);
  await page.close();
});

test("credentials that are taken back are not used, and the person is asked for keys", async () => {
  const { page } = await open();
  await page.evaluate(
    async ({ keys, text }) => {
      document.body.append(element);
      element.credentials = keys;
      await element.open(text);
      await element.split();
      element.credentials = null;
    },
    { keys: DEVELOPMENT_KEYS, text: manifestText({ lines: 60 }) },
  );
  await page.getByTestId("submit-open").click();
  await page.getByTestId("submit-key-id").waitFor();
  assert.equal(await page.getByTestId("submit-lent").count(), 0);
  await page.close();
});

test("an earlier test set is kept, however it comes, until it is taken back", async () => {
  const { page, complaints } = await open();
  const text = manifestText({ lines: 400, seed: 9 });
  // Lines that the split alone does not put in test, all of them.
  const former = linesOf(text).slice(0, 40).map((line) => `${line}\n`).join("");
  const got = await page.evaluate(
    async ({ text, former }) => {
      document.body.append(element);
      const isKept = async () => {
        const split = await element.split();
        const test = await (await split.test).text();
        return { keep: split.report.split.keep ?? null, held: former.trimEnd().split("\n").filter((line) => test.includes(line)).length };
      };
      element.source = text;
      const none = await isKept();
      element.keep = new File([former], "former.manifest");
      const file = await isKept();
      const name = element.shadowRoot.querySelector('[data-testid="kept-name"]')?.textContent;
      element.keep = null;
      const back = await isKept();
      // What can be read once only is kept for every split.
      element.keep = Promise.resolve(new Response(former));
      const response = await isKept();
      element.seed = 7;
      const again = await isKept();
      // From the beginning: no split is told that does not keep it.
      heard.length = 0;
      await element.open(`${text}\n`);
      await element.split();
      const told = heard.filter(({ type }) => type === "split").map(({ detail }) => Boolean(detail.report.split.keep));
      return { none, file, name, back, response, again, told, errors: heard.filter(({ type }) => type === "error").length };
    },
    { text, former },
  );
  assert.equal(got.none.keep, null);
  assert.ok(got.none.held < 40, "a set worth keeping");
  for (const kept of [got.file, got.response, got.again]) {
    assert.ok(kept.keep, "the report says so");
    assert.equal(kept.held, 40);
  }
  assert.equal(got.name, "former.manifest");
  assert.deepEqual(got.back, got.none);
  assert.deepEqual(got.told, [true]);
  assert.equal(got.errors, 0);

  // A person who takes it away takes it from the property as well.
  await page.getByTestId("keep-none").click();
  await page.waitForFunction(() => element.keep === null);
  assert.equal(await page.evaluate(async () => (await element.split()).report.split.keep ?? null), null);
  assert.deepEqual(complaints, []);
  await page.close();
});

test("an earlier test set that can't be fetched is told and let go", async () => {
  const { page } = await open();
  const got = await page.evaluate(async (text) => {
    document.body.append(element);
    element.keep = Promise.reject(new TypeError("no network"));
    element.source = text;
    const split = await element.split();
    return { keep: element.keep, kept: split.report.split.keep ?? null, codes: heard.filter(({ type }) => type === "error").map(({ detail }) => detail.code) };
  }, manifestText({ lines: 60 }));
  assert.deepEqual(got, { keep: null, kept: null, codes: ["NOT_READABLE"] });
  await page.close();
});
