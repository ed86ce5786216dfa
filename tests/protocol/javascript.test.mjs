// The AWS SDK for JavaScript, version 3, against the local service.
import assert from "node:assert/strict";
import { test } from "node:test";

import * as sdk from "@aws-sdk/client-rekognition";

import { KEYS, REGION, line, withService } from "./service.mjs";

const text = new TextEncoder();

function client({ url }) {
  return new sdk.RekognitionClient({ region: REGION, endpoint: url, credentials: KEYS, maxAttempts: 1 });
}

async function settled(rekognition, DatasetArn) {
  for (let tries = 0; tries < 1000; tries++) {
    const { DatasetDescription } = await rekognition.send(new sdk.DescribeDatasetCommand({ DatasetArn }));
    if (!DatasetDescription.Status.endsWith("_IN_PROGRESS")) return DatasetDescription;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`${DatasetArn} is not settled`);
}

async function refused(type, promise) {
  await assert.rejects(promise, (error) => {
    assert.ok(error instanceof type, `${error}`);
    assert.equal(error.name, type.name);
    assert.match(error.$metadata.requestId, /^[0-9a-f-]{36}$/);
    assert.ok(error.Code && error.Logref && error.message);
    return true;
  });
}

test("all thirteen operations answer", withService([], async (service) => {
  const rekognition = client(service);
  const { ProjectArn } = await rekognition.send(new sdk.CreateProjectCommand({ ProjectName: "js", Tags: { a: "b" } }));
  const make = async (DatasetType) =>
    (await rekognition.send(new sdk.CreateDatasetCommand({ ProjectArn, DatasetType }))).DatasetArn;
  const [train, test] = [await make("TRAIN"), await make("TEST")];
  const empty = await settled(rekognition, train);
  assert.ok(empty.CreationTimestamp instanceof Date);
  await settled(rekognition, test);
  const GroundTruth = text.encode(Array.from({ length: 250 }, (_, image) => line(image)).join("\n"));
  await rekognition.send(new sdk.UpdateDatasetEntriesCommand({ DatasetArn: train, Changes: { GroundTruth } }));
  assert.deepEqual((await settled(rekognition, train)).DatasetStats, {
    LabeledEntries: 250, TotalEntries: 250, TotalLabels: 3, ErrorEntries: 0,
  });
  let entries = 0;
  for await (const page of sdk.paginateListDatasetEntries({ client: rekognition, pageSize: 100 }, { DatasetArn: train })) {
    entries += page.DatasetEntries.length;
  }
  assert.equal(entries, 250);
  const labels = [];
  for await (const page of sdk.paginateListDatasetLabels({ client: rekognition, pageSize: 2 }, { DatasetArn: train })) {
    labels.push(...page.DatasetLabelDescriptions);
  }
  assert.deepEqual(labels.map((label) => label.LabelName), ["label-0", "label-1", "label-2"]);
  await rekognition.send(new sdk.DistributeDatasetEntriesCommand({ Datasets: [{ Arn: test }, { Arn: train }] }));
  assert.equal((await settled(rekognition, test)).DatasetStats.TotalEntries, 50);
  await rekognition.send(new sdk.TagResourceCommand({ ResourceArn: test, Tags: { c: "d" } }));
  await rekognition.send(new sdk.UntagResourceCommand({ ResourceArn: ProjectArn, TagKeys: ["a"] }));
  const tags = (ResourceArn) => rekognition.send(new sdk.ListTagsForResourceCommand({ ResourceArn }));
  assert.deepEqual([(await tags(test)).Tags, (await tags(ProjectArn)).Tags], [{ c: "d" }, {}]);
  const { ProjectDescriptions } = await rekognition.send(new sdk.DescribeProjectsCommand({}));
  assert.equal(ProjectDescriptions[0].Datasets.length, 2);
  for (const DatasetArn of [train, test]) {
    await rekognition.send(new sdk.DeleteDatasetCommand({ DatasetArn }));
    await assert.rejects(async () => { for (;;) await settled(rekognition, DatasetArn); }, sdk.ResourceNotFoundException);
  }
  assert.equal((await rekognition.send(new sdk.DeleteProjectCommand({ ProjectArn }))).Status, "DELETING");
}));

