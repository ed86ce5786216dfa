/** Submissions from Node, against a real local service, judged by AWS's own client. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { join } from "node:path";
import { KEYS, REGION, line, serve } from "../protocol/service.mjs";
import { PACKAGE } from "../support/engine.mjs";
import { manifestText } from "../support/manifests.mjs";
import { awsClient, entries, filled, linesOf, project, settled } from "../support/submit.mjs";

const { submit, plan, look, projects, createProject } = await import(pathToFileURL(join(PACKAGE, "dist/node-submit.js")).href);

/** Larger than one piece, so that it goes up in three. */
const TRAIN = manifestText({ bytes: 11 * 1024 * 1024, seed: 3 });
const TEST = manifestText({ lines: 300, seed: 4 }).replaceAll("/images/", "/other-images/");
const split = { train: new Blob([TRAIN]), test: new Blob([TEST]) };

let service;
let aws;

before(async () => {
  service = await serve();
  aws = awsClient(service.url);
});
after(() => service.end());

/** Where to, and signed by whom. */
const access = (more = {}) => ({ endpoint: service.url, credentials: KEYS, ...more });

/** Ten lines with three labels. */
const ten = () => Array.from({ length: 10 }, (_, i) => line(i)).join("\n");

test("an upload arrives byte for byte, in order, and is told piece by piece", async () => {
  const projectArn = await project(aws, "uploaded");
  const told = [];
  const envelope = await submit(access({ mode: "upload", projectArn, split, onProgress: (progress) => told.push(progress) }));
  assert.equal(envelope.success, true, JSON.stringify(envelope));
  assert.match(envelope.data.created_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);

  const [train, test] = told.at(-1).datasets;
  assert.deepEqual(await entries(aws, train), linesOf(TRAIN));
  assert.deepEqual(await entries(aws, test), linesOf(TEST));
  const accepted = told.filter(({ event }) => event === "accepted");
  assert.equal(accepted.length, 4, "three pieces for training, one for test");
  assert.deepEqual(accepted.at(-1).sent.bytes, split.train.size + split.test.size);
  assert.equal(accepted.at(-1).sent.etaMs, 0);
  assert.ok(accepted[0].sent.bytesPerSecond > 0 && accepted[0].sent.etaMs > 0);
  const events = told.map(({ event }) => event);
  assert.deepEqual(new Set(events), new Set(["created", "checked", "accepted", "waiting", "counted", "ended"].filter((event) => events.includes(event))));
  assert.ok(["created", "accepted", "counted"].every((event) => events.includes(event)), events.join());
  const looked = await look(access({ trainDatasetArn: train, testDatasetArn: test }));
  assert.deepEqual(looked.map(({ status, entries }) => [status, entries]), [
    ["UPDATE_COMPLETE", linesOf(TRAIN).length],
    ["UPDATE_COMPLETE", linesOf(TEST).length],
  ]);
  const found = await projects(access({ region: REGION }));
  assert.deepEqual(found.find(({ name }) => name === "uploaded"), { projectArn, name: "uploaded", trainDatasetArn: train, testDatasetArn: test });
});

test("a distribution ends with a fifth on the other side, both complete", async () => {
  const { train, test } = await filled(aws, "distributed", ten());
  const told = [];
  const provider = async () => ({ ...KEYS, sessionToken: "token", expiration: new Date(Date.now() + 3_600_000) });
  const envelope = await submit(
    access({ mode: "distribute", trainDatasetArn: train, testDatasetArn: test, credentials: provider, onProgress: (progress) => told.push(progress) }),
  );
  assert.equal(envelope.success, true, JSON.stringify(envelope));
  assert.equal(envelope.data.id, told.find(({ event }) => event === "accepted").requestId);
  assert.deepEqual(told[0], { ...told[0], event: "checked", trainEntries: 10, testEntries: 0, sent: null });
  for (const [arn, count] of [[train, 8], [test, 2]]) {
    const { Status, DatasetStats } = await settled(aws, arn);
    assert.deepEqual([Status, DatasetStats.TotalEntries], ["UPDATE_COMPLETE", count]);
  }
  const all = [...(await entries(aws, train)), ...(await entries(aws, test))];
  assert.deepEqual(all.sort(), linesOf(ten()).sort());
});

