// A disk that is full: the service says so, changes nothing by halves, stays up, and goes on where there is room again.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { DescribeDatasetCommand, UpdateDatasetEntriesCommand } from "@aws-sdk/client-rekognition";
import { DEVELOPMENT_KEYS, line, serveWithDevelopmentKeys } from "./service.mjs";
import { awsClient, entries, filled, settled } from "../support/submit.mjs";

/** A file may be no larger than so many blocks of 512 bytes: what is written beyond fails, as on a disk that is full. */
const BLOCKS = 6000;

const can = spawnSync("sh", ["-c", "trap '' XFSZ && ulimit -f 1000"]).status === 0;

test("a full disk is an InternalServerError, and nothing is changed by halves", { skip: can ? false : "no shell that limits files" }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "holdout-full-"));
  const lines = (from, count) => Array.from({ length: count }, (_, i) => line(from + i)).join("\n");
  const roomy = await serveWithDevelopmentKeys("--data", folder);
  const { train } = await filled(awsClient(roomy.url, DEVELOPMENT_KEYS), "full", lines(0, 100));
  await roomy.end();

  const command = `trap '' XFSZ; ulimit -f ${BLOCKS}; exec "$0" serve --listen 127.0.0.1:0 --data "$1"`;
  const child = spawn("sh", ["-c", command, process.env.HOLDOUT_BIN, folder], { stdio: ["ignore", "pipe", "inherit"] });
  const [first] = await once(createInterface({ input: child.stdout }), "line");
  const aws = awsClient(/http:\/\/[0-9.:]+/.exec(first)[0], DEVELOPMENT_KEYS);
  aws.config.maxAttempts = async () => 1;
  const send = (text) => aws.send(new UpdateDatasetEntriesCommand({ DatasetArn: train, Changes: { GroundTruth: new TextEncoder().encode(text) } }));
  const total = async () => (await aws.send(new DescribeDatasetCommand({ DatasetArn: train }))).DatasetDescription.DatasetStats.TotalEntries;
  await assert.rejects(send(lines(1000, 15_000)), (error) => error.name === "InternalServerError" && error.$metadata.httpStatusCode === 500);
  assert.equal(await total(), 100, "what is there can still be read");
  assert.equal((await entries(aws, train)).length, 100);
  await send(lines(100, 10));
  assert.equal((await settled(aws, train)).DatasetStats.TotalEntries, 110, "what has room still goes");
  child.kill("SIGKILL");
  await once(child, "exit");

  const again = await serveWithDevelopmentKeys("--data", folder);
  const client = awsClient(again.url, DEVELOPMENT_KEYS);
  assert.equal((await settled(client, train)).DatasetStats.TotalEntries, 110);
  await client.send(new UpdateDatasetEntriesCommand({ DatasetArn: train, Changes: { GroundTruth: new TextEncoder().encode(lines(1000, 15_000)) } }));
  assert.equal((await settled(client, train)).DatasetStats.TotalEntries, 15_110);
  await again.end();
  rmSync(folder, { recursive: true });
});
