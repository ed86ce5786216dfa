/** A page that embeds the element: it hands manifests in, and writes down what it hears. */

import "../element.js";

const splitter = document.querySelector("holdout-splitter");
const said = document.querySelector("#said");

for (const button of document.querySelectorAll("button[data-sample]")) {
  button.addEventListener("click", () => {
    splitter.source = fetch(new URL(`../samples/${button.dataset.sample}`, import.meta.url));
  });
}

const say = (words) => {
  const item = document.createElement("li");
  item.textContent = words;
  said.append(item);
};

splitter.addEventListener("holdout-checked", ({ detail }) => {
  say(`checked: ${detail.report.input.lines} lines. ${detail.report.verdict}`);
});
splitter.addEventListener("holdout-split", async ({ detail }) => {
  const { train, test } = detail.report.split;
  const sizes = (await Promise.all([detail.train, detail.test])).map((blob) => blob.size);
  say(`split: ${train} lines to train with (${sizes[0]} bytes), ${test} to test with (${sizes[1]} bytes)`);
});
splitter.addEventListener("holdout-error", ({ detail }) => say(`${detail.code}: ${detail.message}`));
