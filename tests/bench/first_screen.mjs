/** How soon the page is there for somebody who has never seen it, served by `holdout serve` on this machine. */

import { serve } from "../protocol/service.mjs";
import { firstScreen } from "../support/first_screen.mjs";
import { median } from "./stats.mjs";

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
  const ms = (times) => `${Math.min(...times).toFixed(0).padStart(7)} ms${median(times).toFixed(0).padStart(7)} ms`;
  console.log(`\nThe first screen, nothing cached, ${(bytes / 1e3).toFixed(0)} KB\n${"".padEnd(34)}      best    median`);
  console.log(`${"a file can be dropped".padEnd(34)}${ms(interactive)}`);
  console.log(`${"the engine is there".padEnd(34)}${ms(loaded)}`);
}
