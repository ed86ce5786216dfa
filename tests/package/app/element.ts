/** The element in TypeScript. */

import { open, type Report, type Split } from "holdout";
import { HoldoutSplitterElement } from "holdout/element";

export async function use(file: File): Promise<number> {
  const splitter = document.createElement("holdout-splitter");
  const same: HoldoutSplitterElement = splitter;
  splitter.fraction = 0.25;
  splitter.strategy = "hash";
  splitter.seed = null;
  splitter.theme = "dark";
  splitter.source = file;
  splitter.keep = file;
  splitter.endpoint = null;
  splitter.credentials = async () => ({ accessKeyId: "AKID", secretAccessKey: "secret" });
  splitter.addEventListener("holdout-submitted", ({ detail }) => void (detail.success ? detail.data.id : detail.error.code));
  document.addEventListener("holdout-error", ({ detail }) => void [detail.code, detail.hint]);
  splitter.addEventListener("holdout-progress", ({ detail }) => void (detail.bytes / (detail.totalBytes ?? 1)));
  splitter.addEventListener("holdout-checked", ({ detail }) => void detail.report.verdict.length);
  splitter.addEventListener("holdout-split", async ({ detail }) => void (await detail.train).size);
  const report: Report = await splitter.open(file);
  // One class, wherever a split comes from.
  const split: Split = await same.split();
  const other: Split = await (await open(file)).split();
  const names: string[] = await splitter.save();
  splitter.cancel();
  // @ts-expect-error a strategy that there is not
  splitter.strategy = "best";
  // @ts-expect-error an event's detail that there is not
  splitter.addEventListener("holdout-split", ({ detail }) => detail.trian);
  return report.counts.valid + split.report.split.test + other.report.split.test + names.length;
}
