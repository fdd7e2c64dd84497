/**
 * A kernel and a database that nobody here wrote lose their host. Needs what `lockstep guest build linux-redis`
 * prepares; without it the test says so and does nothing.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "ava";
import { performRun } from "../../properties/run.ts";
import { captureFiles } from "../../reports/export/pcap.ts";
import type { Transmission } from "../../sim/network/tap.ts";
import type { TraceEvent } from "../../sim/trace.ts";
import { createEnvironment } from "../environment.ts";
import { preparedGuest } from "../guests/linux/prepared.ts";
import { linuxRedis } from "../guests/linux/redis.ts";
import { settingsOf } from "../index.ts";
import { redisFailover } from "./redis-failover.ts";

const isPrepared = preparedGuest(linuxRedis) !== null;
const second = 1_000_000_000;
const crashNs = 3 * second;
const spec = {
  scenario: redisFailover,
  settings: settingsOf(redisFailover, { seconds: 6, quiet: 8 }),
  seed: 1,
  schedule: [{ kind: "crash", target: "primary", at: crashNs, guard: "whenProtected" }],
  regime: "bounded",
  mutant: null,
} as const;

/** What an analyser would show in red, and a reset, which is none of its faults but one of ours. */
const FAULTS =
  "tcp.analysis.lost_segment || tcp.analysis.ack_lost_segment || _ws.malformed || tcp.checksum.status == 0 || ip.checksum.status == 0 || tcp.flags.reset == 1";

function faultsSeenByTshark(capture: Uint8Array): string | null {
  const folder = mkdtempSync(path.join(tmpdir(), "redis-"));
  const file = path.join(folder, "client.pcap");
  writeFileSync(file, capture);
  const checks = ["-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE"];
  const { error, stdout, stderr } = spawnSync("tshark", ["-r", file, ...checks, "-Y", FAULTS], { encoding: "utf8" });
  rmSync(folder, { recursive: true });
  return error ? null : stdout + stderr.replace(/^Running as user.*\n/, "");
}

(isPrepared ? test : test.skip)("Redis loses its host, its clients nothing, not even a connection", async (t) => {
  t.timeout(300_000);
  const environment = await createEnvironment();
  const trace: TraceEvent[] = [];
  const wire: Transmission[] = [];
  const result = performRun(spec, environment, {
    observers: [(event) => trace.push(event)],
    tap: (sent) => void (/switch/.test(sent.line) && wire.push(sent)),
  });
  t.deepEqual(result.violations, []);
  const held = new Set(result.properties.filter(({ verdict }) => verdict === "held").map(({ name }) => name));
  for (const name of ["linearizable", "connections-kept", "output-rule", "replay-identical", "time-monotonic"])
    t.true(held.has(name), name);
  t.is(result.failovers.length, 1);
  t.true(trace.some((event) => event.kind === "response" && event.atNs > crashNs + 2 * second));
  t.is(result.clients.replies, result.clients.requests);
  t.log(
    `${result.log.bytesPerKiloInstruction} bytes of log per thousand instructions, ` +
      `${Math.round(result.log.bytes / result.clients.requests)} per request`,
  );

  const clients = captureFiles(wire).filter(({ name }) => name.startsWith("client-"));
  t.is(clients.length, spec.settings["clients"]);
  for (const { name, bytes } of clients) {
    const faults = faultsSeenByTshark(bytes);
    if (faults === null) t.log("tshark is not installed: nobody else looked at the streams");
    else t.is(faults, "", `${name} is an intact stream across the failover`);
  }
  t.is(performRun(spec, environment).traceHash, result.traceHash, "the same run again, byte for byte");
});

if (!isPrepared) console.warn("redis-failover: no guest, so not tested (lockstep guest build linux-redis)");
