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

/**
 * What the engine says of each case: report and lines of its manifest, its split, or its pair. Two workers, and every
 * line in full.
 */
async function judge(cases) {
  const { page, complaints } = await stage.page();
  const judged = await page.evaluate(async (cases) => {
    const { open } = await import("/engine/index.js");
    const options = (given) => Object.fromEntries(given.map(([name, value]) => [name.replace("-c", "C"), value]));
    const results = [];
    for (const { name, given, inputs, lines, wholes } of cases) {
      const decode = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const [session, other] = await Promise.all(inputs.map((input) => open(decode(input), { name, workers: 2, ...options(given) })));
      const result = { report: JSON.parse(session.reportText), lines: [] };
      for (let offset = 0; lines && offset < session.report.input.lines; offset += 500) {
        result.lines.push(...JSON.parse(await session.pageText({ offset, limit: 500 })).lines);
      }
      if (wholes.includes("split")) result.split = JSON.parse((await session.split()).reportText);
      if (other) result.pair = JSON.parse((await session.pair(other)).reportText);
      results.push(result);
      session.close();
      other?.close();
    }
    return results;
  }, cases);
  await page.close();
  assert.deepEqual(complaints, []);
  return judged;
}

/** A manifest by itself. */
const alone = (path, name) => ({ name, given: [], inputs: [readFileSync(path).toString("base64")], lines: true, wholes: [] });

/** A case of the corpus, as `tests/manifests/README.md` describes it. */
function read(path) {
  const rows = readFileSync(path, "utf8").split("\n").filter(Boolean);
  const beside = (ending) => path.replace(/verdict$/, ending);
  const directives = rows.filter((row) => row.startsWith("> ")).map((row) => row.split(" ").slice(1));
  const isWhole = (row) => /^(manifest|split|pair)( |$)/.test(row);
  let inputs = ["train", "test"].map(beside);
  if (existsSync(beside("manifest"))) inputs = [beside("manifest")];
  if (existsSync(beside("made"))) inputs = [beside("made")];
  const isMade = inputs[0].endsWith("made");
  return {
    path,
    name: directives.find(([name]) => name === "name")?.[1] ?? "a.manifest",
    given: directives.filter(([name]) => name !== "name"),
    inputs: inputs.map((input) => (isMade ? made(readFileSync(input, "utf8")) : readFileSync(input)).toString("base64")),
    lines: inputs[0].endsWith("manifest"),
    wholes: rows.filter(isWhole).map((row) => row.split(" ")[0]),
    rows: rows.filter((row) => !isWhole(row) && !row.startsWith("> ")),
    said: rows.filter(isWhole),
  };
}

/** A manifest of so many lines as the first row of the pattern says, each the second with its number for `#`. */
function made(pattern) {
  const [count, line] = pattern.split("\n");
  return Buffer.from(Array.from({ length: Number(count) }, (_, i) => `${line.replaceAll("#", i + 1)}\n`).join(""));
}

/** A line's verdict without what only a person who looks at it is told. */
const verdict = ({ start, bytes, side, text, truncated, ...rest }) => rest;

async function byCommand(path) {
  const [report, lines] = await Promise.all(["json", "jsonl"].map((format) => holdout("check", path, "--format", format)));
  const parsed = lines.stdout.split("\n").filter(Boolean).map((line) => JSON.parse(line));
  return { report: JSON.parse(report.stdout || report.stderr), lines: parsed };
}

test("every case of the corpus is judged by the engine as by hand, and its lines as by the command", async () => {
  const folders = readdirSync(CORPUS, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const paths = folders.flatMap(({ name }) =>
    readdirSync(join(CORPUS, name)).filter((file) => file.endsWith(".verdict")).map((file) => join(CORPUS, name, file)),
  );
  assert.ok(paths.length > 100, "the corpus is there");
  const cases = paths.map(read);
  const judged = await judge(cases);
  const written = (findings) => findings.map(({ code, severity }) => ` ${code}@${severity}`).join("");
  for (const [i, { path, lines, wholes, rows, said, given }] of cases.entries()) {
    const { report, split, pair, ...of } = judged[i];
    const findings = { manifest: report.findings, split: split?.split.findings, pair: pair?.both.findings };
    assert.deepEqual(wholes.map((whole) => whole + written(findings[whole])), said, path);
    if (!lines) continue;
    const ours = of.lines.map(({ status, findings, service_findings = [] }) =>
      [status, ...findings.map(({ code, where }) => `${code}@${where}`), ...service_findings.map(({ code }) => `said:${code}`)].join(" "),
    );
    assert.deepEqual(ours, rows, path);
    const command = await byCommand(path.replace(/verdict$/, "manifest"));
    assert.deepEqual(of.lines.map(verdict), command.lines, path);
    // Under the same name and options, the reports are the same to the letter.
    if (given.length === 0) {
      command.report.input.name = report.input.name;
      assert.deepEqual(report.codes, command.report.codes, path);
      assert.deepEqual(report.labels, command.report.labels, path);
    }
  }
});

const skip = existsSync(JSON_TEST_SUITE) ? false : "JSONTestSuite is not beside this checkout";

test("every text of JSONTestSuite has one verdict, native and wasm", { skip }, async () => {
  const paths = readdirSync(JSON_TEST_SUITE).filter((file) => file.endsWith(".json")).map((file) => join(JSON_TEST_SUITE, file));
  assert.ok(paths.length > 300);
  const judged = await judge(paths.map((path) => alone(path, "a.manifest")));
  let open = 0;
  for (const [i, path] of paths.entries()) {
    const command = await byCommand(path);
    assert.deepEqual(judged[i].lines.map(verdict), command.lines, path);
    open += path.split("/").at(-1).startsWith("i_") ? 1 : 0;
  }
  assert.ok(open > 30, "those on which parsers may differ are among them");
});
