/**
 * Checks a manifest and splits it: `node split.mjs MANIFEST FOLDER [GROUP-BY]`. Prints the problems, and exits with status 1
 * if the service would reject the manifest.
 */

import { createWriteStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { HoldoutError, open } from "holdout";

const [manifest, folder = "split", groupBy] = process.argv.slice(2);

try {
  const session = await open(manifest, { onProgress: tell });
  const { verdict, accepted, counts, codes } = session.report;
  console.log(verdict);
  console.log(`${counts.valid} valid lines, ${counts.invalid} invalid, ${counts.ignored} ignored, ${counts.removed} removed`);
  for (const { code, count } of codes) console.log(`  ${code}: ${count}`);
  for await (const { line, findings } of session.lines({ status: "invalid", limit: 5 })) {
    console.log(`  line ${line}: ${findings[0].message}`);
  }

  const split = await session.split({ fraction: 0.2, seed: 42, groupBy });
  await mkdir(folder, { recursive: true });
  for (const side of ["train", "test", "rejected"]) {
    await split.pipe(side, createWriteStream(join(folder, `${side}.manifest`)));
  }
  await writeFile(join(folder, "certificate.json"), await split.certificateText());
  const { train, test, rejected } = split.report.split;
  console.log(`${train} train lines, ${test} test lines, ${rejected} excluded, in ${folder}`);

  session.close();
  process.exitCode = accepted ? 0 : 1;
} catch (error) {
  if (!(error instanceof HoldoutError)) throw error;
  console.error(`${error.code}: ${error.message} ${error.hint ?? ""}`);
  process.exitCode = 2;
}

function tell({ phase, bytes, totalBytes }) {
  if (process.stderr.isTTY) process.stderr.write(`\r${phase} ${Math.round((100 * bytes) / totalBytes)}%\u001b[K`);
}
