/** What recording and replaying cost, and how much log they make. */
import { decodeBatch, encodeBatch } from "../../core/replay/codec.ts";
import type { LogEntry } from "../../core/replay/entry.ts";
import { createEnvironment } from "../../scenarios/environment.ts";
import { cpuMsOnce } from "../ft/cpu-time.ts";
import { runBare, runRecorded, runReplayed } from "../ft/guest.ts";
import { throughput } from "../ft/throughput.ts";
import { type Figure, type Turned, turned } from "../figure.ts";
import { loads, scenarioOf } from "../world/loads.ts";
import { observeWorld } from "../world/observed.ts";
import type { Suite, Turn } from "./suite.ts";

const UNITS = 60_000_000;
const QUICK_UNITS = 20_000_000;
const PAIRS = 9;
const COMMAND_LINE = "ip=10.0.0.2 hz=100";
const IDLE_NS = 30_000_000_000;
/** Published for whole-machine replay, and the paper's for an idle guest. */
const PUBLISHED = { busy: "0.5 is the smallest reported", tick: "180 to 340" };

/** Turn by turn, so that whatever else the machine does falls on all. */
function slowdowns(units: number, pairs: number): readonly Figure[] {
  const turns = { recording: [] as number[], replaying: [] as number[], speed: [] as number[] };
  runBare("cpu", COMMAND_LINE, units);
  for (let pair = 0; pair < pairs; pair++) {
    const bareMs = cpuMsOnce(() => runBare("cpu", COMMAND_LINE, units));
    let batches: readonly Uint8Array[] = [];
    const recordingMs = cpuMsOnce(() => {
      batches = runRecorded("cpu", COMMAND_LINE, units).batches;
    });
    const replayingMs = cpuMsOnce(() => runReplayed("cpu", COMMAND_LINE, batches));
    turns.speed.push(units / bareMs / 1000);
    turns.recording.push(recordingMs / bareMs);
    turns.replaying.push(replayingMs / bareMs);
  }
  return [
    { name: "recording: time of the bare VM's", ...turned(turns.recording), unit: "x", better: "lower", target: 1.03 },
    { name: "replaying: time of the bare VM's", ...turned(turns.replaying), unit: "x", better: "lower" },
    { name: "bare VM, CPU-bound guest", ...turned(turns.speed), unit: "M units/s", better: "higher" },
  ];
}

/** What the log would be shorter by without these entries, for each of them. */
function bytesPer(batches: readonly Uint8Array[], isOne: (entry: LogEntry) => boolean): number {
  let bytes = 0;
  let count = 0;
  for (const encoded of batches) {
    const batch = decodeBatch(encoded);
    const others = batch.entries.filter((entry) => !isOne(entry));
    count += batch.entries.length - others.length;
    bytes += encoded.length - (others.length === 0 ? 0 : encodeBatch({ ...batch, entries: others }).length);
  }
  return count === 0 ? 0 : bytes / count;
}

async function perEvent({ quick }: Turn): Promise<readonly Figure[]> {
  const environment = await createEnvironment();
  const batchesOf = (guest: string, backupReads: boolean): readonly Uint8Array[] => {
    const load = loads.find((one) => one.guest === guest)!;
    const { scenario, settings } = scenarioOf(load, { channelBitsPerSecond: 1_000_000_000, backupReads });
    return observeWorld({ scenario, settings, schedule: [], seconds: quick ? 0.2 : 1 }, environment).batches;
  };
  const wal = batchesOf("wal", false);
  const bytes = (name: string, value: number, note: string): Figure => ({
    name,
    value,
    unit: "bytes",
    better: "lower",
    note,
  });
  const isRead = ({ body }: LogEntry): boolean =>
    body.kind === "input" && body.input.kind === "disk" && body.input.data !== null;
  const isCompletion = ({ body }: LogEntry): boolean => body.kind === "input" && body.input.kind === "disk";
  return [
    bytes(
      "log of a received frame",
      bytesPer(wal, ({ body }) => body.kind === "input" && body.input.kind === "frame"),
      "a request of about 70 bytes, frame included",
    ),
    bytes(
      "log of a sent frame",
      bytesPer(wal, ({ body }) => body.kind === "output" && body.device === "frame"),
      "its own entry, with the hash of what was sent",
    ),
    bytes("log of a disk read, data logged", bytesPer(batchesOf("disk", false), isRead), "1 to 4 sectors of 512 bytes"),
    bytes(
      "log of a disk operation, backup reads",
      bytesPer(batchesOf("disk", true), isCompletion),
      "the backup reads the disk itself",
    ),
  ];
}

function logs(units: number): readonly Figure[] {
  const busy = runRecorded("cpu", COMMAND_LINE, units);
  const idle = runRecorded("kv", COMMAND_LINE, Infinity, IDLE_NS);
  return [
    {
      name: "log of a busy guest",
      value: (busy.bytes * 1000) / busy.units,
      unit: "bytes/1000 units",
      better: "lower",
      target: 0.5,
      published: PUBLISHED.busy,
    },
    {
      name: "log of an idle guest",
      value: idle.bytes / idle.ticks,
      unit: "bytes/tick",
      better: "lower",
      target: 100,
      published: PUBLISHED.tick,
    },
  ];
}

function rates(): readonly Figure[] {
  const { recorder, encode, decode, replayer } = throughput();
  const rate = (name: string, taken: Turned): Figure => ({ name, ...taken, unit: "M entries/s", better: "higher" });
  return [
    rate("recorder, encoding included", recorder),
    rate("codec: encode", encode),
    rate("codec: decode", decode),
    rate("replayer, decoding included", replayer),
  ];
}

export const record: Suite = {
  name: "record",
  title: "Record and replay",
  method:
    "One guest that computes all the time, bare, recorded and replayed by turns, in processor time. Entries a second are of a machine that costs next to nothing. Sizes of the log are exact: an event's is what the log would be shorter by without its entries.",
  parts: [
    {
      name: "recording and replaying",
      measure: ({ quick }) => slowdowns(quick ? QUICK_UNITS : UNITS, quick ? 3 : PAIRS),
    },
    { name: "log of a busy and an idle guest", measure: ({ quick }) => logs(quick ? QUICK_UNITS : UNITS) },
    { name: "log by event", measure: perEvent },
    { name: "entries a second", measure: rates },
  ],
};
