/**
 * Each file of a release does its main job where nothing else is installed: an empty folder, no environment. `cargo xtask dist`
 * makes the files.
 */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative } from "node:path";
import { after, before, test } from "node:test";
import { launch, openPage } from "../support/browser.mjs";
import { writeManifest } from "../support/manifests.mjs";
import { serve as serveFolder } from "../support/server.mjs";
import { RELEASE, artefact, cleanPlace, serve, splitOnPage } from "./support/clean.mjs";

const COMMAND = /^holdout-[\d.]+-[a-z0-9_]+-[a-z0-9_-]+\.tar\.gz$/;
const PACKAGE = /^holdout-[\d.]+\.tgz$/;
const SITE = /^holdout-site-[\d.]+\.tar\.gz$/;
const COMPONENTS = /^holdout-[\d.]+\.cdx\.json$/;
const SIDES = ["train.manifest", "test.manifest"];

let place;
let command;
let manifest;
let expected;
let browser;
const open = (url) => openPage(browser, url);

before(async () => {
  place = cleanPlace();
  command = join(await place.unpack(artefact(COMMAND)), process.platform === "win32" ? "holdout.exe" : "holdout");
  manifest = place.path("small.manifest");
  writeManifest(manifest, { lines: 400 });
  const { code, stderr } = await place.run(command, ["split", manifest, "--out", place.path("expected")]);
  assert.equal(code, 0, stderr);
  expected = Object.fromEntries(SIDES.map((name) => [name, readFileSync(place.path("expected", name))]));
  browser = await launch();
});
after(async () => {
  await browser?.close();
  place?.remove();
});

test("the command checks, splits and verifies", async () => {
  const checked = await place.run(command, ["check", manifest, "--format", "json"]);
  assert.equal(checked.code, 0, checked.stderr);
  assert.equal(JSON.parse(checked.stdout).input.lines, 400);
  const out = place.path("split");
  assert.equal((await place.run(command, ["split", manifest, "--out", out])).code, 0);
  const files = readdirSync(out).filter((name) => name.endsWith(".manifest")).map((name) => join(out, name));
  const verified = await place.run(command, ["verify", join(out, "certificate.json"), manifest, ...files]);
  assert.equal(verified.code, 0, verified.stdout + verified.stderr);
  writeFileSync(files[0], "{}\n");
  assert.equal((await place.run(command, ["verify", join(out, "certificate.json"), manifest, ...files])).code, 1);
});

test("its archive has the licences, and the command prints those of others", async () => {
  const folder = join(command, "..");
  const files = ["CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT", "README.md", "THIRD_PARTY_NOTICES.txt"];
  for (const name of files) assert.ok(existsSync(join(folder, name)), name);
  const { stdout } = await place.run(command, ["licenses"]);
  assert.ok(stdout.includes(readFileSync(join(folder, "THIRD_PARTY_NOTICES.txt"), "utf8")));
});

test("the command serves its page, which splits as the command does", async () => {
  const service = await serve(command, place.path("home"));
  try {
    const { saved, complaints } = await splitOnPage(open, `${service.url}/`, manifest);
    for (const name of SIDES) assert.ok(saved[name].equals(expected[name]), name);
    assert.deepEqual(complaints, []);
    assert.ok(!service.printed.some((line) => line.includes("no page")), service.printed.join("\n"));
  } finally {
    await service.end();
  }
});

test("the command serves every file of the site, compressed and not", async () => {
  const folder = cleanPlace();
  const site = await folder.unpack(artefact(SITE));
  const service = await serve(command, place.path("home"));
  try {
    const files = readdirSync(site, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.(br|gz)$|^LICENSE-/.test(entry.name))
      .map((entry) => relative(site, join(entry.parentPath ?? entry.path, entry.name)).split("\\").join("/"));
    assert.ok(files.length > 50, `${files.length} files`);
    assert.deepEqual(files.filter((name) => /(^|\/)\./.test(name)), [], "hidden files");
    for (const name of files) {
      const bytes = readFileSync(join(site, name));
      for (const encoding of ["identity", "gzip, br"]) {
        const response = await fetch(`${service.url}/${name}`, { headers: { "accept-encoding": encoding } });
        assert.equal(response.status, 200, name);
        assert.ok(Buffer.from(await response.arrayBuffer()).equals(bytes), `${name} (${encoding})`);
      }
    }
  } finally {
    await service.end();
    folder.remove();
  }
});

test("--page serves a folder instead", async () => {
  writeFileSync(place.path("home", "index.html"), "<!doctype html><title>another</title>");
  const service = await serve(command, place.path("home"), "--page", place.path("home"));
  try {
    assert.match(await (await fetch(service.url)).text(), /another/);
    assert.equal((await fetch(`${service.url}/engine/index.js`)).status, 404);
  } finally {
    await service.end();
  }
});

