/** A page without a bundler: it loads the modules of the package directly. */

import { HoldoutError, open } from "./node_modules/holdout/dist/index.js";

const [file, share, progress, said, codes, files] = ["file", "share", "progress", "said", "codes", "files"].map((id) =>
  document.getElementById(id),
);
let session;

file.addEventListener("change", () => attempt(check));
share.addEventListener("change", () => attempt(split));

async function check() {
  session?.close();
  session = undefined;
  codes.replaceChildren();
  files.replaceChildren();
  progress.hidden = false;
  session = await open(file.files[0], {
    onProgress: ({ bytes, totalBytes }) => Object.assign(progress, { max: totalBytes || 1, value: bytes }),
  });
  said.textContent = session.report.verdict;
  codes.append(...session.report.codes.map(({ code, count }) => make("li", { textContent: `${code}: ${count}` })));
  await split();
}

async function split() {
  if (!session) return;
  const made = await session.split({ fraction: share.valueAsNumber / 100 });
  const [train, test] = await Promise.all([made.train, made.test]);
  const link = (name, blob, lines) =>
    make("a", { href: URL.createObjectURL(blob), download: name, textContent: `${name} (${lines} lines)` });
  files.replaceChildren(link("train.manifest", train, made.report.split.train), " ", link("test.manifest", test, made.report.split.test));
}

/** Shows errors on the page. */
async function attempt(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof HoldoutError)) throw error;
    said.textContent = `${error.message} ${error.hint ?? ""}`;
  } finally {
    progress.hidden = true;
  }
}

const make = (name, properties) => Object.assign(document.createElement(name), properties);
