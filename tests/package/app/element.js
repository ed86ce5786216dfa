import { HoldoutSplitterElement } from "holdout/element";

const splitter = document.createElement("holdout-splitter");
document.body.append(splitter);
document.querySelector("#file").addEventListener("change", ({ target }) => (splitter.source = target.files[0]));
document.title = splitter instanceof HoldoutSplitterElement ? "ready" : "no element";