test("the npm package is installed without a network, and splits as the command does", async () => {
  const project = cleanPlace();
  try {
    writeFileSync(project.path("package.json"), '{"name":"empty","private":true,"type":"module"}');
    const install = ["install", "--offline", "--no-audit", "--no-fund", artefact(PACKAGE)];
    const installed = await project.run("npm", install, { withNode: true });
    assert.equal(installed.code, 0, installed.stderr);
    writeFileSync(
      project.path("main.js"),
      `import { createHash } from "node:crypto";
       import { open } from "holdout";
       const session = await open(process.argv[2]);
       const split = await session.split();
       const digest = async (side) => createHash("sha256").update(Buffer.from(await (await split[side]).arrayBuffer())).digest("hex");
       console.log(JSON.stringify({ "train.manifest": await digest("train"), "test.manifest": await digest("test") }));
       session.close();`,
    );
    const { stdout, stderr } = await project.run(process.execPath, ["main.js", manifest], { withNode: true });
    const digests = Object.fromEntries(SIDES.map((name) => [name, createHash("sha256").update(expected[name]).digest("hex")]));
    assert.deepEqual(JSON.parse(stdout || "{}"), digests, stderr);
  } finally {
    project.remove();
  }
});

test("the site splits from a static server as the command does", async () => {
  const folder = cleanPlace();
  const server = await serveFolder(await folder.unpack(artefact(SITE)));
  try {
    const { saved, complaints } = await splitOnPage(open, `${server.origin}/index.html`, manifest);
    for (const name of SIDES) assert.ok(saved[name].equals(expected[name]), name);
    assert.deepEqual(complaints, []);
  } finally {
    await server.close();
    folder.remove();
  }
});

test("every file has its checksum", () => {
  const lines = readFileSync(join(RELEASE, "SHA256SUMS"), "utf8").trim().split("\n");
  const names = lines.map((line) => line.split("  ")[1]);
  assert.deepEqual(names.sort(), readdirSync(RELEASE).filter((name) => name !== "SHA256SUMS").sort());
  assert.equal(names.length, 4);
  if (process.platform === "linux") {
    execFileSync("sha256sum", ["--check", "--strict", "--quiet", "SHA256SUMS"], { cwd: RELEASE });
  }
  for (const line of lines) {
    const [digest, name] = line.split("  ");
    assert.equal(createHash("sha256").update(readFileSync(join(RELEASE, name))).digest("hex"), digest, name);
  }
});

/** What the artefacts are made of, by `cargo metadata`: packages of normal dependencies on the platforms of each artefact. */
function cargosPackages() {
  const artefacts = [
    { roots: ["holdout-cli"], platforms: ["x86_64-unknown-linux-gnu", "aarch64-apple-darwin", "x86_64-pc-windows-gnu"] },
    { roots: ["holdout-wasm", "holdout-submit", "holdout-web", "holdout-element"], platforms: ["wasm32-unknown-unknown"] },
  ];
  const found = new Map();
  for (const { roots, platforms } of artefacts) {
    for (const platform of platforms) {
      const args = ["metadata", "--format-version", "1", "--locked", "--filter-platform", platform];
      const { packages, resolve } = JSON.parse(execFileSync("cargo", args, { maxBuffer: 64 << 20, encoding: "utf8" }));
      const facts = new Map(packages.map((one) => [one.id, one]));
      const nodes = new Map(resolve.nodes.map((node) => [node.id, node]));
      const visit = (id) => {
        if (seen.has(id)) return;
        seen.add(id);
        const { name, version, license, source } = facts.get(id);
        found.set(`${name}@${version}`, { licence: license, isOurs: source === null });
        for (const { pkg, dep_kinds } of nodes.get(id).deps) if (dep_kinds.some(({ kind }) => kind === null)) visit(pkg);
      };
      const seen = new Set();
      for (const { id, name } of packages) if (roots.includes(name)) visit(id);
    }
  }
  return found;
}

test("the list of components is valid CycloneDX, and is what cargo says", async () => {
  const text = readFileSync(artefact(COMPONENTS), "utf8");
  const require = createRequire(new URL("../package/package.json", import.meta.url));
  const { Validation, Spec } = require("@cyclonedx/cyclonedx-library");
  assert.equal(await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(text), null);

  const { components, dependencies } = JSON.parse(text);
  const packages = cargosPackages();
  assert.ok(packages.size > 250, `${packages.size} packages`);
  assert.deepEqual(components.map(({ name, version }) => `${name}@${version}`).sort(), [...packages.keys()].sort());
  const lock = readFileSync(new URL("../../Cargo.lock", import.meta.url), "utf8");
  for (const { name, version, licenses, hashes, purl } of components) {
    const { licence, isOurs } = packages.get(`${name}@${version}`);
    const words = (text) => text.replaceAll("/", " OR ").replace(/\s+/g, " ").trim();
    assert.equal(licenses[0].expression, words(licence), name);
    assert.equal(purl, isOurs ? undefined : `pkg:cargo/${name}@${version.replace("+", "%2B")}`);
    if (!isOurs) assert.ok(lock.includes(`checksum = "${hashes[0].content}"`), name);
  }
  const references = new Set([...components.map((one) => one["bom-ref"]), "holdout"]);
  assert.equal(references.size, components.length + 1);
  assert.deepEqual(new Set(dependencies.map(({ ref }) => ref)), references);
  for (const { ref, dependsOn } of dependencies) for (const on of dependsOn) assert.ok(references.has(on), `${ref}: ${on}`);
});
