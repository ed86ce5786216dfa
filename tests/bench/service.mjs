/**
 * How the local service compares: with itself, a page of 250,000 entries beside one of 1,000, and with moto's server, which
 * has none of the operations on datasets, but others of Rekognition. Both answer what they can answer at once, and both refuse
 * an operation that they do not know. Ours reads a database and checks the signature of every request; moto's does neither.
 */

import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as sdk from "@aws-sdk/client-rekognition";
import { KEYS, REGION, serve } from "../protocol/service.mjs";
import { coldStart, distribute, fill, pageTimes, places, project } from "../support/load.mjs";
import { manifestLines } from "../support/manifests.mjs";
import { peakMemory } from "../support/processes.mjs";
import { median, pairedRatio } from "./stats.mjs";

const MANY = 250_000;
const FEW = 1000;
const PAGES = 400;
const SECONDS = 3;
const CONNECTIONS = 16;

/**
 * @param {{rounds: number, folder: string, python?: string, wrk?: string, say: (text: string) => void}} options
 *   `python` has moto; `folder` is for a database and scripts
 */
export async function benchService({ rounds, folder, python, wrk, say }) {
  say("service: cold starts");
  const cold = [];
  for (let round = 0; round <= rounds; round++) cold.push(await coldStart());
  return { cold, ...(await benchEntries(folder, say)), ...(await benchRequests({ rounds, folder, python, wrk, say })) };
}

async function benchEntries(folder, say) {
  say(`service: filling a dataset with ${MANY} lines`);
  const data = join(folder, "service");
  mkdirSync(data);
  const service = await serve("--no-auth", "--data", data);
  const { url } = service;
  const [few, many] = [await project(url, "few"), await project(url, "many")];
  await fill(url, few.train, manifestLines({ lines: FEW }));
  const begun = performance.now();
  await fill(url, many.train, manifestLines({ lines: MANY }));
  const filled = performance.now() - begun;
  const distributed = await distribute(url, many);
  const memory = peakMemory(service);
  const { start, middle, end } = await places(url, many.train);
  const lists = { few: undefined, start, middle, end };
  const of = (name) => (name === "few" ? few.train : many.train);
  const times = await pageTimes(url, Object.fromEntries(Object.entries(lists).map(([name, NextToken]) => [name, { DatasetArn: of(name), NextToken }])), PAGES);
  await service.end();
  rmSync(data, { recursive: true });
  const late = Object.fromEntries(Object.entries(times).map(([name, all]) => [name, [median(all), percentile(all, 0.99)]]));
  const slowest = Math.max(late.start[1], late.middle[1], late.end[1]);
  return { filled, distributed, memory, late, pages: slowest / late.few[1] };
}

const percentile = (values, share) => [...values].sort((a, b) => a - b)[Math.ceil(values.length * share) - 1];

/** Requests a second, in turns. */
async function benchRequests({ rounds, folder, python, wrk, say }) {
  if (!python || !wrk) return { missing: "it takes moto's server and wrk" };
  const [service, moto] = [await serve(), await serveMoto(python)];
  const rates = { answered: { holdout: [], moto: [] }, refused: { holdout: [], moto: [] } };
  try {
    const signed = {
      answered: { holdout: await sign(service.url, new sdk.DescribeProjectsCommand({})), moto: await sign(moto.url, new sdk.GetFaceSearchCommand({ JobId: "1" })) },
      refused: { holdout: await sign(service.url, new sdk.DetectLabelsCommand({ Image: {} })), moto: await sign(moto.url, new sdk.DescribeProjectsCommand({})) },
    };
    for (let round = 0; round <= rounds; round++) {
      say(round ? `requests: round ${round} of ${rounds}` : "requests: warming up");
      for (const [what, requests] of Object.entries(signed)) {
        for (const [who, url] of [["holdout", service.url], ["moto", moto.url]]) {
          const rate = requestsASecond(wrk, url, requests[who], { script: join(folder, "post.lua"), succeeds: what === "answered" });
          if (round > 0) rates[what][who].push(rate);
        }
      }
    }
  } finally {
    await service.end();
    moto.end();
  }
  return { rates, answers: pairedRatio(rates.answered.holdout, rates.answered.moto), refusals: pairedRatio(rates.refused.holdout, rates.refused.moto) };
}

