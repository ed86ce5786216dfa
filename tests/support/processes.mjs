/** What processes take of the machine, where the system tells. */

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

/** The most memory that a process has had, in bytes; nothing where the system does not tell. */
export function peakMemory({ child }) {
  try {
    const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"));
    return Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}

const LOOKS_EVERY_MS = 5;

/**
 * The most memory that a run of a program had, as far as somebody saw who looked all the time, and how it ended.
 * @param {string} command
 * @param {string[]} options
 * @returns {Promise<{peak: number | undefined, code: number}>} bytes; nothing where the system does not tell
 */
export async function peakOfRun(command, options) {
  const child = spawn(command, options, { stdio: "ignore" });
  let peak;
  const looking = setInterval(() => (peak = Math.max(peak ?? 0, peakMemory({ child }) ?? 0) || undefined), LOOKS_EVERY_MS);
  const code = await new Promise((resolve, reject) => child.once("error", reject).once("exit", resolve));
  clearInterval(looking);
  return { peak, code };
}

/** Seconds of processor time that a process has had; nothing where the system does not tell. */
export function processorTime({ child }) {
  try {
    // The name, which may hold spaces, ends with the last bracket.
    const fields = readFileSync(`/proc/${child.pid}/stat`, "utf8").split(") ").pop().split(" ");
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return undefined;
  }
}
