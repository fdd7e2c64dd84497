/**
 * `npm run bench:ft`: what record and replay cost, and how much log they make, as a table and as JSON. Times are CPU
 * times of this process. Exit code 1 where a target is missed.
 */
import { performRun } from "../properties/run.ts";
import { createEnvironment } from "../scenarios/environment.ts";
import { failoverKv } from "../scenarios/failover-kv.ts";
import { settingsOf } from "../scenarios/index.ts";
import { cpuMsOnce, median } from "./ft/cpu-time.ts";
import { runBare, runRecorded } from "./ft/guest.ts";
import { throughput } from "./ft/throughput.ts";

interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The value should be below. */
  readonly target: number | null;
}

const UNITS = 60_000_000;
const PAIRS = 9;
const commandLine = "ip=10.0.0.2 hz=100";

/** Recorded and bare by turns, so that whatever else the machine does falls on both. */
function recordingSlowdown(): number {
  runBare("cpu", commandLine, UNITS);
  runRecorded("cpu", commandLine, UNITS);
  const bare: number[] = [];
  const recorded: number[] = [];
  for (let pair = 0; pair < PAIRS; pair++) {
    bare.push(cpuMsOnce(() => runBare("cpu", commandLine, UNITS)));
    recorded.push(cpuMsOnce(() => void runRecorded("cpu", commandLine, UNITS)));
  }
  return (median(recorded) / median(bare) - 1) * 100;
}

/** Of the key-value server with eight clients, in a whole world without faults. */
async function servingLog(): Promise<{ readonly perKiloInstruction: number; readonly perEntry: number }> {
  const settings = settingsOf(failoverKv, { clients: 8, think: 20, seconds: 6, quiet: 8, speed: 20_000_000 });
  const spec = { scenario: failoverKv, settings, seed: 1, schedule: [], regime: "bounded", mutant: null } as const;
  const { log } = performRun(spec, await createEnvironment());
  return { perKiloInstruction: log.bytesPerKiloInstruction, perEntry: log.bytes / log.entries };
}

const rates = throughput();
const busy = runRecorded("cpu", commandLine, UNITS);
const idle = runRecorded("kv", commandLine, Infinity, 30_000_000_000);
const serving = await servingLog();
const figures: readonly Figure[] = [
  { name: "recorder, encoding included", value: rates.recorder, unit: "M entries/s", target: null },
  { name: "codec: encode", value: rates.encode, unit: "M entries/s", target: null },
  { name: "codec: decode", value: rates.decode, unit: "M entries/s", target: null },
  { name: "replayer, decoding included", value: rates.replayer, unit: "M entries/s", target: null },
  { name: "recording slows the bare VM by", value: recordingSlowdown(), unit: "%", target: 3 },
  { name: "log of a busy guest", value: (busy.bytes * 1000) / busy.units, unit: "bytes/1000 units", target: 0.5 },
  { name: "log of an idle guest", value: idle.bytes / idle.ticks, unit: "bytes/tick", target: 100 },
  {
    name: "log of a key-value server",
    value: serving.perKiloInstruction,
    unit: "bytes/1000 instructions",
    target: null,
  },
  { name: "log of a key-value server", value: serving.perEntry, unit: "bytes/entry", target: null },
];
let missed = 0;
for (const { name, value, unit, target } of figures) {
  const over = target !== null && value >= target;
  if (over) missed++;
  const goal = target === null ? "" : `below ${target}${over ? ": MISSED" : ""}`;
  process.stdout.write(`${name.padEnd(32)} ${value.toFixed(3).padStart(9)}  ${unit.padEnd(24)} ${goal}\n`);
}
process.stdout.write(`${JSON.stringify({ figures })}\n`);
process.exit(missed > 0 ? 1 : 0);
