/** A page on which the engine can't run: one HoldoutError each, that says what to change. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../support/browser.mjs";
import { serve, STRICT_CSP } from "../support/server.mjs";
import { makeProject } from "./support/project.mjs";

let project;
let usual;
before(async () => {
  [project, usual] = await Promise.all([makeProject(), launch()]);
});
after(async () => {
  await usual?.close();
  project?.remove();
});

/**
 * What `open` says on a page.
 * @param {{args?: string[], csp?: string, replace?: Record<string, () => any>, script?: () => void, entry?: string}} how
 */
async function saysOn({ args = [], csp = STRICT_CSP, replace = {}, script, entry = "index.js" }) {
  const server = await serve(project.dist, { csp });
  const browser = args.length > 0 ? await launch({ args }) : usual;
  const page = await browser.newPage();
  try {
    for (const [path, answer] of Object.entries(replace)) server.replace(path, answer);
    if (script) await page.addInitScript(script);
    await page.goto(`${server.origin}/blank`);
    return await page.evaluate(async (entry) => {
      const { open, HoldoutError } = await import(`/${entry}`);
      return open('{"source-ref":"s3://bucket/a.png"}\n').then(
        (session) => ({ lines: session.report.input.lines }),
        (error) => ({ ours: error instanceof HoldoutError, code: error.code, message: error.message, hint: error.hint }),
      );
    }, entry);
  } finally {
    await page.close();
    if (browser !== usual) await browser.close();
    await server.close();
  }
}

test("where nothing is wrong, it works", async () => {
  assert.deepEqual(await saysOn({}), { lines: 1 });
});

const HTML = () => ({ type: "text/html", body: "<!doctype html><title>my app</title>" });
const without = (source) => STRICT_CSP.replace(source, "");

const TROUBLES = {
  "an HTML page instead of the wasm": { how: { replace: { "/holdout.wasm": HTML } }, message: /an HTML page instead of WebAssembly/, hint: /init\(\)/ },
  "no wasm file": { how: { replace: { "/holdout.wasm": () => ({ status: 404, type: "text/plain", body: "" }) } }, message: /status 404/, hint: /Serve holdout\.wasm/ },
  "an HTML page instead of the worker": { how: { replace: { "/worker.js": HTML } }, message: /worker could not be started/, hint: /worker\.js/ },
  "a policy without wasm-unsafe-eval": { how: { csp: without("'wasm-unsafe-eval'") }, message: /could not be loaded/, hint: /'wasm-unsafe-eval'/ },
  "a policy that allows no workers": { how: { csp: STRICT_CSP.replace("worker-src 'self'", "worker-src 'none'") }, message: /worker/, hint: /worker-src 'self'/ },
  "a policy that allows no blob: workers": { how: { entry: "inline.js" }, message: /worker/, hint: /worker-src blob:/ },
  "no workers at all": { how: { script: () => delete globalThis.Worker }, message: /no workers here/, hint: /in a page/ },
  "a processor without SIMD": { how: { args: ["--js-flags=--no-enable-sse4-1"] }, message: /SIMD/, hint: /current browser/ },
  "no WebAssembly": { how: { script: () => delete globalThis.WebAssembly }, message: /WebAssembly/, hint: /current browser/ },
  "holdout/slim without its wasm": { how: { entry: "slim.js" }, message: /init\(\) was not called/, hint: /holdout\/holdout\.wasm/ },
};

for (const [what, { how, message, hint }] of Object.entries(TROUBLES)) {
  test(what, async () => {
    const said = await saysOn(how);
    assert.equal(said.ours, true, JSON.stringify(said));
    assert.equal(said.code, "WASM_UNAVAILABLE");
    assert.match(said.message, message);
    assert.match(said.hint ?? "", hint);
  });
}
