/**
 * How soon a person who moves the share sees what comes of it: in Chromium, 100,000 lines checked already, the time from the
 * question to the report of a whole stratified split, its final form.
 */

import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { launch, openPage } from "../support/browser.mjs";
import { serve } from "../support/server.mjs";
import { median } from "./stats.mjs";

const LINES = 100_000;
/** Milliseconds. */
const WANTED = 200;

/** Numbers from 0 up to but without 1, from a seed: a linear congruence. */
function numbers(seed) {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

/** A line of one to eight of 250 labels, some of them far more frequent than others: hardly two lines are alike. */
function line(random) {
  const label = () => Math.floor(250 * random() ** 3);
  return (_, image) => {
    const labels = [...new Set(Array.from({ length: 1 + Math.floor(8 * random()) }, label))];
    const boxes = labels.map((id) => `{"class_id":${id},"left":${image % 500},"top":5,"width":50,"height":60}`);
    const classes = labels.map((id) => `"${id}":"label ${id}"`);
    const objects = labels.map(() => '{"confidence":1}');
    return `{"source-ref":"s3://bucket/images/${image}.jpg","box":{"image_size":[{"width":640,"height":480,"depth":3}],"annotations":[${boxes}]},"box-metadata":{"objects":[${objects}],"class-map":{${classes}},"type":"groundtruth/object-detection","human-annotated":"yes","creation-date":"2024-05-31T09:30:00","job-name":"made"}}\n`;
  };
}

/**
 * @param {{folder: string, rounds: number, dist: string, say: (text: string) => void}} options `folder`: for the manifest
 * @returns {Promise<{times: number[], ratio: number}>} `ratio`: the best over what is wanted, as
 *   there is nothing beside it that a busy machine slows down alike
 */
export async function benchPreview({ folder, rounds, dist, say }) {
  if (!existsSync(join(dist, "engine/index.js"))) throw new Error(`There is no engine in ${dist}: run cargo xtask build first.`);
  const path = join(folder, "preview.manifest");
  writeFileSync(path, Array.from({ length: LINES }, line(numbers(20))).join(""));
  const server = await serve(dist);
  const browser = await launch();
  try {
    say(`preview: ${LINES} lines`);
    const { page } = await openPage(browser, `${server.origin}/blank`);
    await page.locator("#file").setInputFiles(path);
    const times = await page.evaluate(async (rounds) => {
      const { open } = await import(`${location.origin}/engine/index.js`);
      const session = await open(document.querySelector("input").files[0], { digest: "later" });
      const times = [];
      // The first reads the names, and compiles; no two are of the same share.
      for (let round = 0; round <= rounds; round++) {
        const begun = performance.now();
        await session.split({ fraction: 0.2 + round / 100 });
        times.push(performance.now() - begun);
      }
      session.close();
      return times.slice(1);
    }, rounds);
    return { times, ratio: Math.min(...times) / WANTED };
  } finally {
    await browser.close();
    await server.close();
  }
}

/** @param {Awaited<ReturnType<typeof benchPreview>>} result */
export function printPreview({ times }) {
  const [best, middle] = [Math.min(...times), median(times)].map((ms) => ms.toFixed(0));
  console.log(`\nA split of ${LINES} lines in the page, after a change of the share: ${best} ms at best, ${middle} ms in the median`);
}
