/**
 * Every form in which AWS's own protocol tests write an error, read by the client in wasm and by the client of the command: both
 * find the same name in it, and the same words.
 */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { KEYS, REGION } from "../protocol/service.mjs";
import { COMMAND, PACKAGE } from "../support/engine.mjs";

const { look } = await import(pathToFileURL(join(PACKAGE, "dist/node-submit.js")).href);
const { cases } = JSON.parse(readFileSync(new URL("../protocol/error_cases.json", import.meta.url), "utf8"));
const [TRAIN, TEST] = ["train", "test"].map((kind) => `arn:aws:rekognition:${REGION}:111122223333:project/p/dataset/${kind}/1`);

/** What the command says that went wrong. */
async function byCommand(endpoint) {
  const env = { PATH: process.env.PATH, AWS_ACCESS_KEY_ID: KEYS.accessKeyId, AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey, AWS_EC2_METADATA_DISABLED: "true" };
  const run = promisify(execFile)(COMMAND, ["submit", "distribute", "--train", TRAIN, "--test", TEST, "--endpoint", endpoint], { env });
  const { stdout, stderr } = await run.catch((error) => error);
  assert.ok(stdout, stderr);
  return JSON.parse(stdout).error;
}

test("errors of every form have one reading, native and wasm", async () => {
  assert.equal(cases.length, 12);
  let answer;
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(answer.status_code, { ...answer.headers, "x-amzn-RequestId": "r-1" }).end(answer.body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${server.address().port}`;
  for (const { id, response, errorCode, errorMessage } of cases) {
    answer = response;
    const inWasm = await look({ endpoint, credentials: KEYS, trainDatasetArn: TRAIN }).then(() => assert.fail(id), (error) => error);
    const natively = await byCommand(endpoint);
    const code = errorCode.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase();
    assert.deepEqual([inWasm.code, natively.code], [code, code], id);
    assert.equal(inWasm.message, natively.message, id);
    assert.match(inWasm.message, new RegExp(`^${errorCode}${errorMessage ? `: ${errorMessage}` : ""} \\(status ${response.status_code}, request r-1\\)`), id);
  }
  server.closeAllConnections();
  server.close();
});
