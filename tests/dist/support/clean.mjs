/** A place with nothing of this machine in it: an empty folder, and no environment but what a program cannot start without. */

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

export const RELEASE = resolve(process.env.HOLDOUT_RELEASE ?? "target/dist");

/** The path of the one file of a release that a pattern fits. */
export function artefact(pattern) {
  const found = readdirSync(RELEASE).filter((name) => pattern.test(name));
  if (found.length !== 1) throw new Error(`${RELEASE} has ${found.length} files like ${pattern}: ${found}`);
  return join(RELEASE, found[0]);
}

/** Node.js and npm need these; the command is run without any. */
const NODE_PATH = [dirname(process.execPath), "/usr/bin", "/bin"].join(delimiter);

export function cleanPlace() {
  const folder = mkdtempSync(join(tmpdir(), "holdout-dist-"));
  const path = (...names) => join(folder, ...names);
  mkdirSync(path("home"));
  return {
    path,
    /** Unpacks an archive and returns the one folder that is in it. */
    async unpack(archive) {
      mkdirSync(path("unpacked"));
      await promisify(execFile)("tar", ["-xzf", archive, "-C", path("unpacked")]);
      const [only, ...others] = readdirSync(path("unpacked"));
      if (others.length > 0) throw new Error(`${archive} has more than one folder at its top: ${others}`);
      return path("unpacked", only);
    },
    /** Runs a program with no environment; never rejects for its exit status. */
    run: (program, args, { withNode = false } = {}) => run(program, args, folder, withNode ? { HOME: path("home"), PATH: NODE_PATH } : {}),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function run(program, args, cwd, env) {
  const running = promisify(execFile)(program, args, { cwd, env, maxBuffer: 64 << 20 });
  const { stdout, stderr, code = 0 } = await running.catch((error) => error);
  if (typeof code !== "number") throw new Error(`${program} could not be run: ${code}`);
  return { stdout, stderr, code };
}

/** Starts `holdout serve` with no environment; resolves with its address when it listens. */
export async function serve(program, cwd, ...options) {
  const child = spawn(program, ["serve", "--listen", "127.0.0.1:0", ...options], { cwd, env: {}, stdio: ["ignore", "pipe", "inherit"] });
  const printed = [];
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => printed.push(line));
  await Promise.race([
    once(lines, "line"),
    once(child, "exit").then(([code]) => Promise.reject(new Error(`holdout serve ended with ${code}`))),
  ]);
  const ended = once(child, "exit");
  return {
    url: /http:\/\/[0-9.:]+/.exec(printed[0])[0],
    printed,
    async end() {
      child.kill();
      await ended;
    },
  };
}

/** Splits a manifest on a page at `url`, and returns what is saved, by file name. */
export async function splitOnPage(open, url, manifest) {
  const { page, complaints } = await open(url);
  await page.addInitScript(() => {
    delete window.showSaveFilePicker;
    delete window.showDirectoryPicker;
  });
  await page.goto(url);
  await page.getByTestId("file-input").setInputFiles(manifest);
  await page.locator('[data-testid="state"][data-state="checked"]').waitFor();
  await page.locator('[data-testid="split-status"][data-busy="false"]').waitFor({ state: "attached" });
  const saved = {};
  const both = new Promise((done) => {
    page.on("download", async (download) => {
      saved[download.suggestedFilename()] = readFileSync(await download.path());
      if (saved["train.manifest"] && saved["test.manifest"]) done();
    });
  });
  await page.getByTestId("save").click();
  await both;
  await page.close();
  return { saved, complaints };
}
