/**
 * What the tests of the engine share: a served engine, a browser with a page, a folder for files, the command.
 */

import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { launch, openPage } from "./browser.mjs";
import { serve } from "./server.mjs";

export const DIST = resolve(process.env.HOLDOUT_DIST ?? "dist");
/** The npm package, as its tarball is packed. */
export const PACKAGE = resolve(process.env.HOLDOUT_PACKAGE ?? "target/package/holdout-0.1.0.tgz", "../holdout");
export const COMMAND = resolve(process.env.HOLDOUT_BIN ?? "target/release/holdout");

/** The worker as it is written: it imports its modules, which lie beside the one that has them all in it. */
const WORKER = new URL("../../crates/wasm/js/worker.js", import.meta.url);

/** Starts everything. `stop` ends it and removes the files. */
export async function start({ args, csp } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "holdout-test-"));
  const server = await serve(DIST, { csp });
  const browser = await launch({ args });
  return {
    server,
    browser,
    file: (name) => join(folder, name),
    /** Has workers made of their modules from now on, for those who want to reach into one of them. */
    takeWorkerApart: () => server.replace("/engine/worker.js", () => ({ body: readFileSync(WORKER) })),
    /** A blank page of the server's origin, which may import the engine. */
    page: () => openPage(browser, `${server.origin}/blank`),
    async stop() {
      await browser.close();
      await server.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Puts real files into the page's file input. */
export const choose = (page, ...paths) => page.locator("#file").setInputFiles(paths);

/** Runs the command; never rejects for its exit status. */
export async function holdout(...args) {
  const run = promisify(execFile)(COMMAND, args, { maxBuffer: 64 * 1024 * 1024 });
  const { stdout, stderr, code = 0 } = await run.catch((error) => error);
  if (typeof code !== "number") throw new Error(`the command ${COMMAND} could not be run: ${code}`);
  return { stdout, stderr, code };
}

export async function sha256(path) {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}
