/**
 * Nothing leaves this machine unless somebody presses submit: the command, the local service, the npm package and the page, in a
 * network that has this machine and nothing else. All works there, and nothing even tries to reach further: the kernel
 * counts every attempt, name servers included. `offline/run.mjs` is what is run there.
 */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const RUN = fileURLToPath(new URL("offline/run.mjs", import.meta.url));

/** What Chromium looks for a way to, without sending anything, to know whether there is IPv6. */
const PROBED = "2001:4860:4860::8888";

/** Runs a script of the shell where there is no network: the first argument is a list of name servers. */
function alone(nameservers, script, ...args) {
  const inside = `mount --bind "$0" /etc/resolv.conf && ip link set lo up && { ip -6 route add ${PROBED} dev lo || true; } && ${script}`;
  return spawnSync("unshare", ["--user", "--map-root-user", "--mount", "--net", "sh", "-c", inside, nameservers, ...args], {
    encoding: "utf8", timeout: 300_000, maxBuffer: 1 << 26,
  });
}

const folder = mkdtempSync(join(tmpdir(), "holdout-offline-"));
const nameservers = join(folder, "resolv.conf");
// An address that nobody has, so that asking for a name is an attempt as well.
writeFileSync(nameservers, "nameserver 192.0.2.53\n");
const skip = alone(nameservers, "true").status === 0 ? false : "this machine lets nobody have a network of their own (unshare, ip)";

test("without a network all works but submitting to AWS, which alone tries to reach it", { skip }, () => {
  const { status, stdout, stderr } = alone(nameservers, 'exec "$1" "$2"', process.execPath, RUN);
  assert.equal(status, 0, stdout + stderr);
  const tried = Object.fromEntries(stdout.trim().split("\n").map((line) => JSON.parse(line)));
  const [without, withNetwork] = [true, false].map((own) => Object.entries(tried).filter(([what]) => what.startsWith("submit to AWS") !== own));
  assert.equal(without.length, 5);
  assert.deepEqual(without.filter(([, attempts]) => attempts !== 0), []);
  assert.equal(withNetwork.length, 2);
  assert.deepEqual(withNetwork.filter(([, attempts]) => attempts === 0), [], "the kernel counts");
});

test.after(() => rmSync(folder, { recursive: true }));
