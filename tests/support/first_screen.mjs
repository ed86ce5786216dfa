/** The page from nothing: a browser that has never seen it, and the local service that serves it. */

import { launch } from "./browser.mjs";
import { counting } from "./counting.mjs";

/**
 * Opens the page in a browser of its own, touches nothing, and waits until the engine is compiled as well.
 * @param {string} url where `holdout serve` serves it
 * @returns {Promise<{interactive: number, loaded: number, bytes: number, wasm: string[]}>} ms from the beginning of the
 *   navigation until a file can be dropped, and until all is there that the page loads by itself; the bytes of all that
 */
export async function firstScreen(url) {
  const way = await counting(url);
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await page.addInitScript(() => {
      const seen = () => {
        if (globalThis.interactive || !document.querySelector('[data-testid="file-input"]:enabled')) return;
        globalThis.interactive = performance.now();
      };
      new MutationObserver(seen).observe(document, { subtree: true, childList: true });
    });
    await page.goto(way.url);
    await page.waitForFunction(() => performance.getEntriesByType("resource").some(({ name }) => name.endsWith("/engine/holdout.wasm")));
    await page.waitForLoadState("networkidle");
    const times = await page.evaluate(() => {
      const resources = performance.getEntriesByType("resource");
      const wasm = resources.map(({ name }) => new URL(name).pathname.split("/").pop()).filter((name) => name.endsWith(".wasm"));
      return { interactive: globalThis.interactive, loaded: Math.max(...resources.map(({ responseEnd }) => responseEnd)), wasm };
    });
    return { ...times, bytes: way.bytes() };
  } finally {
    await browser.close();
    way.close();
  }
}
