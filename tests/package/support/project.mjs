/**
 * A project of somebody who uses the package: the tarball that would be published, installed by npm into an empty folder,
 * and an application beside it.
 */

import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { holdout, sha256 } from "../../support/engine.mjs";
import { writeManifest } from "../../support/manifests.mjs";

const run = promisify(execFile);

export const TARBALL = resolve(process.env.HOLDOUT_PACKAGE ?? "target/package/holdout-0.1.0.tgz");
export const SIDES = ["train", "test", "rejected"];
const APP = new URL("../app", import.meta.url);

/** A folder with the package installed, a manifest, and the application in `app`. */
export async function makeProject() {
  const folder = mkdtempSync(join(tmpdir(), "holdout-package-"));
  const file = (...names) => join(folder, ...names);
  writeFileSync(file("package.json"), JSON.stringify({ name: "somebody", private: true, type: "module" }));
  await run("npm", ["install", "--no-audit", "--no-fund", "--offline", TARBALL], { cwd: folder });
  cpSync(APP, file("app"), { recursive: true });
  const manifest = file("mixed.manifest");
  writeManifest(manifest, { lines: 3000, badEvery: 40 });
  return {
    folder,
    file,
    manifest,
    dist: file("node_modules", "holdout", "dist"),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The digests of what the command makes of the same manifest, by side. */
export async function commandsDigests({ manifest, file }) {
  const out = file("command");
  const { code, stderr } = await holdout("split", manifest, "--out", out);
  if (code > 1) throw new Error(stderr);
  return Promise.all(SIDES.map((side) => sha256(join(out, `${side}.manifest`))));
}
