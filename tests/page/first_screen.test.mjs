/** What it takes to see the page for the first time: how much comes over the line, and that the engine is among it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { serve } from "../protocol/service.mjs";
import { DIST } from "../support/engine.mjs";
import { firstScreen } from "../support/first_screen.mjs";

/** Everything, headers included, as the local service sends it to a browser that takes compressed files. */
const LIMIT = 715_000;

test("the first screen, with the engine, takes at most 715 KB", async (t) => {
  const service = await serve("--page", DIST);
  try {
    const { interactive, loaded, bytes, wasm } = await firstScreen(service.url);
    t.diagnostic(`${bytes} bytes; interactive after ${interactive.toFixed(0)} ms, all loaded after ${loaded.toFixed(0)} ms`);
    assert.ok(bytes <= LIMIT, `${bytes} bytes`);
    assert.ok(bytes > 300_000, `${bytes} bytes cannot be all of it`);
    // The page and the engine; the client only once something is submitted.
    assert.equal(wasm.length, 2, wasm.join(", "));
    assert.ok(interactive > 0 && wasm.includes("holdout.wasm"), wasm.join(", "));
  } finally {
    await service.end();
  }
});
