/**
 * A static server as strict as a careful host would be: its Content-Security-Policy allows the engine what it needs and
 * nothing else, and no page is cross-origin isolated.
 */

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

export const STRICT_CSP = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".wasm": "application/wasm",
  ".manifest": "application/jsonl",
  ".txt": "text/plain; charset=utf-8",
};

/** A page with nothing on it but a place to put files. */
const BLANK = '<!doctype html><meta charset="utf-8"><title>blank</title><input type="file" id="file" multiple>';

/**
 * Serves a folder on a port of its own choosing; `/blank` is an empty page.
 * @param {string} root
 * @param {{csp?: string}} [options]
 * @returns {Promise<{origin: string, replace: (path: string, answer: (() => any) | null) => void, close: () => Promise<void>}>}
 *   `replace` answers a path with `{status?, type?, body}` of your own, or with the file again
 */
export async function serve(root, { csp = STRICT_CSP } = {}) {
  /** @type {Map<string, () => any>} */
  const replaced = new Map();
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname));
    const { status = 200, type, body } = await answer(path);
    response.writeHead(status, {
      "content-type": type,
      "content-security-policy": csp,
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    });
    response.end(body);
  });

  async function answer(path) {
    const type = TYPES[extname(path)] ?? "application/octet-stream";
    const replacement = replaced.get(path);
    if (replacement) return { type, ...(await replacement()) };
    if (path === "/blank") return { type: TYPES[".html"], body: BLANK };
    try {
      const file = path.endsWith("/") ? `${path}index.html` : path;
      return { type: TYPES[extname(file)] ?? type, body: await readFile(join(root, file)) };
    } catch {
      return { status: 404, type: TYPES[".txt"], body: "not found" };
    }
  }

  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return {
    origin: `http://127.0.0.1:${address.port}`,
    replace: (path, make) => void (make ? replaced.set(path, make) : replaced.delete(path)),
    close: () => new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    }),
  };
}
