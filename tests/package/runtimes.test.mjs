/** The package without a browser: Node.js, and Deno and Bun where npm has them for this machine. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { commandsDigests, makeProject } from "./support/project.mjs";

const run = promisify(execFile);
const bin = (name) => fileURLToPath(new URL(`node_modules/.bin/${name}`, import.meta.url));
const LIMIT_MS = 60_000;
/** Half the time that a worker waits for its next task: a process that ends by then was not held up by one. */
const ENDS_WITHIN_MS = 5_000;

let project;
let expected;

before(async () => {
  project = await makeProject();
  expected = await commandsDigests(project);
});
after(() => project?.remove());

/** Whether a program runs at all; npm may have none for this system. */
const runs = (program) => run(program, ["--version"], { timeout: LIMIT_MS }).then(() => true, () => false);

const RUNTIMES = [
  { name: "node", program: process.execPath, options: [] },
  { name: "deno", program: bin("deno"), options: ["run", "--allow-all"] },
  { name: "bun", program: bin("bun"), options: ["run"] },
];

for (const { name, program, options } of RUNTIMES) {
  for (const entry of ["holdout", "holdout/inline", "holdout/slim"]) {
    test(`${entry} in ${name}: the command's bytes, and the process ends`, async (t) => {
      if (!(await runs(program))) return t.skip(`there is no ${name} here`);
      const { stdout } = await run(program, [...options, project.file("app", "split.mjs"), entry, project.manifest], { timeout: LIMIT_MS });
      const { closed, ...told } = JSON.parse(stdout);
      assert.ok(Date.now() - closed < ENDS_WITHIN_MS, `it ended ${Date.now() - closed} ms after the session`);
      assert.deepEqual(told, { name: "mixed.manifest", lines: 3000, digests: expected });
    });
  }
}
