/** How soon the page is there for somebody who has never seen it, served by `holdout serve` on this machine. */

import { serve } from "../protocol/service.mjs";
import { firstScreen } from "../support/first_screen.mjs";
import { TIMES_HEAD, timesRow } from "./stats.mjs";

/**
 * @param {{rounds: number, dist: string, say: (text: string) => void}} options
 * @returns {Promise<{interactive: number[], loaded: number[], bytes: number}>} in ms; each round in a browser of its own
 */
export async function benchFirstScreen({ rounds, dist, say }) {
  const service = await serve("--page", dist);
  try {
    const result = { interactive: [], loaded: [], bytes: 0 };
    for (let round = 0; round <= rounds; round++) {
      say(round ? `first screen: round ${round} of ${rounds}` : "first screen: warming up");
      const { interactive, loaded, bytes } = await firstScreen(service.url);
      if (round === 0) continue;
      result.interactive.push(interactive);
      result.loaded.push(loaded);
      result.bytes = bytes;
    }
    return result;
  } finally {
    await service.end();
  }
}

/** @param {Awaited<ReturnType<typeof benchFirstScreen>>} result */
export function printFirstScreen({ interactive, loaded, bytes }) {
  console.log(`\nThe first screen, nothing cached, ${(bytes / 1e3).toFixed(0)} KB\n${TIMES_HEAD}`);
  console.log(timesRow("a file can be dropped", interactive));
  console.log(timesRow("the engine is there", loaded));
}
