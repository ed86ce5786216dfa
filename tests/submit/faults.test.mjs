/**
 * What goes wrong on the way of a submission, and what the page makes of it, by clicks: every error that the service can
 * answer with, keys that expire, throttling, clocks, lost answers, a piece that fails, a service that dies, and addresses
 * that the page cannot reach.
 */

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { DEVELOPMENT_KEYS, line, serveWithDevelopmentKeys } from "../protocol/service.mjs";
import { launch } from "../support/browser.mjs";
import { DIST } from "../support/engine.mjs";
import { manifestText } from "../support/manifests.mjs";
import { awsClient, entries, filled, linesOf, project, settled } from "../support/submit.mjs";
import { exported, openSubmitPage, paste, pressOn, tabTo, violations } from "../support/submit_page.mjs";

const TEXT = manifestText({ lines: 500, seed: 11 });

let browser;

before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** A service that serves the page, with these options, for one test. */
function withPage(options, run) {
  return async () => {
    const service = await serveWithDevelopmentKeys("--page", DIST, ...options);
    try {
      await run({ service, aws: awsClient(service.url, DEVELOPMENT_KEYS) });
    } finally {
      await service.end();
    }
  };
}

const faults = (...all) => all.flatMap((fault) => ["--fault", fault]);

const open = (service, text = TEXT) => openSubmitPage(browser, service.url, text);

/** Operations that were asked of an address, in order. */
const operations = (requests, url) =>
  requests.filter((request) => request.method === "POST" && request.url.startsWith(url) && request.headers["x-amz-target"])
    .map(({ headers }) => headers["x-amz-target"].split(".")[1]);

/** Sets an upload to a project of its own, up to the button that sends. */
async function setUpload({ part }, projectArn) {
  await part("open").click();
  await part("local-keys").click();
  await part("project").fill(projectArn);
}

/** Sets a distribution of a project of its own. */
async function setDistribution({ part }, { train, test }) {
  await part("open").click();
  await part("way-distribute").check();
  await part("train").fill(train);
  await part("test").fill(test);
}

const ten = () => Array.from({ length: 10 }, (_, i) => line(i)).join("\n");

/** Both datasets of a project hold the split of a manifest: each line once, nothing else, in the manifest's order. */
async function assertUploaded(aws, part, text) {
  const envelope = JSON.parse(await part("envelope").textContent());
  assert.equal(envelope.success, true);
  const { DescribeProjectsCommand } = await import("@aws-sdk/client-rekognition");
  const { ProjectDescriptions } = await aws.send(new DescribeProjectsCommand({}));
  const datasets = ProjectDescriptions.at(-1).Datasets.map(({ DatasetArn }) => DatasetArn);
  const sides = await Promise.all(datasets.map((arn) => entries(aws, arn)));
  const all = linesOf(text);
  assert.deepEqual(sides.flat().sort(), [...all].sort());
  for (const side of sides) {
    const wanted = new Set(side);
    assert.deepEqual(side, all.filter((one) => wanted.has(one)));
  }
}

/**
 * Errors, each with how often it comes until the client gives up, its code in the envelope, and what is advised. Those that
 * are final take the way back to the settings, all others go on.
 */
