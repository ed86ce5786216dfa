/** Takes the picture of the README from the built page: `node tests/page/screenshot.mjs`, after `cargo xtask build`. */

import { start } from "../support/engine.mjs";

const stage = await start();
const { page } = await stage.page();
await page.setViewportSize({ width: 1280, height: 860 });
await page.goto(new URL("/index.html", page.url()).href);
await page.getByTestId("sample-detection").click();
await page.locator('[data-testid="state"][data-state="checked"]').waitFor();
await page.getByTestId("problem-HOLDOUT_DUPLICATE_SOURCE_REF").click();
await page.getByTestId("problem-list").locator('[role="row"]').nth(1).waitFor();
await page.mouse.move(640, 120);
// The digest comes after the verdict.
await page.getByText(/sha256 [0-9a-f]{8}/).waitFor();
await page.screenshot({ path: new URL("../../docs/page.png", import.meta.url).pathname });
await stage.stop();
