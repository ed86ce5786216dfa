/** What the package is bundled with, set as its users have it by default. */

import assert from "node:assert/strict";
import * as esbuild from "esbuild";
import webpack from "webpack";

/** Bundles `entry` into `main.js` in the folder `out`. */
export async function withWebpack(entry, out) {
  const stats = await new Promise((resolve, reject) =>
    webpack({ mode: "production", entry, output: { path: out, filename: "main.js" } }, (error, stats) => (error ? reject(error) : resolve(stats))),
  );
  assert.equal(stats.hasErrors(), false, stats.toString("errors-only"));
}

/** Bundles `entry` into `main.js` in the folder `out`. */
export async function withEsbuild(entry, out) {
  await esbuild.build({ entryPoints: { main: entry }, bundle: true, format: "esm", outdir: out, logLevel: "error" });
}
