/**
 * The corpus, through the engine in a browser: what it says of every manifest is what the command says, and the
 * verdicts beside them. The core's and the command's own tests read the same files.
 */

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { holdout, start } from "../support/engine.mjs";

const CORPUS = resolve("tests/manifests");
const JSON_TEST_SUITE = resolve("../shared/data/JSONTestSuite/test_parsing");

let stage;

before(async () => {
  stage = await start();
});
after(() => stage.stop());

/** Report and lines of each manifest, by the engine: two workers, and every line in full. */
async function judge(manifests) {
  const { page, complaints } = await stage.page();
  const judged = await page.evaluate(async (manifests) => {
    const { open } = await import("/engine/index.js");
    const results = [];
    for (const { name, base64 } of manifests) {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const session = await open(bytes, { name, workers: 2 });
      const lines = [];
      for (let offset = 0; offset < session.report.input.lines; offset += 500) {
        lines.push(...JSON.parse(await session.pageText({ offset, limit: 500 })).lines);
      }
      results.push({ report: JSON.parse(session.reportText), lines });
      session.close();
    }
    return results;
  }, manifests);
  await page.close();
  assert.deepEqual(complaints, []);
  return judged;
}

const encoded = (path, name) => ({ name, base64: readFileSync(path).toString("base64") });

/** A line's verdict without what only a person who looks at it is told. */
const verdict = ({ start, bytes, side, text, truncated, ...rest }) => rest;

async function byCommand(path) {
  const [report, lines] = await Promise.all(["json", "jsonl"].map((format) => holdout("check", path, "--format", format)));
  const parsed = lines.stdout.split("\n").filter(Boolean).map((line) => JSON.parse(line));
  return { report: JSON.parse(report.stdout || report.stderr), lines: parsed };
}

test("every manifest of the corpus is judged alike by the engine, the command and hand", async () => {
  const folders = readdirSync(CORPUS, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const paths = folders.flatMap(({ name }) =>
    readdirSync(join(CORPUS, name)).filter((file) => file.endsWith(".manifest")).map((file) => join(CORPUS, name, file)),
  );
  assert.ok(paths.length > 50, "the corpus is there");
  const judged = await judge(paths.map((path) => encoded(path, path.split("/").at(-1))));
  for (const [i, path] of paths.entries()) {
    const command = await byCommand(path);
    assert.deepEqual(judged[i].report, command.report, path);
    assert.deepEqual(judged[i].lines.map(verdict), command.lines, path);
    const rows = judged[i].lines.map(({ status, findings }) =>
      [status, ...findings.map(({ code, where }) => `${code}@${where}`)].join(" "),
    );
    const expected = readFileSync(path.replace(/manifest$/, "verdict"), "utf8").split("\n").filter(Boolean);
    assert.deepEqual(rows, expected.filter((row) => !/^(options|manifest|split) ?/.test(row)), path);
  }
});

const skip = existsSync(JSON_TEST_SUITE) ? false : "JSONTestSuite is not beside this checkout";

test("every text of JSONTestSuite has one verdict, native and wasm", { skip }, async () => {
  const paths = readdirSync(JSON_TEST_SUITE).filter((file) => file.endsWith(".json")).map((file) => join(JSON_TEST_SUITE, file));
  assert.ok(paths.length > 300);
  const judged = await judge(paths.map((path) => encoded(path, "a.manifest")));
  let open = 0;
  for (const [i, path] of paths.entries()) {
    const command = await byCommand(path);
    assert.deepEqual(judged[i].lines.map(verdict), command.lines, path);
    open += path.split("/").at(-1).startsWith("i_") ? 1 : 0;
  }
  assert.ok(open > 30, "those on which parsers may differ are among them");
});
