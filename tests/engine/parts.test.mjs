/** The parts of the engine that need no browser. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { DIST } from "../support/engine.mjs";

const part = (name) => import(pathToFileURL(join(DIST, "engine", name)).href);
const { Reported, camel, parseCamel } = await part("camel.js");
const { Meter } = await part("progress.js");
const { HoldoutError, asHoldoutError } = await part("errors.js");

test("members are renamed, values are not", () => {
  const given = { use_case: "SOME_VALUE", a: [{ first_lines: [1], boxes_train: null }], sha256: "a_b", column_utf16: 3 };
  assert.deepEqual(camel(given), { useCase: "SOME_VALUE", a: [{ firstLines: [1], boxesTrain: null }], sha256: "a_b", columnUtf16: 3 });
  assert.deepEqual(parseCamel('{"missing_in_test":["my_label"]}'), { missingInTest: ["my_label"] });
});

test("lists of labels are made when somebody looks, and are where they belong", () => {
  const lists = ['[{"name":"a\\"b","boxes_train":1}]', "[]", '[{"name":"é"}]'];
  const head = '{"labels":[],"train":{"labels":[]},"split":{"seed":42,"labels":[]}}';
  const parse = JSON.parse;
  let parsed = 0;
  JSON.parse = (text) => (parsed++, parse(text));
  try {
    const reported = new Reported(new TextEncoder().encode([head, ...lists].join("\n")));
    assert.equal(parsed, 1);
    const { report } = reported;
    assert.equal(report.labels, report.labels, "made once");
    assert.equal(parsed, 2);
    assert.deepEqual(structuredClone(report), { labels: [{ name: 'a"b', boxesTrain: 1 }], train: { labels: [] }, split: { seed: 42, labels: [{ name: "é" }] } });
    assert.equal(reported.text, `{"labels":${lists[0]},"train":{"labels":[]},"split":{"seed":42,"labels":${lists[2]}}}`);
  } finally {
    JSON.parse = parse;
  }
});

test("progress speaks at most ten times a second, and at the end", () => {
  let now = 0;
  const heard = [];
  const meter = new Meter("reading", 1000, (progress) => heard.push(progress), () => now);
  for (; now < 1000; now += 10) meter.add({ bytes: 10, lines: 1, codes: [{ code: "A", count: 2 }, { code: "B", count: 3 }] });
  assert.ok(heard.length <= 10, `${heard.length} times`);
  meter.finish();
  const last = heard.at(-1);
  assert.equal(last.bytes, 1000);
  assert.equal(last.lines, 100);
  assert.equal(last.etaMs, 0);
  assert.deepEqual(last.codes, [{ code: "B", count: 300 }, { code: "A", count: 200 }]);
  const middle = heard[5];
  assert.ok(Math.abs(middle.bytesPerSecond - 1000) < 50, `${middle.bytesPerSecond} bytes a second`);
  assert.ok(Math.abs(middle.etaMs - (1000 - middle.bytes)) < 50);
});

test("the end is reported once, by the last step or after it", () => {
  for (const pause of [0, 200]) {
    let now = 0;
    const ends = [];
    const meter = new Meter("reading", 100, ({ bytes }) => bytes === 100 && ends.push(bytes), () => now);
    meter.add({ bytes: 50 });
    now += pause;
    meter.add({ bytes: 50 });
    meter.finish();
    assert.equal(ends.length, 1, `${pause} ms between the steps`);
  }
});

test("whatever is thrown becomes a HoldoutError with a code", () => {
  const code = (thrown) => asHoldoutError(thrown).code;
  assert.equal(code(new DOMException("gone", "NotReadableError")), "NOT_READABLE");
  assert.equal(code(new DOMException("gone", "NotFoundError")), "NOT_READABLE");
  assert.equal(code(new DOMException("stop", "AbortError")), "CANCELLED");
  assert.equal(code(new WebAssembly.RuntimeError("unreachable")), "WORKER_TRAPPED");
  assert.equal(code(new RangeError("Maximum call stack size exceeded")), "WORKER_TRAPPED");
  assert.equal(code(new RangeError("Array buffer allocation failed")), "OUT_OF_MEMORY");
  assert.equal(code(Object.assign(new Error("no"), { code: "INVALID_OPTIONS" })), "INVALID_OPTIONS");
  assert.equal(code("no error at all"), "INTERNAL");
});

test("an error crosses a worker's border whole", () => {
  // What a worker tells of what was thrown in it.
  const told = { name: "NotReadableError", message: "gone", code: 0, range: { start: 5, end: 9 } };
  const error = asHoldoutError(structuredClone(told));
  assert.ok(error instanceof HoldoutError);
  assert.deepEqual([error.code, error.range, error.cause], ["NOT_READABLE", { start: 5, end: 9 }, told]);
  assert.match(error.hint, /Choose the file again/);
  assert.equal(asHoldoutError({ name: "INVALID_OPTIONS", message: "no" }).code, "INVALID_OPTIONS", "named by the core");
});

test("importing the engine touches neither window nor network", async () => {
  const engine = await part("index.js");
  assert.deepEqual(Object.keys(engine).sort(), ["HoldoutError", "Pair", "Session", "Split", "init", "open", "release"]);
});
