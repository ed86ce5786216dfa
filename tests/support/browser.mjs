/**
 * The browser of the tests: the Chromium of the machine, driven by playwright-core.
 */

import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const USUAL = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];

/** @param {{args?: string[]}} [options] */
export async function launch({ args = [] } = {}) {
  const executablePath = process.env.HOLDOUT_CHROMIUM || USUAL.find((path) => existsSync(path));
  return chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", ...args],
  });
}

/**
 * A page on `url` that fails the test when a script of its own fails or the security policy is broken.
 * @param {import("playwright-core").Browser} browser
 * @param {string} url
 */
export async function openPage(browser, url) {
  const page = await browser.newPage();
  /** @type {string[]} */
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" && /security policy|uncaught/i.test(message.text())) complaints.push(message.text());
  });
  await page.goto(url);
  return { page, complaints };
}