const TABLE = [
  ["AccessDeniedException", 1, "ACCESS_DENIED", /The keys do not allow rekognition:DescribeDataset\./],
  ["ExpiredTokenException", 2, "EXPIRED_TOKEN", /Paste new ones, then continue/],
  ["IncompleteSignatureException", 1, "INCOMPLETE_SIGNATURE", /Fix what the message describes/],
  ["InternalServerError", 3, "INTERNAL_SERVER_ERROR", /is throttling requests/],
  ["InvalidPaginationTokenException", 1, "INVALID_PAGINATION_TOKEN", /Fix what the message describes/],
  ["InvalidParameterException", 1, "VALIDATION_ERROR", /Fix what the message describes/, "final"],
  ["InvalidS3ObjectException", 1, "INVALID_S3_OBJECT", /Fix what the message describes/],
  ["InvalidSignatureException", 1, "INVALID_SIGNATURE", /The secret key does not belong/],
  ["LimitExceededException", 3, "LIMIT_EXCEEDED", /A quota of the account is reached/],
  ["MissingAuthenticationTokenException", 1, "MISSING_AUTHENTICATION_TOKEN", /Fix what the message describes/],
  ["ProvisionedThroughputExceededException", 3, "PROVISIONED_THROUGHPUT_EXCEEDED", /is throttling requests/],
  ["RequestEntityTooLargeException", 1, "REQUEST_ENTITY_TOO_LARGE", /Fix what the message describes/],
  ["ResourceAlreadyExistsException", 1, "RESOURCE_ALREADY_EXISTS", /Fix what the message describes/],
  ["ResourceInUseException", 1, "RESOURCE_IN_USE", /Wait until it is complete/],
  ["ResourceNotFoundException", 1, "RESOURCE_NOT_FOUND", /Check the ARN, its region and the account/, "final"],
  ["ResourceNotReadyException", 1, "RESOURCE_NOT_READY", /Wait until it is complete/],
  ["SerializationException", 1, "VALIDATION_ERROR", /Fix what the message describes/, "final"],
  ["ServiceQuotaExceededException", 1, "SERVICE_QUOTA_EXCEEDED", /A quota of the account is reached/],
  ["ThrottlingException", 3, "THROTTLING", /is throttling requests/],
  ["UnknownOperationException", 1, "UNKNOWN_OPERATION", /Fix what the message describes/],
  ["UnrecognizedClientException", 1, "UNRECOGNIZED_CLIENT", /Paste all three lines again/],
  ["ValidationException", 1, "VALIDATION_ERROR", /Fix what the message describes/, "final"],
  ["503", 3, "NETWORK", /Something on the way answered in the service’s place/],
  ["cut", 3, "NETWORK", /answers again/],
];

test("every error is told with what to do, and the submission goes on from there",
  withPage(faults(...TABLE.map(([what, times]) => `DescribeDataset=${what}:${times}`)), async ({ service, aws }) => {
    // The account is set up while nothing goes wrong: by a service without faults there would be another.
    const { CreateDatasetCommand, DescribeProjectsCommand, UpdateDatasetEntriesCommand } = await import("@aws-sdk/client-rekognition");
    const ProjectArn = await project(aws, "errors");
    const make = async (DatasetType) => (await aws.send(new CreateDatasetCommand({ ProjectArn, DatasetType }))).DatasetArn;
    const [train, held] = [await make("TRAIN"), await make("TEST")];
    const states = async () => (await aws.send(new DescribeProjectsCommand({}))).ProjectDescriptions[0].Datasets.map(({ Status }) => Status);
    while ((await states()).some((status) => status.endsWith("IN_PROGRESS")));
    await aws.send(new UpdateDatasetEntriesCommand({ DatasetArn: train, Changes: { GroundTruth: Buffer.from(ten()) } }));
    while ((await states()).some((status) => status.endsWith("IN_PROGRESS")));

    const submit = await open(service);
    const { part, failure, ended } = submit;
    await setDistribution(submit, { train, test: held });
    await part("local-keys").click();
    await part("go").click();
    for (const [what, , code, advice, isFinal] of TABLE) {
      const failed = await failure();
      assert.equal(failed.code, code, `${what}: ${failed.words}`);
      assert.match(failed.words, advice, what);
      assert.equal(await part("resume").count(), isFinal ? 0 : 1, what);
      if (isFinal) {
        await part("leave").click();
        await part("go").click();
      } else {
        await part("resume").click();
      }
    }
    await ended(true);
    assert.deepEqual([await settled(aws, train), await settled(aws, held)].map(({ DatasetStats }) => DatasetStats.TotalEntries), [8, 2]);
    assert.deepEqual(operations(submit.requests, service.url).filter((operation) => operation.startsWith("Distribute")).length, 1);
    assert.deepEqual(await violations(submit.page), []);
    await submit.context.close();
  }));

test("a session that ends while datasets are watched asks for new keys, and goes on",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "holdout-expiring-"));
    const quick = await serveWithDevelopmentKeys("--data", folder);
    const { train, test: held } = await filled(awsClient(quick.url, DEVELOPMENT_KEYS), "expiring", ten());
    await quick.end();
    // Looks come one, three and seven seconds after the service has accepted: the third with a token that has ended.
    const service = await serveWithDevelopmentKeys("--page", DIST, "--data", folder, "--latency", "6000", "--session-lifetime", "5");
    const aws = awsClient(service.url, DEVELOPMENT_KEYS);
    const submit = await open(service);
    const { part, failure, ended } = submit;
    await setDistribution(submit, { train, test: held });
    const give = async (token) => {
      await part("key-id").focus();
      await paste(submit.page, exported(DEVELOPMENT_KEYS, token));
      await part("keys").waitFor();
    };
    await give("first");
    // The token has ended by the time that the service is done.
    await part("go").click();
    const failed = await failure();
    assert.equal(failed.code, "EXPIRED_TOKEN", failed.words);
    assert.match(failed.words, /Paste new ones, then continue\. Nothing is lost/);
    await part("forget").click();
    await give("second");
    await part("resume").click();
    await ended(true);
    assert.deepEqual([await settled(aws, train), await settled(aws, held)].map(({ DatasetStats }) => DatasetStats.TotalEntries), [8, 2]);
    assert.equal(operations(submit.requests, service.url).filter((operation) => operation.startsWith("Distribute")).length, 1);
    await submit.context.close();
    await service.end();
    rmSync(folder, { recursive: true });
  });

