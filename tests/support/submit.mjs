/**
 * What the tests of submissions share: an account on a local service, and a look at what has become of its datasets, by
 * AWS's own client.
 */

import {
  CreateDatasetCommand, CreateProjectCommand, DescribeDatasetCommand, ListDatasetEntriesCommand, RekognitionClient, UpdateDatasetEntriesCommand,
} from "@aws-sdk/client-rekognition";

import { KEYS, REGION } from "../protocol/service.mjs";

/** AWS's client for a local service. */
export const awsClient = (url, credentials = KEYS) => new RekognitionClient({ region: REGION, endpoint: url, credentials });

/** A new project. */
export async function project(aws, name) {
  const { ProjectArn } = await aws.send(new CreateProjectCommand({ ProjectName: name }));
  return ProjectArn;
}

/** A project with a training dataset of these lines and an empty test dataset. */
export async function filled(aws, name, lines) {
  const ProjectArn = await project(aws, name);
  const make = async (DatasetType) => (await aws.send(new CreateDatasetCommand({ ProjectArn, DatasetType }))).DatasetArn;
  const [train, test] = [await make("TRAIN"), await make("TEST")];
  await settled(aws, train);
  await settled(aws, test);
  await aws.send(new UpdateDatasetEntriesCommand({ DatasetArn: train, Changes: { GroundTruth: new TextEncoder().encode(lines) } }));
  await settled(aws, train);
  return { ProjectArn, train, test };
}

/** Waits until a dataset is not being changed; its description. */
export async function settled(aws, DatasetArn) {
  for (;;) {
    const { DatasetDescription } = await aws.send(new DescribeDatasetCommand({ DatasetArn }));
    if (!DatasetDescription.Status.endsWith("IN_PROGRESS")) return DatasetDescription;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The entries as they were sent: what the service itself has put at their ends is taken off. */
export async function entries(aws, DatasetArn) {
  const all = [];
  for (let NextToken; ; ) {
    const page = await aws.send(new ListDatasetEntriesCommand({ DatasetArn, NextToken }));
    all.push(...page.DatasetEntries);
    NextToken = page.NextToken;
    if (!NextToken) return all.map((entry) => entry.replace(/,"cl-metadata":\{[^{}]*\}\}$/, "}"));
  }
}

/** Lines of a manifest without their endings. */
export const linesOf = (text) => text.split("\n").map((line) => line.replace(/\r$/, "")).filter((line) => line !== "");
