/**
 * Puts each worker of the page into one file: `node www/bundle_workers.mjs FOLDER`. What a worker imports is fetched one
 * module after the other whenever one starts: with a dozen of them it is ready after 40 to 80 ms, in one file after 16.
 */

import { join } from "node:path";
import { build } from "esbuild";

const WORKERS = ["engine/worker.js", "engine/submit/submit_worker.js"];

const [folder] = process.argv.slice(2);
if (!folder) throw new Error("usage: node www/bundle_workers.mjs FOLDER");
await build({
  entryPoints: WORKERS.map((worker) => join(folder, worker)),
  outdir: folder,
  outbase: folder,
  allowOverwrite: true,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  logLevel: "warning",
});
