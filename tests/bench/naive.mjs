/**
 * How the page compares with the few lines that everybody writes first: `(await file.text()).split("\n").map(JSON.parse)`,
 * which checks nothing and divides nothing, against a check with all rules and a plan, in one Chromium, in turns.
 */

import { launch, openPage } from "../support/browser.mjs";
import { serve } from "../support/server.mjs";
import { HEAD, pairedRatio, row } from "./stats.mjs";

/**
 * @param {{path: string, rounds: number, dist: string, say: (text: string) => void}} options
 *   `path`: a manifest of at most 500 MB, for a text has an end, and so has the memory of a page
 * @returns {Promise<{naive: number[], holdout: number[], ratio: number}>}
 */
export async function benchNaive({ path, rounds, dist, say }) {
  const server = await serve(dist);
  const browser = await launch();
  try {
    const { page } = await openPage(browser, `${server.origin}/blank`);
    await page.locator("#file").setInputFiles(path);
    const times = { naive: [], holdout: [] };
    for (let round = 0; round <= rounds; round++) {
      say(round ? `few lines: round ${round} of ${rounds}` : "few lines: warming up");
      const taken = await page.evaluate(measure);
      if (round > 0) for (const [name, ms] of Object.entries(taken)) times[name].push(ms);
    }
    return { ...times, ratio: pairedRatio(times.naive, times.holdout) };
  } finally {
    await browser.close();
    await server.close();
  }
}

/** In the page. */
async function measure() {
  const { open } = await import(`${location.origin}/engine/index.js`);
  const file = document.querySelector("input").files[0];
  // Lines that are no JSON, or it would end at the first.
  const parse = (line) => {
    try {
      return JSON.parse(line);
    } catch {
      return undefined;
    }
  };
  const begun = performance.now();
  const entries = (await file.text()).split("\n").map(parse);
  const naive = performance.now() - begun;
  if (entries.filter(Boolean).length < entries.length / 2) throw new Error("most lines could not be parsed");

  const again = performance.now();
  const session = await open(file, { digest: "later" });
  await session.split();
  const holdout = performance.now() - again;
  session.close();
  return { naive, holdout };
}

/** @param {Awaited<ReturnType<typeof benchNaive>>} result */
export function printNaive({ naive, holdout }, bytes) {
  console.log(`\nThe page, ${(bytes / 1e6).toFixed(0)} MB\n${HEAD}`);
  console.log(row("split and JSON.parse, no more", naive, bytes));
  console.log(row("check + plan", holdout, bytes));
}
