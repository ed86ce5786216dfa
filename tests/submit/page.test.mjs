/**
 * The step that submits, in the page that the local service serves: by keyboard from the file to the end, and what becomes
 * of keys, requests, errors and reloads on the way.
 */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { DEVELOPMENT_KEYS, KEYS, line, serveWithDevelopmentKeys } from "../protocol/service.mjs";
import { launch } from "../support/browser.mjs";
import { COMMAND, DIST, holdout } from "../support/engine.mjs";
import { manifestText } from "../support/manifests.mjs";
import { assertAccessible, exported, load, openSubmitPage, paste, pressOn, tabTo, violations } from "../support/submit_page.mjs";
import { awsClient, entries, filled, linesOf, settled } from "../support/submit.mjs";

const TEXT = manifestText({ lines: 500, seed: 11 });
const HUSH = "hush/Secret+Key0123456789abcdefghijklmnopqr";
const TOKEN = "hush-session-token";

let browser;
let service;
let aws;
let folder;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "holdout-page-"));
  service = await serveWithDevelopmentKeys("--page", DIST);
  aws = awsClient(service.url, DEVELOPMENT_KEYS);
  browser = await launch();
});
after(async () => {
  await browser.close();
  await service.end();
  rmSync(folder, { recursive: true });
});

const open = ({ url = service.url } = {}) => openSubmitPage(browser, url, TEXT);

test("from the file to both datasets complete, by keyboard, byte for byte", async () => {
  const { context, page, requests, said, part, ended } = await open();
  const loaded = requests.length;
  await pressOn(page, "submit-open");
  await part("local-keys").waitFor();
  assert.equal(await part("place-local").isChecked(), true);
  assert.deepEqual(requests.slice(loaded).map(({ method, url }) => `${method} ${new URL(url).pathname}`), ["GET /.well-known/holdout-service"]);
  await assertAccessible(page, "the form");

  await pressOn(page, "submit-local-keys");
  await tabTo(page, "submit-new-project");
  await page.keyboard.type("by-keyboard");
  await pressOn(page, "submit-make-project");
  await page.waitForFunction(() => document.querySelector('[data-testid="submit-project"]').value.includes(":project/by-keyboard/"));
  const projectArn = await part("project").inputValue();
  await pressOn(page, "submit-plan");
  await part("planned").waitFor();
  const planned = await part("planned").innerText();
  assert.match(planned, /UpdateDatasetEntries, 1 call/);
  assert.match(await part("script").textContent(), /aws rekognition "\$@" --region us-east-1 --endpoint-url http:/);
  const script = await part("script").textContent();
  const policy = JSON.parse(await part("policy").textContent());
  assert.equal(policy.Version, "2012-10-17");
  await assertAccessible(page, "the plan");

  await pressOn(page, "submit-go");
  await ended(true);
  await part("looks").waitFor();
  await assertAccessible(page, "the end");
  const envelope = JSON.parse(await part("envelope").textContent());
  assert.deepEqual(Object.keys(envelope), ["success", "data"]);
  assert.match(await part("ours").innerText(), /the same\.$/);

  const [saved] = await Promise.all([page.waitForEvent("download"), part("certificate").click()]);
  const certificate = JSON.parse(await readFile(await saved.path(), "utf8"));
  assert.equal(certificate.submission.id, envelope.data.id);
  assert.equal(certificate.submission.created_at, envelope.data.created_at);
  const [train, test] = certificate.submission.datasets;
  const sent = { train: await entries(aws, train), test: await entries(aws, test) };
  assert.deepEqual([sent.train.length, sent.test.length], [certificate.outputs.train.lines, certificate.outputs.test.lines]);
  // The command makes the same split, and takes the certificate for what it is.
  const input = join(folder, "cats.manifest");
  writeFileSync(input, TEXT);
  const outputs = ["train", "test"].map((side) => join(folder, "split", `${side}.manifest`));
  const { stderr, code } = await holdout("split", input, "--out", join(folder, "split"));
  assert.equal(code, 0, stderr);
  assert.deepEqual([sent.train, sent.test], outputs.map((path) => linesOf(readFileSync(path, "utf8"))));
  // So is the script of its dry run, which the tests of the AWS CLI run.
  const names = ["train.manifest", "test.manifest"];
  const dry = spawnSync(COMMAND, ["submit", "upload", "--project", projectArn, "--train", names[0], "--test", names[1], "--endpoint", service.url, "--dry-run"], {
    cwd: join(folder, "split"), encoding: "utf8",
  });
  assert.equal(dry.status, 0, dry.stderr);
  assert.ok(dry.stdout.endsWith(`\n\n${script}`), dry.stdout);
  const verified = await holdout("verify", await saved.path(), input, ...outputs);
  assert.equal(verified.code, 0, verified.stdout + verified.stderr);

  assert.deepEqual(await violations(page), []);
  assert.deepEqual(requests.filter(({ url }) => !url.startsWith(service.url) && !url.startsWith("blob:")), []);
  assert.deepEqual(said.filter((text) => /policy|trusted|error/i.test(text)), []);
  await context.close();
});

