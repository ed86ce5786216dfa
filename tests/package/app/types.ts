/** How somebody uses the package in TypeScript; what is wrong on purpose says so. */

import { HoldoutError, init, open, type Certificate, type ErrorCode, type LineDetail, type Report, type Source, type Split, type SplitReport } from "holdout";
import * as inline from "holdout/inline";
import * as slim from "holdout/slim";
import { submit, type Envelope } from "holdout/submit";
import wasm from "holdout/holdout.wasm";

export async function use(source: Source, signal: AbortSignal): Promise<number> {
  await init(new URL(wasm), { workerUrl: "/worker.js" });
  await slim.init(new Uint8Array());
  const session = await open(source, {
    region: "us-east-1",
    useCase: "auto",
    workers: 2,
    signal,
    onProgress: ({ phase, bytes, totalBytes, etaMs }) => void [phase.length, bytes / totalBytes, etaMs ?? 0],
  });
  const report: Report = session.report;
  const firstLines: number[] = report.codes.flatMap(({ firstLines }) => firstLines);
  for await (const line of session.lines({ status: "invalid", code: "ERROR_INVALID_JSON_LINE", limit: 10 })) {
    const detail: LineDetail = line;
    const places: (number | null | undefined)[] = detail.findings.map(({ annotation }) => annotation);
    firstLines.push(places.length);
  }
  const split: Split = await session.split({ fraction: 0.2, strategy: "hash", seed: 7, groupBy: "folder", keep: source, move: [{ line: 1, side: "test" }] });
  const summary: SplitReport["split"] = split.report.split;
  const blobs: Blob[] = [await split.train, await split.test, await split.rejected, await session.annotated(), await session.summary()];
  const certificate: Certificate = await split.certificate;
  await split.pipe("test", new WritableStream<Uint8Array>());
  const envelope: Envelope = await submit({ mode: "upload", projectArn: "arn:…", split, credentials: async () => ({ accessKeyId: "a", secretAccessKey: "b" }) });
  if (!envelope.success) throw new Error(envelope.error.message);
  const again: inline.Session = await inline.open(blobs[0]!);
  again.close();
  session[Symbol.dispose]();
  return summary.test + certificate.outputs.test.bytes;
}

export function explain(error: unknown): string {
  if (!(error instanceof HoldoutError)) return String(error);
  const code: ErrorCode = error.code;
  return [code, error.message, error.hint, error.line, error.range?.start].join();
}

export async function wrong() {
  // @ts-expect-error an option that there is not
  const session = await open("", { colour: "red" });
  // @ts-expect-error a strategy that there is not
  await session.split({ strategy: "best" });
  // @ts-expect-error a member that there is not
  session.report.linez;
  // @ts-expect-error only `open` makes sessions
  new inline.Session();
}
