/**
 * What `offline.test.mjs` runs where there is no network: each thing that Holdout does, and how often something tried to reach
 * beyond this machine meanwhile, as a line of JSON each.
 */

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { DEVELOPMENT_KEYS, REGION, serve, serveWithDevelopmentKeys } from "../../protocol/service.mjs";
import { launch } from "../../support/browser.mjs";
import { COMMAND, DIST, PACKAGE } from "../../support/engine.mjs";
import { manifestText } from "../../support/manifests.mjs";
import { awsClient, filled } from "../../support/submit.mjs";
import { load, step } from "../../support/submit_page.mjs";

const folder = mkdtempSync(join(tmpdir(), "holdout-alone-"));
const path = join(folder, "cats.manifest");
const TEXT = manifestText({ lines: 300, seed: 5 });
writeFileSync(path, TEXT);
const ARNS = ["train", "test"].map((kind) => `arn:aws:rekognition:${REGION}:111122223333:project/p/dataset/${kind}/1`);

/** Attempts to send or connect to where no way leads, since this network was made: the kernel's own count. */
function attempts() {
  const [names, values] = readFileSync("/proc/net/snmp", "utf8").split("\n").filter((line) => line.startsWith("Ip:")).map((line) => line.split(" "));
  const sixth = /Ip6OutNoRoutes\s+(\d+)/.exec(readFileSync("/proc/net/snmp6", "utf8"));
  return Number(values[names.indexOf("OutNoRoutes")]) + Number(sixth?.[1] ?? 0);
}

async function during(what, run) {
  const before = attempts();
  await run();
  console.log(JSON.stringify([what, attempts() - before]));
}

await during("the command", () => {
  const holdout = (...args) => execFileSync(COMMAND, args, { cwd: folder, stdio: "pipe" });
  holdout("check", path);
  holdout("split", path, "--out", "split");
  holdout("verify", "split/certificate.json", path, "split/train.manifest", "split/test.manifest");
  holdout("explain", "ERROR_INVALID_JSON_LINE");
  holdout("submit", "distribute", "--train", ARNS[0], "--test", ARNS[1], "--dry-run");
});

await during("the local service", async () => {
  const service = await serve("--data", join(folder, "data"));
  const { train, test } = await filled(awsClient(service.url), "p", TEXT);
  const run = spawnSync(COMMAND, ["submit", "distribute", "--train", train, "--test", test], { encoding: "utf8", env: service.environment });
  assert.equal(run.status, 0, run.stdout + run.stderr);
  await service.end();
});

await during("the npm package", async () => {
  const { open } = await import(pathToFileURL(join(PACKAGE, "dist", "node.js")).href);
  const session = await open(path);
  assert.equal(session.report.input.lines, 300);
  assert.ok((await session.split()).report.split.test > 0);
  session.close();
});

const service = await serveWithDevelopmentKeys("--page", DIST);
// A browser has errands of its own, which are none of the page's: new versions of its parts, and what fields of forms are for.
const browser = await launch({
  args: ["--component-updater=url-source=http://127.0.0.1:1/", "--disable-extensions", "--disable-default-apps", "--disable-features=AutofillServerCommunication"],
});
const page = await (await browser.newContext()).newPage();
const { part, ended } = step(page);

await during("the page", async () => {
  await page.goto(service.url);
  await load(page, TEXT);
  for (const file of ["save-train", "save-certificate"]) {
    await Promise.all([page.waitForEvent("download"), page.getByTestId(file).click()]);
    const back = page.getByRole("button", { name: "Back to the split" });
    if (await back.count()) await back.click();
  }
});

await during("the page, which submits to this machine", async () => {
  const { train, test } = await filled(awsClient(service.url, DEVELOPMENT_KEYS), "p", TEXT);
  await part("open").click();
  await part("local-keys").click();
  await part("way-distribute").check();
  await part("train").fill(train);
  await part("test").fill(test);
  await part("plan").click();
  await part("planned").waitFor();
  await part("go").click();
  await ended(true);
  await part("leave").click();
});

await during("submit to AWS from the page", async () => {
  await part("forget").click();
  await part("place-aws").check();
  await part("train").fill(ARNS[0]);
  await part("test").fill(ARNS[1]);
  await part("key-id").fill("ASIAHOLDOUTTEST");
  await part("key-secret").fill("secret");
  await part("key-token").fill("token");
  await part("take-keys").click();
  await part("go").click();
  await ended(false);
  assert.equal(await part("failed").getAttribute("data-code"), "NETWORK");
});
await browser.close();
await service.end();

await during("submit to AWS by the command", () => {
  const env = { PATH: process.env.PATH, HOME: folder, AWS_ACCESS_KEY_ID: "AKID", AWS_SECRET_ACCESS_KEY: "secret", AWS_EC2_METADATA_DISABLED: "true" };
  const run = spawnSync(COMMAND, ["submit", "distribute", "--train", ARNS[0], "--test", ARNS[1]], { encoding: "utf8", env });
  assert.equal(JSON.parse(run.stdout).error.code, "NETWORK", run.stderr);
});
rmSync(folder, { recursive: true });