test("a distribution from pasted text; the secret is nowhere, not even while it is used", async () => {
  const own = { accessKeyId: "ASIAHOLDOUTTEST", secretAccessKey: HUSH };
  const secret = await serveWithDevelopmentKeys("--page", DIST, "--latency", "1500", "--access-key", own.accessKeyId, "--secret-key", HUSH);
  const again = awsClient(secret.url, own);
  const { train: trainArn, test: testArn } = await filled(again, "pasted", Array.from({ length: 50 }, (_, i) => line(i)).join("\n"));

  const { context, page, requests, said, part, ended } = await open({ url: secret.url });
  await part("open").click();
  await part("place-local").waitFor();
  assert.equal(await part("local-keys").count(), 0, "a secret that somebody chose is not offered");
  await part("way-distribute").check();
  await part("train").focus();
  await paste(page, `Here they are:\n  train ${trainArn},\n  test "${testArn}".`);
  assert.equal(await part("train").inputValue(), trainArn);
  assert.equal(await part("test").inputValue(), testArn);
  await part("key-id").focus();
  await paste(page, exported(own, TOKEN));
  await part("keys").waitFor();
  assert.match(await part("keys").innerText(), /ASIAHOLDOUTTEST.*temporary/);
  await page.evaluate(() => navigator.clipboard.writeText(""));

  const nowhere = async (where) => {
    const seen = await page.evaluate(() => JSON.stringify([
      document.documentElement.outerHTML,
      [...document.querySelectorAll("input")].map((input) => input.value),
      { ...localStorage }, { ...sessionStorage }, document.cookie, location.href, history.state, document.title,
    ]));
    for (const hush of [HUSH, TOKEN]) assert.ok(!seen.includes(hush), `${where}: in the page`);
    assert.deepEqual(await page.evaluate(async () => (await indexedDB.databases()).length + (await caches.keys()).length), 0, where);
  };
  await nowhere("before");
  await part("go").click();
  await part("running").waitFor();
  await nowhere("while it runs");
  await ended(true);
  await part("looks").waitFor();
  assert.deepEqual(
    [await settled(again, trainArn), await settled(again, testArn)].map(({ Status, DatasetStats }) => [Status, DatasetStats.TotalEntries]),
    [["UPDATE_COMPLETE", 40], ["UPDATE_COMPLETE", 10]],
  );
  await part("leave").click();
  await part("forget").click();
  assert.equal(await part("keys").count(), 0);
  await nowhere("after");
  assert.equal(await page.evaluate(() => sessionStorage.length), 0, "what is done is not kept");

  const asked = requests.filter(({ method }) => method === "POST");
  assert.ok(asked.length > 4);
  for (const { url, headers, body } of requests) {
    assert.ok(url.startsWith(secret.url) || url.startsWith("blob:"), url);
    const { "x-amz-security-token": token, ...others } = headers;
    assert.ok(![url, JSON.stringify(others), body].some((text) => text.includes(HUSH) || text.includes(TOKEN)));
    if (token !== undefined) assert.equal(token, TOKEN);
  }
  assert.ok(!said.join("\n").includes(HUSH) && !said.join("\n").includes(TOKEN));
  assert.deepEqual(await violations(page), []);
  await context.close();
  await secret.end();
});

test("wrong keys are told with what to do, and others go on from there", async () => {
  const { train, test: held } = await filled(aws, "wrong-keys", Array.from({ length: 10 }, (_, i) => line(i)).join("\n"));
  const { context, page, part, ended } = await open();
  await part("open").click();
  await part("way-distribute").check();
  await part("train").fill(train);
  await part("test").fill(train);
  assert.equal(await part("test").getAttribute("aria-invalid"), "true");
  assert.match(await page.locator("#submit-test-says").innerText(), /ARN of a training dataset\. Expected a test dataset ARN/);
  await part("test").fill(held);
  await part("key-id").fill("AKIAHOLDOUTTEST");
  await part("key-secret").fill(KEYS.secretAccessKey);
  await part("take-keys").click();
  assert.match(await part("problem").innerText(), /Tick/);
  assert.equal(await part("go").isDisabled(), true);
  await part("long-lived").check();
  await part("go").click();
  await ended(false);
  assert.equal(await part("failed").getAttribute("data-code"), "UNRECOGNIZED_CLIENT");
  assert.match(await part("failed").innerText(), /Paste all three lines again/);
  await assertAccessible(page, "a failure");
  await part("leave").click();
  await part("forget").click();
  await part("local-keys").click();
  await part("go").click();
  await ended(true);
  assert.equal((await settled(aws, held)).DatasetStats.TotalEntries, 2);
  await context.close();
});

