/**
 * A local service with many entries, and how it takes it: what the test of its limits and its benchmark share. Requests are
 * plain ones to a service that asks for no signature, so that what is measured is the service.
 */

import assert from "node:assert/strict";
import { serve } from "../protocol/service.mjs";

/** Decoded bytes that one update may bring. */
const MOST = 5 << 20;
/** Entries of a page. */
const PAGE = 100;

/** Carries out an operation. */
export async function ask(url, operation, input) {
  const response = await fetch(`${url}/`, {
    method: "POST",
    headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": `RekognitionService.${operation}` },
    body: JSON.stringify(input),
  });
  const answer = await response.json();
  assert.equal(response.status, 200, JSON.stringify(answer));
  return answer;
}

/** Waits until a dataset is not being changed; its description. */
export async function settled(url, DatasetArn) {
  for (;;) {
    const { DatasetDescription } = await ask(url, "DescribeDataset", { DatasetArn });
    if (!DatasetDescription.Status.endsWith("IN_PROGRESS")) return DatasetDescription;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A project with two empty datasets. */
export async function project(url, ProjectName) {
  const { ProjectArn } = await ask(url, "CreateProject", { ProjectName });
  const made = { ProjectArn };
  for (const kind of ["TRAIN", "TEST"]) {
    made[kind.toLowerCase()] = (await ask(url, "CreateDataset", { ProjectArn, DatasetType: kind })).DatasetArn;
    await settled(url, made[kind.toLowerCase()]);
  }
  return made;
}

/**
 * Fills a dataset as a client must: whole lines up to 5 MiB, one update after the other.
 * @param {Iterable<string>} lines endings included
 */
export async function fill(url, DatasetArn, lines) {
  const send = async (text) => {
    await ask(url, "UpdateDatasetEntries", { DatasetArn, Changes: { GroundTruth: Buffer.from(text).toString("base64") } });
    assert.equal((await settled(url, DatasetArn)).Status, "UPDATE_COMPLETE");
  };
  let [waiting, bytes] = [[], 0];
  for (const line of lines) {
    const size = Buffer.byteLength(line);
    if (bytes + size > MOST) {
      await send(waiting.join(""));
      [waiting, bytes] = [[], 0];
    }
    waiting.push(line);
    bytes += size;
  }
  if (bytes > 0) await send(waiting.join(""));
}

/** Has the service move a fifth; milliseconds until both datasets are complete. */
export async function distribute(url, { train, test }) {
  const begun = performance.now();
  await ask(url, "DistributeDatasetEntries", { Datasets: [{ Arn: train }, { Arn: test }] });
  for (const arn of [train, test]) assert.equal((await settled(url, arn)).Status, "UPDATE_COMPLETE");
  return performance.now() - begun;
}

/** Tokens of the pages at the start, in the middle and at the end of a list. */
export async function places(url, DatasetArn) {
  const tokens = [undefined];
  for (;;) {
    const { NextToken } = await ask(url, "ListDatasetEntries", { DatasetArn, MaxResults: PAGE, NextToken: tokens.at(-1) });
    if (!NextToken) return { start: tokens[0], middle: tokens[tokens.length >> 1], end: tokens.at(-1) };
    tokens.push(NextToken);
  }
}

/**
 * How long pages take, in milliseconds: of each list one after the other, round by round, so that what else the machine does
 * falls on all alike.
 * @param {Record<string, {DatasetArn: string, NextToken?: string}>} lists
 * @returns {Promise<Record<string, number[]>>}
 */
export async function pageTimes(url, lists, rounds) {
  const times = Object.fromEntries(Object.keys(lists).map((name) => [name, []]));
  for (let round = -5; round < rounds; round++) {
    for (const [name, list] of Object.entries(lists)) {
      const begun = performance.now();
      const { DatasetEntries } = await ask(url, "ListDatasetEntries", { ...list, MaxResults: PAGE });
      assert.ok(DatasetEntries.length > 0);
      if (round >= 0) times[name].push(performance.now() - begun);
    }
  }
  return times;
}

/** Milliseconds from starting the command to its first answer. */
export async function coldStart(...options) {
  const begun = performance.now();
  const service = await serve("--no-auth", ...options);
  await ask(service.url, "DescribeProjects", {});
  const ms = performance.now() - begun;
  await service.end();
  return ms;
}
