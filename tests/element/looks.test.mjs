/**
 * How the element looks and is used: in its host's colours and by nothing else of the host's, by keyboard alone, and
 * without a complaint of axe.
 */

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { start } from "../support/engine.mjs";
import { manifestText } from "../support/manifests.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let stage;

before(async () => {
  stage = await start();
});
after(() => stage.stop());

/** A page with one element and the styles of a host. */
async function open(css = "", attributes = "") {
  const opened = await stage.page();
  await opened.page.evaluate(
    async ([css, attributes]) => {
      document.documentElement.lang = "fr";
      document.body.innerHTML = `<main><h1>Un outil</h1><holdout-splitter ${attributes}></holdout-splitter></main>`;
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      document.adoptedStyleSheets = [sheet];
      await import("/element.js");
    },
    [css, attributes],
  );
  await opened.page.getByTestId("drop-zone").waitFor();
  return opened;
}

const style = (page, selector, property) =>
  page.evaluate(([selector, property]) => getComputedStyle(document.querySelector("holdout-splitter").shadowRoot.querySelector(selector))[property], [selector, property]);

test("a custom property and a theme change its colours, and its parts can be styled", async () => {
  const plain = await open();
  const wears = await open(
    "holdout-splitter { --holdout-accent: rgb(1, 2, 3); --holdout-font-size: 20px } holdout-splitter::part(header) { outline: 3px solid rgb(4, 5, 6) }",
    'theme="dark"',
  );
  assert.equal(await style(wears.page, ".button.is-primary", "backgroundColor"), "rgb(1, 2, 3)");
  assert.notEqual(await style(plain.page, ".button.is-primary", "backgroundColor"), "rgb(1, 2, 3)");
  assert.equal(await style(wears.page, ".header", "outlineColor"), "rgb(4, 5, 6)");
  assert.equal(await style(plain.page, ".root", "backgroundColor"), "rgb(251, 250, 248)");
  assert.equal(await style(wears.page, ".root", "backgroundColor"), "rgb(21, 24, 27)");
  assert.equal(await style(plain.page, ".root", "fontSize"), "15px");
  assert.equal(await style(wears.page, ".root", "fontSize"), "18.75px");
  await wears.page.evaluate(() => (document.querySelector("holdout-splitter").theme = "light"));
  assert.equal(await style(wears.page, ".root", "backgroundColor"), "rgb(251, 250, 248)");
  // Without a theme of its own it has that of what is around it.
  await wears.page.evaluate(() => {
    document.querySelector("holdout-splitter").theme = null;
    document.documentElement.style.colorScheme = "dark";
  });
  assert.equal(await style(wears.page, ".root", "backgroundColor"), "rgb(21, 24, 27)");
  await plain.page.close();
  await wears.page.close();
});

test("nothing else of the host page's looks comes through", async () => {
  const hostile = `
    :root { font-size: 62.5%; --accent: red; --paper: red; --unit: 40px }
    * { letter-spacing: 4px; line-height: 3; --ink: red; --size: 50px }
    body { font: italic bold 30px cursive; text-transform: uppercase; text-align: right; color: red; cursor: wait; white-space: pre }
    p, h1, h2, button, label, section, div, .button, .app, .root { color: red !important; padding: 99px !important; background: red !important; font-size: 60px !important }
    holdout-splitter { color: red; font-size: 3px; text-indent: 50px }`;
  const [plain, leaked] = [await open(), await open(hostile)];
  const looks = ({ page }) =>
    page.evaluate(() => {
      const root = document.querySelector("holdout-splitter").shadowRoot;
      const properties = ["color", "backgroundColor", "fontSize", "fontFamily", "fontStyle", "fontWeight", "lineHeight", "letterSpacing", "textAlign", "textTransform", "textIndent", "whiteSpace", "cursor", "padding"];
      return [".root", ".app", ".header", ".empty-title", ".empty-lead", ".button.is-primary", ".empty-privacy"].map((selector) => {
        const style = getComputedStyle(root.querySelector(selector));
        return [selector, ...properties.map((property) => style[property])];
      });
    });
  // Paddings may hang on the width; nothing here is so narrow that they would.
  assert.deepEqual(await looks(leaked), await looks(plain));
  await plain.page.close();
  await leaked.page.close();
});

test("it is as narrow as its place, whatever the window", async () => {
  const { page } = await open("holdout-splitter { width: 380px }");
  await page.setViewportSize({ width: 1400, height: 900 });
  await page.evaluate((manifest) => document.querySelector("holdout-splitter").open(manifest), manifestText({ lines: 200 }));
  await page.getByTestId("verdict").waitFor();
  await page.waitForFunction(() => {
    const root = document.querySelector("holdout-splitter").shadowRoot;
    return getComputedStyle(root.querySelector(".checked")).gridTemplateColumns.split(" ").length === 1;
  });
  assert.ok((await page.evaluate(() => document.querySelector("holdout-splitter").shadowRoot.querySelector(".frame").scrollWidth)) <= 380, "nothing sticks out");
  await page.close();
});

test("by keyboard alone, within the element, and axe has nothing to say", async () => {
  const { page, complaints } = await open();
  await page.evaluate(AXE);
  const axe = () =>
    page.evaluate(async () => {
      const { violations } = await globalThis.axe.run(document, { rules: { "page-has-heading-one": { enabled: true } } });
      return violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target).slice(0, 3)]);
    });
  assert.deepEqual(await axe(), [], "empty");
  await page.evaluate((manifest) => document.querySelector("holdout-splitter").open(manifest), manifestText({ lines: 500, badEvery: 20 }));
  await page.getByTestId("verdict").waitFor();
  await page.waitForFunction(() => document.querySelector("holdout-splitter").split().then(() => true));
  assert.deepEqual(await axe(), [], "checked");

  // Keys are the host page's own as long as the focus is elsewhere.
  const tab = () => page.evaluate(() => document.querySelector("holdout-splitter").shadowRoot.querySelector('[role="tab"][aria-selected="true"]').id);
  const before = await tab();
  await page.evaluate(() => document.querySelector("holdout-splitter").shadowRoot.activeElement?.blur());
  await page.keyboard.press("3");
  assert.equal(await tab(), before);
  await page.getByTestId("tab-problems").focus();
  await page.keyboard.press("3");
  await page.getByTestId("line-list").waitFor();
  assert.equal(await tab(), "tab-lines");
  assert.deepEqual(await axe(), [], "lines");
  await page.getByTestId("line-list").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByTestId("line-detail").waitFor();
  await page.keyboard.press("Escape");
  await page.getByTestId("tab-lines").focus();
  await page.keyboard.press("ArrowLeft");
  await page.getByTestId("label-row").first().waitFor();
  assert.equal(await page.evaluate(() => document.querySelector("holdout-splitter").shadowRoot.activeElement.id), "tab-labels", "the focus goes along");
  assert.deepEqual(await axe(), [], "labels");
  await page.keyboard.press("?");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  assert.deepEqual(complaints, []);
  await page.close();
});