test("a submission is paused, goes on, and is offered again after a reload", async () => {
  const slow = await serveWithDevelopmentKeys("--page", DIST, "--latency", "3000");
  const { context, page, part, ended } = await open({ url: slow.url });
  await part("open").click();
  await part("local-keys").click();
  await part("new-project").fill("paused");
  await part("make-project").click();
  await page.waitForFunction(() => document.querySelector('[data-testid="submit-project"]').value !== "");
  const projectArn = await part("project").inputValue();
  await part("go").click();
  await part("told").filter({ hasText: "Made the" }).waitFor();
  await part("pause").click();
  await ended(false);
  assert.equal(await part("failed").getAttribute("data-code"), "CANCELLED");
  await part("resume").click();
  await part("told").filter({ hasText: /Sent|Waiting/ }).waitFor({ timeout: 60_000 });

  // Another file of the same size is never mixed with what was sent.
  await page.reload();
  await load(page, TEXT.replaceAll(/T\d\d:/g, "T07:"));
  await part("open").click();
  await part("local-keys").click();
  await part("before-resume").click();
  await ended(false);
  assert.equal(await part("failed").getAttribute("data-code"), "VALIDATION_ERROR");
  assert.match(await part("failed").innerText(), /manifest is not the one that the upload began with, and nothing was sent/);

  await page.reload();
  await load(page, TEXT);
  await part("open").click();
  await part("before").waitFor();
  assert.equal(await part("before-resume").isDisabled(), true, "keys are not kept");
  await part("local-keys").click();
  await part("before-look").click();
  await part("looks").waitFor();
  await part("before-resume").click();
  await ended(true);
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  const client = awsClient(slow.url, DEVELOPMENT_KEYS);
  const { DescribeProjectsCommand } = await import("@aws-sdk/client-rekognition");
  const { ProjectDescriptions } = await client.send(new DescribeProjectsCommand({}));
  const { Datasets } = ProjectDescriptions.find((one) => one.ProjectArn === projectArn);
  const counts = await Promise.all(Datasets.map(async ({ DatasetArn }) => (await entries(client, DatasetArn)).length));
  assert.equal(counts.reduce((sum, count) => sum + count), linesOf(TEXT).length);
  await context.close();
  await slow.end();
});

test("what the page loads is checked against its digest, and nothing may run that it does not name", async () => {
  const { context, page } = await open();
  const links = await page.evaluate(() => [...document.querySelectorAll("link[rel=modulepreload], link[rel=preload], link[rel=stylesheet], script")]
    .filter((element) => !element.integrity).map((element) => element.outerHTML));
  assert.deepEqual(links, []);
  assert.ok(await page.locator('link[href="./engine/submit/clerk.js"]').count());
  const refused = await page.evaluate(() => {
    const attempts = {
      text: () => (document.createElement("div").innerHTML = "<b>x</b>"),
      worker: () => new Worker("engine/index.js"),
    };
    return Object.entries(attempts).filter(([, attempt]) => {
      try {
        attempt();
        return false;
      } catch {
        return true;
      }
    }).map(([name]) => name);
  });
  assert.deepEqual(refused, ["text", "worker"]);
  assert.match(await page.evaluate(() => fetch("https://example.com/").then(() => "fetched", String)), /TypeError/);
  await context.close();

  // A file that is not what was built is not run.
  const tampered = await browser.newContext();
  const other = await tampered.newPage();
  await other.route("**/engine/errors.js", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${await response.text()}\nglobalThis.tampered = true;` });
  });
  const complained = other.waitForEvent("console", { predicate: (message) => /integrity/i.test(message.text()) });
  await other.goto(service.url);
  await complained;
  assert.equal(await other.evaluate(() => globalThis.tampered), undefined);
  await tampered.close();

  // Nor is wasm that is not what was built, though it be wasm and do the same.
  const changed = await browser.newContext();
  const third = await changed.newPage();
  await third.route("**/engine/holdout.wasm", async (route) => {
    const response = await route.fetch();
    const section = Buffer.from([0, 2, 1, 120]);
    await route.fulfill({ response, body: Buffer.concat([await response.body(), section]) });
  });
  const refusedWasm = third.waitForEvent("console", { predicate: (message) => /digest|integrity/i.test(message.text()) && /holdout\.wasm/.test(message.text()) });
  await third.goto(service.url);
  await refusedWasm;
  await changed.close();
});
