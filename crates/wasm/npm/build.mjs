/**
 * Makes the npm package from the engine: `node build.mjs ENGINE OUT VERSION`, where ENGINE is what `cargo xtask build`
 * leaves in `target/engine`, and OUT becomes the folder to pack.
 */

import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { types } from "./types.mjs";

const [engine, folder] = process.argv.slice(2).map((path) => resolve(path));
const version = process.argv[4];
const out = join(folder, "dist");

/** Modules of a browser, and what Node.js has in their place. */
const NODE = {
  "platform/browser.js": "platform/node.js",
  "worker_file.js": "worker_file_node.js",
  "submit/worker_file.js": "submit/worker_file_node.js",
};
const SLIM = { "wasm_file.js": "wasm_given.js" };
const INLINE = { "wasm_file.js": "wasm_inline.js", "worker_file.js": "worker_inline.js", "worker_file_node.js": "worker_inline.js" };

/**
 * Stands by itself, so that an error of one entry is known as such by what another entry exports. A worker has its own:
 * its errors cross as plain data.
 */
const SHARED = "errors.js";

/** Has one module imported in the place of another. */
const swap = (swaps, name) => ({
  name: "swap",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\.\.?\// }, ({ path, importer }) => {
      const meant = join(dirname(importer), path).slice(engine.length + 1);
      if (meant === SHARED && !name.endsWith("worker.js")) return { path: `./${SHARED}`, external: true };
      return { path: join(engine, swaps.reduce((at, swap) => swap[at] ?? at, meant)) };
    }),
});

/** What `holdout/inline` carries as text. */
const inlined = (worker) => ({
  name: "inlined",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^holdout:/ }, ({ path }) => ({ path, namespace: "inlined" }));
    onLoad({ filter: /^holdout:wasm$/, namespace: "inlined" }, () => ({
      contents: gzipSync(readFileSync(join(engine, "holdout.wasm")), { level: 9 }),
      loader: "base64",
    }));
    onLoad({ filter: /^holdout:worker$/, namespace: "inlined" }, () => ({ contents: readFileSync(join(out, worker)), loader: "text" }));
  },
});

const bundle = (entry, name, swaps = [], plugins = []) =>
  build({
    entryPoints: [join(engine, entry)],
    outfile: join(out, name),
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    external: ["node:*"],
    plugins: [swap(swaps, name), ...plugins],
  });

rmSync(folder, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
for (const wasm of ["holdout.wasm", "submit/submit.wasm"]) copyFileSync(join(engine, wasm), join(out, basename(wasm)));
writeFileSync(join(out, "holdout.wasm.d.ts"), "/** What the bundler makes of it: its address, mostly. */\ndeclare const wasm: string;\nexport default wasm;\n");
await Promise.all([bundle("worker.js", "worker.js"), bundle("worker.js", "node-worker.js", [NODE])]);
await Promise.all([
  bundle(SHARED, SHARED),
  bundle("adapters.js", "adapters.js"),
  bundle("index.js", "index.js"),
  bundle("index.js", "slim.js", [SLIM]),
  bundle("index.js", "inline.js", [INLINE], [inlined("worker.js")]),
  bundle("index.js", "node.js", [NODE]),
  bundle("index.js", "node-slim.js", [NODE, SLIM]),
  bundle("index.js", "node-inline.js", [NODE, INLINE], [inlined("node-worker.js")]),
  bundle("submit.js", "submit.js"),
  bundle("submit.js", "node-submit.js", [NODE]),
  bundle("submit/submit_worker.js", "submit_worker.js"),
  bundle("submit/submit_worker.js", "node-submit-worker.js", [NODE]),
]);
types(engine, join(out, "types"), ["adapters.js", "index.js", "submit.js", "worker.js"]);

const manifest = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8"));
writeFileSync(join(folder, "package.json"), `${JSON.stringify({ ...manifest, version }, null, 2)}\n`);