test("throttling is waited out, and nobody is asked",
  withPage(faults("UpdateDatasetEntries=ThrottlingException:2", "DescribeProjects=429:2"), async ({ service, aws }) => {
    const projectArn = await project(aws, "throttled");
    const submit = await open(service);
    const { part, ended, requests } = submit;
    await setUpload(submit, projectArn);
    await part("go").click();
    await ended(true);
    const updates = operations(requests, service.url).filter((operation) => operation === "UpdateDatasetEntries");
    assert.equal(updates.length, 2 + 2, "a piece for each side, and two tries that were turned away");
    await assertUploaded(aws, part, TEXT);
    await submit.context.close();
  }));

for (const offset of [360, -360]) {
  test(`a clock that is ${offset} s off costs a refusal, and nobody is asked`, withPage([`--clock-offset=${offset}`], async ({ service }) => {
    const aws = new (await import("@aws-sdk/client-rekognition")).RekognitionClient({
      region: "us-east-1", endpoint: service.url, credentials: DEVELOPMENT_KEYS, systemClockOffset: offset * 1000,
    });
    const projectArn = await project(aws, "clock");
    const submit = await open(service);
    const { part, ended, page } = submit;
    const refused = [];
    page.context().on("response", (response) => void (response.status() === 400 && refused.push(response.url())));
    await setUpload(submit, projectArn);
    await part("go").click();
    await ended(true);
    await part("looks").waitFor();
    assert.equal(refused.length, 2, "one of the submission, and one of the look at what has become of it");
    await assertUploaded(aws, part, TEXT);
    await submit.context.close();
  }));
}

test("a distribution whose answer is lost is looked at, and not asked for again",
  withPage(faults("DistributeDatasetEntries=lost:1"), async ({ service, aws }) => {
    const { train, test: held } = await filled(aws, "lost", ten());
    const submit = await open(service);
    const { part, ended, requests } = submit;
    await setDistribution(submit, { train, test: held });
    await part("local-keys").click();
    await part("go").click();
    await ended(true);
    // Whether the page or the browser itself asks again where a connection ends without an answer, nothing is moved twice.
    assert.equal(operations(requests, service.url).filter((operation) => operation.startsWith("Distribute")).length, 1);
    assert.deepEqual([await settled(aws, train), await settled(aws, held)].map(({ DatasetStats }) => DatasetStats.TotalEntries), [8, 2]);
    await submit.context.close();
  }));

test("a piece that fails is sent again, and those before it are not",
  withPage(faults("UpdateDatasetEntries=ok:1", "UpdateDatasetEntries=InternalServerError:3"), async ({ service, aws }) => {
    const text = manifestText({ bytes: 8 * 1024 * 1024, seed: 5 });
    const projectArn = await project(aws, "pieces");
    const submit = await open(service, text);
    const { part, failure, ended, requests } = submit;
    await setUpload(submit, projectArn);
    await part("go").click();
    assert.equal((await failure()).code, "INTERNAL_SERVER_ERROR");
    await part("resume").click();
    await ended(true);
    const sizes = requests.filter(({ headers }) => headers["x-amz-target"]?.endsWith(".UpdateDatasetEntries")).map(({ body }) => body.length);
    // The first piece, three tries of the second, and then it and the rest.
    assert.equal(new Set(sizes.slice(1, 5)).size, 1, sizes.join());
    assert.equal(sizes.filter((size) => size === sizes[0]).length, 1, sizes.join());
    await assertUploaded(aws, part, text);
    await submit.context.close();
  }));

