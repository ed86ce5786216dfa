/**
 * Puts a compressed copy beside each of the page's files, `NAME.br` and `NAME.gz`, for servers that hand such copies out as
 * they are: `node www/compress.mjs FOLDER`, the last step of a build. A copy that saves nothing worth a file is not made.
 */

import { readdir, readFile, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const KINDS = new Set([".css", ".html", ".js", ".manifest", ".svg", ".wasm"]);
/** Below this a file fills a packet or two, whatever is done to it. */
const WORTH_IT = 1024;

const brotli = (bytes) =>
  promisify(brotliCompress)(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });
const COPIES = { ".br": brotli, ".gz": (bytes) => promisify(gzip)(bytes, { level: constants.Z_BEST_COMPRESSION }) };

async function compress(path) {
  const bytes = await readFile(path);
  if (bytes.length < WORTH_IT) return;
  for (const [ending, smaller] of Object.entries(COPIES)) {
    const copy = await smaller(bytes);
    if (copy.length < bytes.length) await writeFile(path + ending, copy);
  }
}

const [folder] = process.argv.slice(2);
if (!folder) throw new Error("usage: node www/compress.mjs FOLDER");
const files = await readdir(folder, { recursive: true, withFileTypes: true });
const wanted = files.filter((entry) => entry.isFile() && KINDS.has(extname(entry.name)));
await Promise.all(wanted.map((entry) => compress(join(entry.parentPath ?? entry.path, entry.name))));
