/** What every server on Linux is put through: it loses its host, and its clients nothing, not even a connection. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test, { type ExecutionContext } from "ava";
import { performRun, type RunSpec } from "../properties/run.ts";
import { captureFiles } from "../reports/export/pcap.ts";
import type { Transmission } from "../sim/network/tap.ts";
import type { TraceEvent } from "../sim/trace.ts";
import { createEnvironment } from "./environment.ts";
import { preparedGuest } from "./guests/linux/prepared.ts";
import type { Recipe } from "./guests/linux/recipe.ts";
import { settingsOf } from "./index.ts";
import type { Scenario } from "./scenario.ts";

export const second = 1_000_000_000;
const crashNs = 3 * second;

/** Skips, and says so, where nobody prepared the guest. */
export function testWithGuest(recipe: Recipe, title: string, body: (t: ExecutionContext) => Promise<void>): void {
  const isPrepared = preparedGuest(recipe) !== null;
  // Made from packages that are not ours to ship.
  (isPrepared ? test : test.skip)(title, body);
  if (!isPrepared) console.warn(`${recipe.name}: not prepared, so not tested (lockstep guest build ${recipe.name})`);
}

/** What an analyser would show in red, and a reset, which is none of its faults but one of ours. */
const FAULTS =
  "tcp.analysis.lost_segment || tcp.analysis.ack_lost_segment || _ws.malformed || tcp.checksum.status == 0 || ip.checksum.status == 0 || tcp.flags.reset == 1";

/** Null where it is not installed. */
function tshark(file: string, ...filter: readonly string[]): string | null {
  const checks = ["-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE"];
  const { error, stdout, stderr } = spawnSync("tshark", ["-r", file, ...checks, ...filter], { encoding: "utf8" });
  return error ? null : stdout + stderr.replace(/^Running as user.*\n/, "");
}

/** A client's streams are intact, and the one that was open when the host died has data from before and from after that. */
function streamsAreIntact(t: ExecutionContext, name: string, capture: Uint8Array): void {
  const folder = mkdtempSync(path.join(tmpdir(), "streams-"));
  const file = path.join(folder, "client.pcap");
  writeFileSync(file, capture);
  const faults = tshark(file, "-Y", FAULTS);
  const data = tshark(file, "-Y", "tcp.len > 0", "-T", "fields", "-e", "tcp.stream", "-e", "frame.time_epoch");
  rmSync(folder, { recursive: true });
  if (faults === null || data === null) return t.log("tshark is not installed: nobody else looked at the streams");
  t.is(faults, "", `${name} has nothing but intact streams`);
  const segments = data
    .trim()
    .split("\n")
    .map((line) => {
      const [stream, seconds] = line.split("\t").map(Number);
      return { stream, atNs: seconds! * second };
    });
  const open = segments.findLast(({ atNs }) => atNs < crashNs)?.stream;
  t.true(
    segments.some(({ stream, atNs }) => stream === open && atNs > crashNs + 2 * second),
    `${name} goes on after the failover`,
  );
}

/** @param witnesses properties that must have seen what they judge. */
export async function survivesItsHost(
  t: ExecutionContext,
  scenario: Scenario,
  witnesses: readonly string[],
): Promise<void> {
  t.timeout(600_000);
  const spec: RunSpec = {
    scenario,
    // No frame overtakes another: an analyser would miss the one that comes late.
    settings: settingsOf(scenario, { seconds: 6, quiet: 8, jitter: 0 }),
    seed: 1,
    schedule: [{ kind: "crash", target: "primary", at: crashNs, guard: "whenProtected" }],
    regime: "bounded",
    mutant: null,
  };
  const environment = await createEnvironment();
  const trace: TraceEvent[] = [];
  const wire: Transmission[] = [];
  const result = performRun(spec, environment, {
    observers: [(event) => trace.push(event)],
    tap: (sent) => void (/switch/.test(sent.line) && wire.push(sent)),
  });
  t.deepEqual(result.violations, []);
  const held = new Set(result.properties.filter(({ verdict }) => verdict === "held").map(({ name }) => name));
  for (const name of witnesses) t.true(held.has(name), name);
  t.is(result.failovers.length, 1);
  t.true(trace.some((event) => event.kind === "response" && event.atNs > crashNs + 2 * second));
  t.is(result.clients.replies, result.clients.requests);
  t.log(
    `${result.log.bytesPerKiloInstruction} bytes of log per thousand instructions, ` +
      `${Math.round(result.log.bytes / result.clients.requests)} per request`,
  );
  const clients = captureFiles(wire).filter(({ name }) => name.startsWith("client-"));
  t.is(clients.length, spec.settings["clients"]);
  for (const { name, bytes } of clients) streamsAreIntact(t, name, bytes);
  t.is(performRun(spec, environment).traceHash, result.traceHash, "the same run again, byte for byte");
}
