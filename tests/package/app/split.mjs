/** Splits a manifest by the package, in whatever runs this: `split.mjs ENTRY MANIFEST`. Prints the digests of the sides. */

import { createHash } from "node:crypto";

const [entry, manifest] = process.argv.slice(2);
const { init, open } = await import(entry);
if (entry.endsWith("/slim")) await init(new URL("../node_modules/holdout/dist/holdout.wasm", import.meta.url));
const session = await open(manifest, { workers: 3 });
const split = await session.split();
const blobs = await split.blobs();
const digests = [];
for (const blob of blobs) digests.push(createHash("sha256").update(new Uint8Array(await blob.arrayBuffer())).digest("hex"));
session.close();
console.log(JSON.stringify({ name: session.name, lines: session.report.input.lines, digests, closed: Date.now() }));
