// boto3 and the AWS CLI against the local service. The tests themselves are Python; each is one test here.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const python = process.env.HOLDOUT_PYTHON;
const skip = python ? false : "no Python with boto3 and awscli: HOLDOUT_PYTHON names none";
const folder = fileURLToPath(new URL(".", import.meta.url));

for (const file of ["test_boto3.py", "test_trouble.py", "test_awscli.py"]) {
  test(file, { skip }, async (context) => {
    const run = spawnSync(python, ["-m", "unittest", "-v", file.replace(".py", "")], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
      maxBuffer: 1 << 26,
    });
    const results = [...run.stderr.matchAll(/^(\w+) \(.*?\).*? \.\.\. (ok|FAIL|ERROR|skipped.*)$/gms)];
    assert.ok(results.length > 0, run.stderr);
    for (const [, name, result] of results) {
      await context.test(name.replaceAll("_", " "), () => assert.ok(result === "ok", run.stderr));
    }
    assert.equal(run.status, 0, run.stderr);
  });
}
