/**
 * How near the command comes to a database: `holdout check` on one core against DuckDB, with one thread on one core, counting
 * the distinct source-refs of the same file; and what a second core is worth, beside what it is worth to two processes that
 * share nothing but the machine. Alternating runs, because machines are shared.
 *
 * All doubts are settled in DuckDB's favour: its time begins when it is loaded and connected, it reads one column and
 * skips bad lines, while ours is the whole process, which judges every line.
 */

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { HEAD, pairedRatio, row } from "./stats.mjs";

const DUCKDB = "2.0.0";
const QUERY = `
import json, sys, time
sys.path.insert(0, sys.argv[1])
import duckdb
connection = duckdb.connect()
connection.execute("set threads=1")
path = sys.argv[2].replace("'", "''")
begun = time.perf_counter()
(count,) = connection.execute(f"""select count(distinct "source-ref") from read_ndjson('{path}', ignore_errors=true)""").fetchone()
print(json.dumps({"ms": 1000 * (time.perf_counter() - begun), "count": count}))`;

/**
 * @param {{path: string, rounds: number, command: string, folder: string, say: (text: string) => void}} options
 *   `folder`: where DuckDB is, or is to be, installed
 * @returns {{holdout: number[], two: number[], apart: number[], duckdb: number[], version: string, threads: number, processes: number, ratio?: number, missing?: string}}
 *   `two`: on two cores; `threads`: how many times as fast as on one. `apart`: two processes at once, each with the whole file
 *   and a core; `processes`: how many times as much they do as one
 */
export function benchCommand({ path, rounds, command, folder, say }) {
  const { python, missing } = findDuckdb(folder, say);
  const times = { holdout: [], two: [], apart: [], duckdb: [] };
  // The first round warms up: the programs and the file come from memory afterwards.
  for (let round = 0; round <= rounds; round++) {
    say(round ? `command: round ${round} of ${rounds}` : "command: warming up");
    const [holdout, two] = [1, 2].map((threads) => timeHoldout(command, ["check", path], threads));
    const apart = timeApart(command, path);
    const duckdb = python && timeDuckdb(python, folder, path);
    if (round === 0) continue;
    times.holdout.push(holdout);
    times.two.push(two);
    times.apart.push(apart);
    if (duckdb) times.duckdb.push(duckdb);
  }
  const twice = times.holdout.map((ms) => 2 * ms);
  const result = { ...times, version: DUCKDB, threads: pairedRatio(times.holdout, times.two), processes: pairedRatio(twice, times.apart) };
  return missing ? { ...result, missing } : { ...result, ratio: pairedRatio(times.duckdb, times.holdout) };
}

/** @param {ReturnType<typeof benchCommand>} result */
export function printCommand({ holdout, two, apart, processes, duckdb, version, missing }, bytes) {
  console.log(`\nThe command, one core\n${HEAD}`);
  console.log(row("holdout check", holdout, bytes));
  console.log(row("the same, two cores", two, bytes));
  console.log(`${row("two processes, a core each", apart, 2 * bytes)}   ${processes.toFixed(2)} times as much as one`);
  if (missing) console.log(`DuckDB ${version}: missing. ${missing}`);
  else console.log(row(`DuckDB ${version}, distinct source-refs`, duckdb, bytes));
}

/** Python with DuckDB in reach, or why there is none. Installs it into a folder of its own. */
function findDuckdb(folder, say) {
  const python = ["python3", "python"].find((name) => spawnSync(name, ["-c", "import sys; sys.exit(sys.version_info < (3, 9))"]).status === 0);
  if (!python) return { missing: "There is no Python 3.9 or newer on the PATH." };
  if (!existsSync(join(folder, `duckdb-${DUCKDB}.dist-info`))) {
    say(`installing DuckDB ${DUCKDB} into ${folder}`);
    const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--upgrade", "--target", folder, `duckdb==${DUCKDB}`];
    const { status, stderr, error } = spawnSync(python, pip, { encoding: "utf8" });
    if (status !== 0) return { missing: `pip could not install it: ${lastLine(stderr) || error?.message}` };
  }
  return { python };
}

/** The time of the whole process, a check or a split, with so many threads on as many cores. */
export function timeHoldout(command, args, threads) {
  const begun = performance.now();
  const { status, error } = onCores(threads, command, [...args, "--threads", String(threads)], { stdio: "ignore" });
  const ms = performance.now() - begun;
  // 1: the service would refuse the manifest.
  if (status !== 0 && status !== 1) throw new Error(`${command} ${args[0]} failed: ${error?.message ?? `status ${status}`}`);
  return ms;
}

/** The time until two checks of the whole file have ended that begin together, each with one thread on a core of its own. */
function timeApart(command, path) {
  const each = [0, 1].map((core) => `${CAN_PIN ? `taskset --cpu-list ${core} ` : ""}"$0" check "$1" --threads 1 &`);
  const begun = performance.now();
  spawnSync("sh", ["-c", `${each.join(" ")} wait`, command, path], { stdio: "ignore" });
  return performance.now() - begun;
}

function timeDuckdb(python, folder, path) {
  const { status, stdout, stderr } = onCores(1, python, ["-c", QUERY, folder, path], { encoding: "utf8" });
  if (status !== 0) throw new Error(`DuckDB failed: ${lastLine(stderr)}`);
  return JSON.parse(stdout).ms;
}

const CAN_PIN = spawnSync("taskset", ["--version"]).status === 0;

/** Runs a program on the first cores, where the system has a way to say so: with one thread that reads, another puts together. */
function onCores(cores, program, args, options) {
  if (!CAN_PIN) return spawnSync(program, args, options);
  return spawnSync("taskset", ["--cpu-list", `0-${cores - 1}`, program, ...args], options);
}

const lastLine = (text) => text?.trim().split("\n").pop() ?? "";
