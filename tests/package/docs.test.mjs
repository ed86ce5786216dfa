/**
 * The reference in docs/api is what the package's types and comments say. `HOLDOUT_DOCS=write` writes it.
 */

import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Application } from "typedoc";
import { makeProject } from "./support/project.mjs";

const DOCS = fileURLToPath(new URL("../../docs/api", import.meta.url));
/** Where the types of an entry are, and what its page is called. */
const PAGES = { index: "holdout", submit: "submit", adapters: "adapters", element: "element", reports: "reports" };

let project;
let made;
before(async () => {
  project = await makeProject();
  made = mkdtempSync(join(tmpdir(), "holdout-api-"));
  // What is in node_modules counts as somebody else's.
  const types = project.file("types");
  cpSync(join(project.dist, "types"), types, { recursive: true });
  const files = Object.keys(PAGES).map((name) => join(types, `${name}.d.ts`));
  const tsconfig = project.file("tsconfig.docs.json");
  const lib = ["es2023", "esnext.disposable", "dom", "dom.asynciterable"];
  writeFileSync(tsconfig, JSON.stringify({ compilerOptions: { strict: true, target: "es2022", module: "nodenext", lib, types: [], skipLibCheck: true }, files }));
  const raw = join(made, "raw");
  const app = await Application.bootstrapWithPlugins({
    plugin: ["typedoc-plugin-markdown"],
    entryPoints: files,
    out: raw,
    tsconfig,
    readme: "none",
    disableSources: true,
    excludePrivate: true,
    excludeExternals: true,
    outputFileStrategy: "modules",
    hidePageHeader: true,
    hideBreadcrumbs: true,
    parametersFormat: "table",
    interfacePropertiesFormat: "table",
    classPropertiesFormat: "table",
    typeAliasPropertiesFormat: "table",
    sort: ["alphabetical"],
    logLevel: "Error",
  });
  const reflections = await app.convert();
  assert.ok(reflections, "typedoc reads the types");
  await app.generateOutputs(reflections);
  for (const [name, page] of Object.entries(PAGES)) {
    const links = Object.entries(PAGES).reduce((text, [from, to]) => text.replaceAll(`(${from}.md`, `(${to}.md`), readFileSync(join(raw, `${name}.md`), "utf8"));
    const heading = page === "holdout" ? "holdout" : page === "reports" ? "Reports" : `holdout/${page}`;
    const note = "Generated from the package's types; `tests/package/docs.test.mjs` says how.";
    writeFileSync(join(made, `${page}.md`), links.replace(/^# .*\n/, `# ${heading}\n\n${note}\n`));
  }
  rmSync(raw, { recursive: true });
  if (process.env.HOLDOUT_DOCS === "write") {
    rmSync(DOCS, { recursive: true, force: true });
    cpSync(made, DOCS, { recursive: true });
  }
});
after(() => {
  if (made) rmSync(made, { recursive: true });
  project?.remove();
});

test("the reference is what the types say", () => {
  assert.deepEqual(readdirSync(DOCS).sort(), readdirSync(made).sort());
  for (const page of readdirSync(made)) {
    const text = readFileSync(join(made, page), "utf8");
    assert.ok(readFileSync(join(DOCS, page), "utf8") === text, `docs/api/${page} is not what the types say: HOLDOUT_DOCS=write mends this`);
  }
});

test("every entry's names are in it", () => {
  const text = readFileSync(join(made, "holdout.md"), "utf8");
  for (const name of ["open", "init", "Session", "Split", "Pair", "HoldoutError", "OpenOptions", "LineQuery"]) {
    assert.match(text, new RegExp(`^#+ ${name}\\b`, "m"), name);
  }
});