test("a service on another origin that dies on the way is named, and goes on once it is there again", withPage([], async ({ service: host }) => {
  const folder = mkdtempSync(join(tmpdir(), "holdout-killed-"));
  const options = ["--data", folder, "--latency", "1500"];
  let service = await serveWithDevelopmentKeys(...options);
  const { port } = new URL(service.url);
  let aws = awsClient(service.url, DEVELOPMENT_KEYS);
  const projectArn = await project(aws, "killed");
  await new Promise((resolve) => setTimeout(resolve, 1600));
  const submit = await open(host);
  const { part, failure, ended, page } = submit;
  await setUpload(submit, projectArn);
  await part("place-other").check();
  await part("endpoint").fill(service.url);
  await part("go").click();
  await part("told").filter({ hasText: "Sent" }).waitFor({ timeout: 60_000 });
  await service.end("SIGKILL");
  const silent = await failure();
  assert.equal(silent.code, "NETWORK");
  assert.match(silent.words, /Nobody answers there\. Start the service again/);

  service = await serveWithDevelopmentKeys(...options, "--listen", `127.0.0.1:${port}`);
  await part("resume").click();
  await ended(true);
  await assertUploaded(aws, part, TEXT);
  assert.deepEqual(await violations(page), []);
  await submit.context.close();
  await service.end();
  rmSync(folder, { recursive: true });
}));

test("from another origin, by keyboard: first one that is not allowed, then one that is", async () => {
  // A name that points here, as a labeling tool's own site would be beside a local service.
  const site = await serveWithDevelopmentKeys("--page", DIST, "--allow-host", "labels.example");
  const { port } = new URL(site.url);
  const origin = `http://labels.example:${port}`;
  const chromium = await launch({
    args: ["--host-resolver-rules=MAP labels.example 127.0.0.1", `--unsafely-treat-insecure-origin-as-secure=${origin}`],
  });
  const folder = mkdtempSync(join(tmpdir(), "holdout-origin-"));
  let service = await serveWithDevelopmentKeys("--data", folder);
  const aws = awsClient(service.url, DEVELOPMENT_KEYS);
  const projectArn = await project(aws, "by-keyboard");
  const submit = await openSubmitPage(chromium, origin, TEXT);
  const { part, failure, ended, page, requests } = submit;

  await pressOn(page, "submit-open");
  await part("place-other").waitFor();
  await tabTo(page, "submit-place-local");
  await page.keyboard.press("ArrowUp");
  assert.equal(await part("place-other").isChecked(), true);
  await tabTo(page, "submit-endpoint");
  await page.keyboard.type(service.url);
  await tabTo(page, "submit-project");
  await page.keyboard.type(projectArn);
  await tabTo(page, "submit-key-id");
  await paste(page, exported(DEVELOPMENT_KEYS, "a-token"));
  await pressOn(page, "submit-go");
  const foreign = await failure();
  assert.equal(foreign.code, "NETWORK");
  assert.ok(foreign.words.includes(`Start it with --allow-origin ${origin}, then go on.`), foreign.words);

  await service.end();
  service = await serveWithDevelopmentKeys("--data", folder, "--listen", new URL(service.url).host, "--allow-origin", origin);
  await pressOn(page, "submit-resume");
  await ended(true);
  await assertUploaded(aws, part, TEXT);
  const asked = requests.filter(({ url, method, headers }) => method === "POST" && url.startsWith(service.url) && headers["x-amz-target"]);
  for (const { headers } of asked) {
    assert.equal(headers["x-amz-security-token"], "a-token");
    assert.match(headers.authorization, /SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target,/);
  }
  assert.deepEqual(await violations(page), []);
  await chromium.close();
  await Promise.all([service.end(), site.end()]);
  rmSync(folder, { recursive: true });
});

test("an address that the page’s policy forbids is told before and after", withPage([], async ({ service, aws }) => {
  const projectArn = await project(aws, "forbidden");
  const submit = await open(service);
  const { part, failure, page } = submit;
  await setUpload(submit, projectArn);
  await part("place-other").check();
  await part("endpoint").fill("https://vpce-1.rekognition.us-east-1.vpce.amazonaws.com");
  assert.match(await part("reach").innerText(), /does not let it reach this address/);
  await part("go").click();
  const forbidden = await failure();
  assert.equal(forbidden.code, "NETWORK");
  assert.match(forbidden.words, /The policy of this page \(connect-src\) does not let it reach this address/);
  assert.ok((await violations(page)).every((text) => text.startsWith("connect-src https://vpce-1.")));
  await submit.context.close();
}));
