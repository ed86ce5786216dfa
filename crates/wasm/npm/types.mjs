/**
 * Type declarations from the modules' own comments. The modules are checked on the way, strictly; what they mark as
 * `@internal` is left out, and so is every file that no entry leads to.
 */

import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import ts from "typescript";

const OPTIONS = {
  allowJs: true,
  checkJs: true,
  strict: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts", "lib.dom.asynciterable.d.ts"],
  types: ["node"],
  skipLibCheck: true,
  declaration: true,
  emitDeclarationOnly: true,
};

/** They are of frameworks that whoever uses them has. */
const FRAMEWORKS = /_(react|vue)\.d\.ts$/;

/** Whoever compiles for an older library would not know `Symbol.dispose`. */
const DISPOSABLE = '/// <reference lib="esnext.disposable" />\n';

/**
 * @param {string} engine
 * @param {string} out
 * @param {string[]} entries
 */
export function types(engine, out, entries) {
  const sources = readdirSync(engine, { recursive: true }).map(String);
  // What wasm-bindgen writes is not ours to check: its declarations stand for it.
  const isOurs = (path) => /\.(js|d\.ts)$/.test(path) && !/^(\w+_)?glue\.js$/.test(basename(path)) && !FRAMEWORKS.test(path);
  const roots = sources.filter(isOurs).map((path) => join(engine, path));
  const program = ts.createProgram(roots, { ...OPTIONS, rootDir: engine, outDir: out });
  /** @type {Map<string, string>} */
  const declared = new Map(sources.filter((path) => path.endsWith(".d.ts")).map((path) => [path, readFileSync(join(engine, path), "utf8")]));
  const { diagnostics } = program.emit(undefined, (path, text) => declared.set(relative(out, path), text));
  complain([...ts.getPreEmitDiagnostics(program), ...diagnostics]);
  for (const path of reachable(declared, entries)) {
    const text = published(path, declared.get(path) ?? "");
    const to = join(out, path);
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, text.includes("[Symbol.dispose]") ? DISPOSABLE + text : text);
  }
}

/** @param {readonly ts.Diagnostic[]} diagnostics */
function complain(diagnostics) {
  if (diagnostics.length === 0) return;
  const host = { getCanonicalFileName: (name) => name, getCurrentDirectory: () => process.cwd(), getNewLine: () => "\n" };
  throw new Error(ts.formatDiagnostics(diagnostics, host));
}

/** The declarations that the entries lead to, directly or not. */
function reachable(declared, entries) {
  const found = new Set();
  const waiting = entries.map((entry) => entry.replace(/\.js$/, ".d.ts"));
  for (let path; (path = waiting.pop()) !== undefined; ) {
    if (found.has(path)) continue;
    found.add(path);
    const text = published(path, declared.get(path) ?? "");
    const own = ts.preProcessFile(text).importedFiles.filter(({ fileName }) => fileName.startsWith("."));
    for (const { fileName } of own) {
      waiting.push(join(dirname(path), fileName).replace(/\.js$/, ".d.ts"));
    }
  }
  return found;
}

/** A declaration without what is internal, and without the imports that only this needed. */
function published(path, text) {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const internal = (node) => ts.getJSDocTags(node).some(({ tagName }) => tagName.text === "internal");
  const { factory } = ts;
  const strip = (context) => function visit(node) {
    if (ts.isClassElement(node) && internal(node)) {
      if (!ts.isConstructorDeclaration(node)) return undefined;
      // Only the engine makes these.
      return factory.createConstructorDeclaration([factory.createModifier(ts.SyntaxKind.PrivateKeyword)], [], undefined);
    }
    return ts.visitEachChild(node, visit, context);
  };
  const { transformed } = ts.transform(file, [strip]);
  const stripped = ts.createPrinter({ newLine: ts.NewLineKind.LineFeed }).printFile(transformed[0]);
  // An alias of the same name hides what the type is; handed on, it is there with its members and words.
  const handedOn = stripped.replace(/^export type (\w+) = import\("([^"]+)"\)\.\1;$/gm, 'export type { $1 } from "$2";');
  return handedOn.replace(/^import (?:type )?\{ (\w+) \} from .*\n/gm, (line, name) => (used(stripped, name) ? line : ""));
}

/** Whether a name stands anywhere but in its own import. */
function used(text, name) {
  return (text.match(new RegExp(`\\b${name}\\b`, "g")) ?? []).length > 1;
}
