/** The types: they compile in a project as strict as any, say no to what is wrong, and describe what really comes out. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, symlinkSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { makeProject } from "./support/project.mjs";

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const STRICT = { strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, skipLibCheck: false, noEmit: true, target: "es2022" };

let project;
before(async () => {
  project = await makeProject();
});
after(() => project?.remove());

async function compile(name, { files, ...options }) {
  const config = project.file(`${name}.json`);
  writeFileSync(config, JSON.stringify({ compilerOptions: { ...STRICT, types: [], ...options }, files }));
  const tsc = new URL("node_modules/typescript/bin/tsc", pathToFileURL(ROOT)).pathname;
  await run(process.execPath, [tsc, "-p", config], { cwd: project.folder }).catch(({ stdout }) => assert.fail(stdout));
}

const BROWSER = { lib: ["es2022", "dom"], files: ["app/types.ts"] };

test("for a bundler", () => compile("bundler", { ...BROWSER, module: "esnext", moduleResolution: "bundler" }));

test("for modules as Node.js resolves them", () => compile("nodenext", { ...BROWSER, module: "nodenext", moduleResolution: "nodenext" }));

test("the element, in a page", () => compile("element", { ...BROWSER, files: ["app/element.ts"], module: "esnext", moduleResolution: "bundler" }));

test("the element's tag, in Vue", async () => {
  symlinkSync(fileURLToPath(new URL("node_modules/vue", import.meta.url)), project.file("node_modules", "vue"), "dir");
  await compile("vue", { ...BROWSER, files: ["app/vue.ts"], module: "esnext", moduleResolution: "bundler", skipLibCheck: true });
});

test("for a program of Node.js, which knows no DOM", async () => {
  cpSync(new URL("../../node_modules/@types", import.meta.url), project.file("node_modules", "@types"), { recursive: true });
  cpSync(new URL("../../node_modules/undici-types", import.meta.url), project.file("node_modules", "undici-types"), { recursive: true });
  writeFileSync(project.file("app", "node.ts"), `
    import { createReadStream, createWriteStream } from "node:fs";
    import { open } from "holdout";
    const session = await open(createReadStream("a.manifest"));
    const split = await session.split();
    await split.pipe("train", createWriteStream("train.manifest"));
    const size: number = (await split.test).size;
    console.log(size);
  `);
  await compile("node", { lib: ["es2022"], types: ["node"], module: "nodenext", moduleResolution: "nodenext", files: ["app/node.ts"], skipLibCheck: false });
});

test("what really comes out is what the types say", async () => {
  const { open } = await import(pathToFileURL(`${project.dist}/node.js`).href);
  const session = await open(project.manifest);
  const split = await session.split({ groupBy: "folder", move: [{ line: 1, side: "test" }] });
  const { lines } = await session.page({ limit: 200 });
  const pair = await session.pair(session);
  const values = { Report: session.report, SplitReport: split.report, Certificate: await split.certificate, LineDetail: lines, PairReport: pair.report };
  session.close();
  const text = Object.entries(values).map(([type, value]) => `export const a${type} = ${JSON.stringify(value)} satisfies ${type}${Array.isArray(value) ? "[]" : ""};\n`);
  const names = Object.keys(values).join(", ");
  writeFileSync(project.file("app", "real.ts"), `import type { ${names} } from "holdout";\n${text.join("")}`);
  await compile("real", { ...BROWSER, files: ["app/real.ts"], module: "esnext", moduleResolution: "bundler" });
});