test("errors are typed", withService(["--latency", "500"], async (service) => {
  const rekognition = client(service);
  const project = { ProjectName: "errors" };
  const { ProjectArn } = await rekognition.send(new sdk.CreateProjectCommand(project));
  await refused(sdk.ResourceInUseException, rekognition.send(new sdk.CreateProjectCommand(project)));
  const create = (DatasetType, DatasetSource) => rekognition.send(new sdk.CreateDatasetCommand({ ProjectArn, DatasetType, DatasetSource }));
  const { DatasetArn } = await create("TRAIN");
  await refused(sdk.ResourceAlreadyExistsException, create("TRAIN"));
  await refused(sdk.InvalidS3ObjectException, create("TEST", { GroundTruthManifest: { S3Object: { Bucket: "bucket", Name: "k" } } }));
  await refused(sdk.InvalidParameterException, create("TEST", {}));
  const list = (more) => rekognition.send(new sdk.ListDatasetEntriesCommand({ DatasetArn, ...more }));
  await refused(sdk.ResourceNotReadyException, list());
  await settled(rekognition, DatasetArn);
  await refused(sdk.InvalidPaginationTokenException, list({ NextToken: "x" }));
  await refused(sdk.ResourceNotFoundException, rekognition.send(new sdk.DescribeDatasetCommand({ DatasetArn: `${DatasetArn}0` })));
  const Tags = Object.fromEntries(Array.from({ length: 51 }, (_, number) => [`k${number}`, ""]));
  await refused(sdk.ServiceQuotaExceededException, rekognition.send(new sdk.TagResourceCommand({ ResourceArn: ProjectArn, Tags })));
  await assert.rejects(list({ MaxResults: 101 }), { name: "ValidationException" });
}));

/** Errors that the service has only where it is asked for them, each with the operation that has it in the model, and its status. */
const ASKED_FOR = [
  ["AccessDeniedException", "DescribeProjects", 400],
  ["InternalServerError", "DescribeProjects", 500],
  ["InvalidParameterException", "DescribeProjects", 400],
  ["ProvisionedThroughputExceededException", "DescribeProjects", 400],
  ["ThrottlingException", "DescribeProjects", 500],
  ["LimitExceededException", "CreateProject", 400],
];

test("errors that are asked for are typed as well, and gone after their times",
  withService(ASKED_FOR.flatMap(([name, operation]) => ["--fault", `${operation}=${name}:1`]), async (service) => {
    const rekognition = client(service);
    const send = (operation) => rekognition.send(new sdk[`${operation}Command`]({ ProjectName: "asked" }));
    for (const [name, operation, status] of ASKED_FOR) {
      const asked = send(operation);
      await refused(sdk[name], asked);
      await assert.rejects(asked, (error) => error.$metadata.httpStatusCode === status);
    }
    await send("CreateProject");
    assert.equal((await send("DescribeProjects")).ProjectDescriptions.length, 1);
  }));

test("a lost answer and a cut one are of work that was done", withService(["--fault", "CreateProject=lost:1", "--fault", "CreateProject=cut:1", "--fault", "DescribeProjects=502:1"], async (service) => {
  const rekognition = client(service);
  const create = (ProjectName) => rekognition.send(new sdk.CreateProjectCommand({ ProjectName }));
  await assert.rejects(create("lost"), (error) => error.$metadata?.httpStatusCode === undefined);
  await assert.rejects(create("cut"));
  await assert.rejects(rekognition.send(new sdk.DescribeProjectsCommand({})), (error) => error.$metadata.httpStatusCode === 502);
  const { ProjectDescriptions } = await rekognition.send(new sdk.DescribeProjectsCommand({}));
  assert.deepEqual(ProjectDescriptions.map(({ ProjectArn }) => ProjectArn.split("/")[1]), ["lost", "cut"]);
}));

test("a session ends, and another goes on", withService(["--session-lifetime", "1"], async (service) => {
  const ask = (sessionToken) => new sdk.RekognitionClient({
    region: REGION, endpoint: service.url, credentials: { ...KEYS, sessionToken }, maxAttempts: 1,
  }).send(new sdk.DescribeProjectsCommand({}));
  await ask("first");
  await new Promise((resolve) => setTimeout(resolve, 1100));
  await assert.rejects(ask("first"), { name: "ExpiredTokenException" });
  await ask("second");
}));

test("a wrong clock is refused once, and then set from the answer's date", withService([], async (service) => {
  const rekognition = new sdk.RekognitionClient({
    region: REGION, endpoint: service.url, credentials: KEYS, systemClockOffset: 6 * 60 * 1000, maxAttempts: 1,
  });
  const ask = () => rekognition.send(new sdk.DescribeProjectsCommand({}));
  await assert.rejects(ask(), { name: "InvalidSignatureException" });
  await ask();
}));
