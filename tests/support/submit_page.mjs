/**
 * What the tests of the page's step that submits share: the page with a manifest in it, and what people do there.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The page with a manifest in it and its split computed; everything that it asks for and complains of is noted. */
export async function openSubmitPage(browser, url, text) {
  const context = await browser.newContext();
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: url });
  const page = await context.newPage();
  const requests = [];
  const said = [];
  context.on("request", (request) => {
    const body = request.postDataBuffer()?.toString("latin1") ?? "";
    requests.push({ method: request.method(), url: request.url(), headers: request.headers(), body });
  });
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  await page.addInitScript(() => {
    globalThis.violations = [];
    document.addEventListener("securitypolicyviolation", (event) => globalThis.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
  });
  await page.goto(url);
  await load(page, text);
  return { context, page, requests, said, ...step(page) };
}

/** Puts a manifest into the page, and waits for its split. */
export async function load(page, text) {
  await page.getByTestId("file-input").setInputFiles({ name: "cats.manifest", mimeType: "application/jsonl", buffer: Buffer.from(text) });
  await page.locator('[data-testid="split-status"][data-busy="false"]').waitFor({ state: "attached", timeout: 120_000 });
}

/** Parts of the step by name; how it ends. */
export const step = (page) => ({
  part: (name) => page.getByTestId(`submit-${name}`),
  ended: (success) => page.locator(`[data-testid="submit-ended"][data-success="${success}"]`).waitFor({ timeout: 120_000 }),
  /** The code of the failure that it ended with, and what is said of it; of each failure once. */
  async failure() {
    const failed = page.locator('[data-testid="submit-failed"]:not([data-seen])');
    await failed.waitFor({ timeout: 120_000 });
    // Why nothing came back is found out a little later.
    await failed.filter({ hasNotText: "Finding out why" }).waitFor({ timeout: 60_000 });
    const found = { code: await failed.getAttribute("data-code"), words: await failed.innerText() };
    await failed.evaluate((element) => element.setAttribute("data-seen", ""));
    return found;
  },
});

/** Presses Tab until the control has the focus. */
export async function tabTo(page, testid) {
  for (let presses = 0; presses < 80; presses++) {
    if (await page.evaluate((id) => document.activeElement?.getAttribute("data-testid") === id, testid)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`${testid} is not reached by Tab`);
}

/** Reaches a control by Tab once it can be used, and presses a key on it. */
export async function pressOn(page, testid, key = "Enter") {
  await page.locator(`[data-testid="${testid}"]:enabled`).waitFor();
  await tabTo(page, testid);
  await page.keyboard.press(key);
}

/** Pastes where the focus is. */
export async function paste(page, text) {
  await page.evaluate((text) => navigator.clipboard.writeText(text), text);
  await page.keyboard.press("Control+V");
}

/** Three lines as AWS's access portal gives them. */
export const exported = ({ accessKeyId, secretAccessKey }, token) =>
  `export AWS_ACCESS_KEY_ID="${accessKeyId}"\nexport AWS_SECRET_ACCESS_KEY="${secretAccessKey}"\nexport AWS_SESSION_TOKEN="${token}"\n`;

/** What axe finds wrong with the step, or with another part, named by a selector. */
export async function assertAccessible(page, where, part = '[data-testid="submit"]') {
  // Where a page's policy forbids scripts in text, only the debugger may run one.
  await page.evaluate(AXE);
  const { violations } = await page.evaluate((part) => globalThis.axe.run(part), part);
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`), [], where);
}

/** What the page did against its policy. */
export const violations = (page) => page.evaluate(() => globalThis.violations);
