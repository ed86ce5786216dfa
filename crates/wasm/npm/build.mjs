/**
 * Makes the npm package from the engine and the element: `node build.mjs ENGINE ELEMENT OUT VERSION`, where the first two are
 * what `cargo xtask build` leaves in `target`, and OUT becomes the folder to pack.
 */

import { copyFileSync, cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { minify } from "terser";
import { types } from "./types.mjs";

const [built, element, folder] = process.argv.slice(2, 5).map((path) => resolve(path));
const version = process.argv[5];
const out = join(folder, "dist");

/** Both in one folder: on a site the engine has a folder of its own, in the package they lie side by side. */
const engine = join(dirname(folder), "modules");
rmSync(engine, { recursive: true, force: true });
cpSync(built, engine, { recursive: true });
for (const name of readdirSync(element)) {
  const [from, to] = [join(element, name), join(engine, name)];
  if (name.endsWith(".wasm")) copyFileSync(from, to);
  else writeFileSync(to, readFileSync(from, "utf8").replaceAll("./engine/", "./"));
}

/** Modules of a browser, and what Node.js has in their place. */
const NODE = {
  "platform/browser.js": "platform/node.js",
  "worker_file.js": "worker_file_node.js",
  "submit/worker_file.js": "submit/worker_file_node.js",
};
const SLIM = { "wasm_file.js": "wasm_given.js" };
const INLINE = { "wasm_file.js": "wasm_inline.js", "worker_file.js": "worker_inline.js", "worker_file_node.js": "worker_inline.js" };

/** Stand by themselves because most pages never load them; in `holdout/inline` they are where all is. */
const SELDOM = ["rereading.js", "streams.js", "trouble.js"];

/** Has one module imported in the place of another, and leaves those out that are files of their own. */
const swap = (swaps, name) => ({
  name: "swap",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\.\.?\// }, ({ path, importer, kind }) => {
      if (kind === "entry-point") return undefined;
      const meant = join(dirname(importer), path).slice(engine.length + 1);
      if (SELDOM.includes(meant) && !swaps.includes(INLINE)) return { path: `./${meant}`, external: true };
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

/** The element and the rest of the package share one engine, and with it its workers. */
const besideEngine = {
  name: "beside-engine",
  setup: ({ onResolve }) => onResolve({ filter: /^\.\/(index|submit)\.js$/ }, ({ path }) => ({ path, external: true })),
};

/** esbuild puts a file together and makes it small; terser finds a tenth more. */
async function bundle(entry, name, swaps = [], plugins = []) {
  const { outputFiles } = await build({
    entryPoints: [join(engine, entry)],
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    external: ["node:*"],
    plugins: [...plugins, swap(swaps, name)],
  });
  // What wasm-bindgen's glue has to say of calls that are not made here.
  const drop_console = /worker\.js$/.test(name);
  const { code } = await minify(outputFiles[0].text, { module: true, ecma: 2022, compress: { passes: 3, inline: 1, unsafe_arrows: true, drop_console } });
  writeFileSync(join(out, name), code);
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
copyFileSync(join(engine, "submit/submit.wasm"), join(out, "submit.wasm"));
for (const name of ["holdout.wasm", "holdout-element.wasm"]) {
  copyFileSync(join(engine, name), join(out, name));
  writeFileSync(join(out, `${name}.d.ts`), "/** What the bundler makes of it: its address, mostly. */\ndeclare const wasm: string;\nexport default wasm;\n");
}
await Promise.all([bundle("worker.js", "worker.js"), bundle("worker.js", "node-worker.js", [NODE])]);
await Promise.all([
  ...SELDOM.map((name) => bundle(name, name)),
  bundle("adapters.js", "adapters.js"),
  bundle("index.js", "index.js"),
  bundle("element.js", "element.js", [], [besideEngine]),
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
types(engine, join(out, "types"), ["adapters.js", "element.js", "element_react.js", "element_vue.js", "index.js", "submit.js", "worker.js"]);

const manifest = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8"));
writeFileSync(join(folder, "package.json"), `${JSON.stringify({ ...manifest, version }, null, 2)}\n`);