test("a clock six minutes off is put right", async () => {
  const { train, test } = await filled(aws, "clock", ten());
  const distribution = { mode: "distribute", trainDatasetArn: train, testDatasetArn: test };
  for (const systemClockOffset of [-6 * 60_000, 6 * 60_000]) {
    const [{ entries }] = await look(access({ trainDatasetArn: train, systemClockOffset }));
    assert.equal(entries, 10);
  }
  const envelope = await submit(access({ ...distribution, systemClockOffset: 6 * 60_000 }));
  assert.equal(envelope.success, true, JSON.stringify(envelope));
  assert.ok(Math.abs(Date.parse(envelope.data.created_at) - Date.now()) < 60_000, "told by the service's clock");
});

test("what makes no sense is refused before anything is sent", async () => {
  const arn = (kind, name = "p") => `arn:aws:rekognition:${REGION}:111122223333:project/${name}/dataset/${kind}/1`;
  const good = { mode: "distribute", trainDatasetArn: arn("train"), testDatasetArn: arn("test") };
  const asked = [];
  const credentials = () => (asked.push(1), KEYS);
  for (const [options, words] of [
    [{ ...good, mode: "move" }, /unknown variant `move`/],
    [{ ...good, testDatasetArn: undefined }, /"testDatasetArn" is missing/],
    [{ ...good, testDatasetArn: arn("train") }, /not the ARN of a test dataset/],
    [{ ...good, testDatasetArn: arn("test", "q") }, /not of one project/],
    [{ ...good, region: "eu-west-1" }, /"region" is eu-west-1/],
    [{ ...good, endpoint: "http://example.com" }, /not encrypted/],
    [{ ...good, state: { stage: "over" } }, /another submission/],
    [{ ...good, fraction: 0.2 }, /no option "fraction"/],
    [{ mode: "upload", projectArn: `arn:aws:rekognition:${REGION}:111122223333:project/p/1` }, /"split" is missing/],
    [{ mode: "upload", split }, /"projectArn" is missing/],
    [{ mode: "upload", projectArn: `arn:aws:rekognition:${REGION}:111122223333:project/p/1`, split: { train: new Blob([]), test: new Blob(["{}"]) } }, /the train manifest is empty/],
  ]) {
    const envelope = await submit({ endpoint: "http://127.0.0.1:1", credentials, ...options });
    assert.equal(envelope.error?.code, "VALIDATION_ERROR", `${words}: ${JSON.stringify(envelope)}`);
    assert.match(envelope.error.message, words);
  }
  assert.deepEqual(asked, [], "nobody was asked for credentials");
});

test("errors of the way and of the service have their codes", async () => {
  const { train, test } = await filled(aws, "errors", ten());
  const good = { mode: "distribute", trainDatasetArn: train, testDatasetArn: test };
  const codeOf = async (options) => (await submit({ ...access(good), ...options })).error?.code;
  assert.equal(await codeOf({ credentials: undefined }), "CREDENTIALS");
  assert.equal(await codeOf({ credentials: { accessKeyId: "AKID" } }), "CREDENTIALS");
  assert.equal(await codeOf({ credentials: () => Promise.reject(new Error("the profile is gone")) }), "CREDENTIALS");
  assert.equal(await codeOf({ credentials: { ...KEYS, accessKeyId: "AKIDOTHER" } }), "UNRECOGNIZED_CLIENT");
  assert.equal(await codeOf({ credentials: { ...KEYS, secretAccessKey: "wrong" } }), "INVALID_SIGNATURE");
  assert.equal(await codeOf({ endpoint: "http://127.0.0.1:1" }), "NETWORK");
  assert.equal(await codeOf({ trainDatasetArn: train.replace(/\d+$/, "1"), testDatasetArn: test }), "RESOURCE_NOT_FOUND");
  assert.equal(await codeOf({}), undefined);
  assert.equal(await codeOf({}), "VALIDATION_ERROR", "the test dataset is no longer empty");
});