/** A request as the SDK signs it, which is good for five minutes. */
async function sign(url, command) {
  const client = new sdk.RekognitionClient({ region: REGION, endpoint: url, credentials: KEYS, maxAttempts: 1 });
  let request;
  client.middlewareStack.add((next) => (all) => ((request = all.request), next(all)), { step: "finalizeRequest", priority: "low", relation: "after" });
  // What is refused is refused.
  await client.send(command).catch(() => undefined);
  return request;
}

function requestsASecond(wrk, url, { headers, body }, { script, succeeds }) {
  const text = (value) => `"${value.replace(/[\\"]/g, "\\$&")}"`;
  // wrk says itself where it connects to, and how long the body is.
  const sent = Object.entries(headers).filter(([name]) => !["host", "content-length"].includes(name.toLowerCase()));
  writeFileSync(script, [
    'wrk.method = "POST"',
    `wrk.body = ${text(Buffer.from(body).toString())}`,
    ...sent.map(([name, value]) => `wrk.headers[${text(name)}] = ${text(String(value))}`),
  ].join("\n"));
  const { status, stdout, stderr } = spawnSync(wrk, ["-t1", `-c${CONNECTIONS}`, `-d${SECONDS}s`, "-s", script, `${url}/`], { encoding: "utf8" });
  const found = /Requests\/sec:\s+([\d.]+)/.exec(stdout);
  if (status !== 0 || !found) throw new Error(`wrk failed: ${stderr || stdout}`);
  if (stdout.includes("Non-2xx") === succeeds) throw new Error(`${url} ${succeeds ? "does not answer" : "answers"}: ${stdout}`);
  return Number(found[1]);
}

async function serveMoto(python) {
  const port = await freePort();
  const child = spawn(python, ["-m", "moto.server", "-H", "127.0.0.1", "-p", String(port)], { stdio: "ignore" });
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 300; tries++) {
    if (child.exitCode !== null) break;
    if (await fetch(url).then(() => true, () => false)) return { url, end: () => child.kill() };
    await sleep(100);
  }
  throw new Error("moto's server does not start");
}

const freePort = () => new Promise((resolve) => {
  const server = createServer();
  server.listen(0, "127.0.0.1", () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});

/** @param {Awaited<ReturnType<typeof benchService>>} result */
export function printService({ cold, filled, distributed, memory, late, rates, missing }) {
  console.log("\nThe local service");
  console.log(`from its start to its first answer: ${median(cold).toFixed()} ms`);
  console.log(`${MANY} lines taken in ${(filled / 1e3).toFixed(1)} s, distributed in ${(distributed / 1e3).toFixed(1)} s, with at most ${memory === undefined ? "?" : (memory / 1e6).toFixed()} MB`);
  console.log("a page of 100 entries             median       p99");
  const names = { few: `of ${FEW}`, start: `of ${MANY}, at the start`, middle: "in the middle", end: "at the end" };
  for (const [name, words] of Object.entries(names)) {
    console.log(`${words.padEnd(30)}${late[name].map((ms) => `${ms.toFixed(2).padStart(7)} ms`).join("")}`);
  }
  if (missing) return console.log(`moto: missing; ${missing}`);
  const rate = (values) => `${median(values).toFixed().padStart(8)}/s`;
  console.log("requests                         holdout      moto");
  for (const [what, { holdout, moto }] of Object.entries(rates)) console.log(`${what.padEnd(30)}${rate(holdout)}${rate(moto)}`);
}
