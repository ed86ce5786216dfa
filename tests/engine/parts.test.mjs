/** The parts of the engine that need no browser. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { DIST } from "../support/engine.mjs";

const part = (name) => import(pathToFileURL(join(DIST, "engine", name)).href);
const { camel, parseCamel } = await part("camel.js");
const { Meter } = await part("progress.js");
const { HoldoutError, asHoldoutError, fromPayload, toPayload } = await part("errors.js");

test("members are renamed, values are not", () => {
  const given = { use_case: "SOME_VALUE", a: [{ first_lines: [1], boxes_train: null }], sha256: "a_b", column_utf16: 3 };
  assert.deepEqual(camel(given), { useCase: "SOME_VALUE", a: [{ firstLines: [1], boxesTrain: null }], sha256: "a_b", columnUtf16: 3 });
  assert.deepEqual(parseCamel('{"missing_in_test":["my_label"]}'), { missingInTest: ["my_label"] });
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
  const error = asHoldoutError(new DOMException("gone", "NotReadableError"), { start: 5, end: 9 });
  const arrived = fromPayload(structuredClone(toPayload(error)));
  assert.ok(arrived instanceof HoldoutError);
  assert.deepEqual([arrived.code, arrived.message, arrived.hint, arrived.range], [error.code, error.message, error.hint, { start: 5, end: 9 }]);
});

test("importing the engine touches neither window nor network", async () => {
  const engine = await part("index.js");
  assert.deepEqual(Object.keys(engine).sort(), ["HoldoutError", "Pair", "Session", "Split", "init", "open"]);
});