test("an upload that is aborted goes on from its state, and sends nothing twice", async () => {
  const projectArn = await project(aws, "aborted");
  const ends = new AbortController();
  let state;
  const onProgress = (progress) => {
    // As it would be kept over a reload.
    state = JSON.parse(JSON.stringify(progress.state));
    if (progress.event === "accepted") ends.abort();
  };
  const first = await submit(access({ mode: "upload", projectArn, split, signal: ends.signal, onProgress }));
  assert.equal(first.error?.code, "CANCELLED");
  assert.ok(!JSON.stringify(state).includes(KEYS.secretAccessKey) && JSON.stringify(state).length < 1500);

  // Another split of the same size is never mixed with what was sent; nor does the state serve another endpoint.
  const changed = { ...split, train: new Blob([TRAIN.replaceAll(/T\d\d:/g, "T07:")]) };
  assert.equal(changed.train.size, split.train.size);
  const events = [];
  const mixed = await submit(access({ mode: "upload", projectArn, split: changed, state, onProgress: ({ event }) => events.push(event) }));
  assert.equal(mixed.error?.code, "VALIDATION_ERROR", JSON.stringify(mixed));
  assert.match(mixed.error.message, /train manifest is not the one that the upload began with, and nothing was sent/);
  assert.deepEqual(events, ["ended"]);
  const elsewhere = await submit(access({ mode: "upload", projectArn, split, state, endpoint: "http://127.0.0.1:1" }));
  assert.match(elsewhere.error?.message ?? "", /belongs to the endpoint/);
  const { version, endpoint, ...old } = state;
  assert.deepEqual([version, endpoint], [2, `${service.url}/`]);
  const outdated = await submit(access({ mode: "upload", projectArn, split, state: old }));
  assert.match(outdated.error?.message ?? "", /written by another version of Holdout/);

  const told = [];
  const second = await submit(access({ mode: "upload", projectArn, split, state, onProgress: (progress) => told.push(progress) }));
  assert.equal(second.success, true, JSON.stringify(second));
  assert.equal(told.filter(({ event }) => event === "accepted").length, 3);
  assert.deepEqual(await entries(aws, told.at(-1).datasets[0]), linesOf(TRAIN));
});

test("a project is made, and its name is the service's to refuse", async () => {
  const projectArn = await createProject(access({ region: REGION, projectName: "made-here" }));
  assert.match(projectArn, /:project\/made-here\/\d+$/);
  assert.ok((await projects(access({ region: REGION }))).some((one) => one.projectArn === projectArn));
  await assert.rejects(createProject(access({ region: REGION, projectName: "made-here" })), { code: "RESOURCE_IN_USE" });
  await assert.rejects(createProject(access({ region: REGION, projectName: "a b" })), { code: "VALIDATION_ERROR" });
});

test("a signal that was aborted before sends nothing", async () => {
  const signal = AbortSignal.abort();
  const envelope = await submit({ mode: "upload", projectArn: "", split, signal });
  assert.equal(envelope.error?.code, "CANCELLED");
});

test("a plan says what would be sent, and needs no credentials", async () => {
  const projectArn = `arn:aws:rekognition:${REGION}:111122223333:project/p/1`;
  const upload = await plan({ mode: "upload", projectArn, split, names: { train: "my train.manifest", test: "test.manifest" } });
  assert.equal(upload.endpoint, `https://rekognition.${REGION}.amazonaws.com/`);
  assert.equal(upload.regionListed, true);
  assert.deepEqual(upload.uploads, [
    { side: "train", bytes: split.train.size, lines: linesOf(TRAIN).length, pieces: 3 },
    { side: "test", bytes: split.test.size, lines: 300, pieces: 1 },
  ]);
  const operations = upload.steps.flatMap(({ calls }) => calls.map(({ operation }) => operation));
  assert.deepEqual(operations, ["DescribeProjects", "CreateDataset", "CreateDataset", ...Array(4).fill("UpdateDatasetEntries")]);
  assert.match(upload.script, /'my train\.manifest'/);
  assert.deepEqual(upload.policy.Statement.flatMap(({ Action }) => Action), [
    "rekognition:DescribeProjects", "rekognition:CreateDataset", "rekognition:DescribeDataset", "rekognition:UpdateDatasetEntries",
  ]);
  await assert.rejects(plan({ mode: "upload", projectArn: "arn", split }), { code: "VALIDATION_ERROR", name: "HoldoutError" });
});
