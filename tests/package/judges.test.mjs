/** What the usual judges say of the tarball, and what is in it. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import * as esbuild from "esbuild";
import { publint } from "publint";
import { makeProject, TARBALL } from "./support/project.mjs";

const run = promisify(execFile);
const ATTW = fileURLToPath(new URL("node_modules/.bin/attw", import.meta.url));

let project;
let root;
let manifest;
before(async () => {
  project = await makeProject();
  root = join(project.dist, "..");
  manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
});
after(() => project?.remove());

test("publint has nothing to say", async () => {
  const { messages } = await publint({ pkgDir: root, level: "suggestion", strict: true });
  assert.deepEqual(messages, []);
});

test("attw finds the types of every entry, for modules", async () => {
  // It fails with what it says.
  const { stdout } = await run(ATTW, ["--profile", "esm-only", "--format", "json", TARBALL]);
  const entries = Object.keys(JSON.parse(stdout).analysis.entrypoints);
  assert.deepEqual(entries.sort(), Object.keys(manifest.exports).sort());
});

test("the version is the workspace's, and nothing is installed with it", () => {
  const workspace = readFileSync(new URL("../../Cargo.toml", import.meta.url), "utf8");
  assert.equal(manifest.version, /^version = "(.*)"/m.exec(workspace)[1]);
  assert.equal(manifest.dependencies, undefined);
  assert.equal(manifest.scripts, undefined);
});

test("what is for browsers names nothing of Node.js, and awaits nothing when it is loaded", async () => {
  const browsers = readdirSync(project.dist).filter((name) => name.endsWith(".js") && !name.startsWith("node"));
  assert.ok(browsers.includes("index.js") && browsers.includes("inline.js"), String(browsers));
  for (const name of browsers) {
    const text = readFileSync(join(project.dist, name), "utf8");
    assert.doesNotMatch(text, /["']node:|\bprocess\.|\bBuffer\b|\brequire\(/, name);
    await esbuild.transform(text, { format: "esm", supported: { "top-level-await": false } });
  }
});

test("nothing in it tells where it was built", () => {
  // Where somebody's home is the root, every path begins there.
  const folders = [homedir(), fileURLToPath(new URL("../..", import.meta.url))].filter((folder) => folder !== "/");
  for (const name of readdirSync(project.dist, { recursive: true })) {
    const path = join(project.dist, name);
    const bytes = statSync(path).isFile() ? readFileSync(path) : Buffer.alloc(0);
    for (const folder of folders) assert.ok(!bytes.includes(`${folder.replace(/\/$/, "")}/`), `${name}: ${folder}`);
  }
});

test("bundlers find the worker and the wasm by the forms they know", () => {
  const text = readFileSync(join(project.dist, "index.js"), "utf8");
  assert.match(text, /new Worker\(new URL\("\.\/worker\.js",import\.meta\.url\),\{type:"module"\}\)/);
  assert.match(text, /new URL\("\.\/holdout\.wasm",import\.meta\.url\)/);
  assert.equal([...text.matchAll(/\.wasm"/g)].length, 1, "one wasm, named once");
});

test("importing does nothing", async () => {
  const script = `
    const globals = new Set(Object.getOwnPropertyNames(globalThis));
    globalThis.fetch = () => { throw new Error("it fetches"); };
    for (const entry of ["holdout", "holdout/slim", "holdout/inline", "holdout/element"]) await import(entry);
    console.log(JSON.stringify(Object.getOwnPropertyNames(globalThis).filter((name) => !globals.has(name))));
    console.log(process.getActiveResourcesInfo().filter((name) => /Worker|MessagePort|Timeout/.test(name)).length);`;
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", script], { cwd: project.folder });
  assert.deepEqual(stdout.trim().split("\n"), ["[]", "0"]);
});
