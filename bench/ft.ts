/**
 * Throughput of the FT stack: entries through recorder, codec and replayer; what recording costs a guest that computes;
 * log bytes per thousand units and per tick of an idle guest. CPU time of this process, median of several turns.
 * `npm run bench:ft`
 */
import { readFileSync } from "node:fs";
import { powerOn } from "../core/replay/execution.ts";
import { decodeBatch } from "../core/replay/codec.ts";
import { emptyRecording, Recorder, tagging } from "../core/replay/recorder.ts";
import { delivery, type ReplayListener, Replayer } from "../core/replay/replayer.ts";
import { imageLoader } from "../core/vm/loader/image.ts";
import { linearMemoryBytes } from "../core/vm/layout.ts";
import type { DiskOperation, InputSource, MachineOutput, RunEnd, VirtualMachine } from "../core/vm/machine-io.ts";
import { Machine } from "../core/vm/machine.ts";
import { guestImagePath, guestNamed, type GuestName } from "../scenarios/guests/guests.ts";
import { createPlatform } from "../sim/platform.ts";

const platform = await createPlatform();
const turns = 7;
/** A host of a hundred million units a second. */
const unitsPerSecond = 100_000_000;
const sliceUnits = unitsPerSecond / 1000;

function cpuMs(act: () => void): number {
  const before = process.cpuUsage();
  act();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

function print(name: string, value: number, unit: string, remark = ""): void {
  process.stdout.write(
    `${name.padEnd(52)} ${value.toFixed(value < 10 ? 3 : 0).padStart(12)} ${unit.padEnd(14)} ${remark}\n`,
  );
}

function machineOf(name: GuestName): Machine {
  const guest = guestNamed(name);
  const machine = new Machine(
    { ramBytes: guest.ramBytes, macAddress: "525400123456", diskSectors: guest.diskSectors, entropy: false },
    platform.pool.take(linearMemoryBytes(guest.ramBytes)),
    { guestNs: () => 0, wallSeconds: () => 1_700_000_000 },
    platform.hash,
  );
  const image = readFileSync(guestImagePath(name));
  machine.load(imageLoader(image, { commandLine: guest.commandLine, initrd: null, randomSeed: null }));
  return machine;
}

/** A guest without a recorder: a clock that units move, timers, nothing kept. */
function runBare(name: GuestName, units: number): number {
  const machine = machineOf(name);
  let idleNs = 0;
  const nowNs = (): number => idleNs + Math.floor((machine.position * 1e9) / unitsPerSecond);
  machine.source = { guestNs: nowNs, wallSeconds: () => 1_700_000_000 };
  return cpuMs(() => {
    while (machine.position < units) {
      const dueNs = machine.nextTimerNs();
      if (dueNs !== null && dueNs <= nowNs()) machine.apply({ kind: "timer", atGuestNs: nowNs() });
      const untilTimer = dueNs === null ? Infinity : Math.ceil(((dueNs - nowNs()) * unitsPerSecond) / 1e9);
      const end = machine.run(Math.max(1, Math.min(sliceUnits, untilTimer, units - machine.position)));
      machine.takeOutputs();
      if (end === "halted") idleNs += Math.max(0, (dueNs ?? 0) - nowNs());
    }
  });
}

interface Recorded {
  readonly ms: number;
  readonly batches: readonly Uint8Array[];
  readonly entries: number;
  readonly position: number;
  readonly ticks: number;
}

/** The same under a recorder, a batch closed every slice in which something happened. */
function record(name: GuestName, units: number, ticksMax = Infinity): Recorded {
  const machine = machineOf(name);
  const execution = powerOn();
  const parts = { hash: platform.hash, disks: "shared", tagging } as const;
  const recorder = new Recorder(machine, execution, emptyRecording(), parts);
  const batches: Uint8Array[] = [];
  let hostNs = 0;
  let ticks = 0;
  const ms = cpuMs(() => {
    while (machine.position < units && ticks < ticksMax) {
      recorder.at(hostNs, { monotonicNs: hostNs, wallSeconds: 1_700_000_000 }, unitsPerSecond);
      const from = machine.position;
      let halted = false;
      while (!halted && machine.position - from < sliceUnits && machine.position < units) {
        const dueNs = machine.nextTimerNs();
        if (dueNs !== null && dueNs <= recorder.nowNs()) {
          recorder.apply({ kind: "timer", atGuestNs: recorder.nowNs() });
          ticks++;
        }
        const untilTimer = dueNs === null ? Infinity : recorder.unitsUntil(dueNs);
        const left = Math.min(sliceUnits - (machine.position - from), units - machine.position);
        halted = recorder.run(Math.max(1, Math.min(left, untilTimer))) === "halted";
        recorder.collect();
      }
      const batch = recorder.closeBatch();
      if (batch) batches.push(batch.bytes);
      hostNs += Math.ceil(((machine.position - from) * 1e9) / unitsPerSecond);
      if (halted) hostNs = Math.max(hostNs, machine.nextTimerNs() ?? hostNs);
    }
  });
  return { ms, batches, entries: execution.nextEntry - 1, position: machine.position, ticks };
}

const nothing = (): void => {};
const listener: ReplayListener = {
  input: (input) => input,
  applied: nothing,
  made: nothing,
  started: nothing,
  released: nothing,
  digest: nothing,
  control: nothing,
};

function replay(name: GuestName, { batches, position }: Recorded): number {
  const machine = machineOf(name);
  const replaying = { queue: [], head: 0, received: 0, horizon: 0 };
  const parts = { hash: platform.hash, disks: "shared", delivery } as const;
  const replayer = new Replayer(machine, powerOn(), replaying, parts, listener);
  const ms = cpuMs(() => {
    for (const bytes of batches) {
      replayer.receive(decodeBatch(bytes));
      replayer.run(Infinity, 0);
    }
    replayer.extend(position);
    replayer.run(Infinity, 0);
  });
  if (machine.position !== position) throw new Error(`replayed to ${machine.position}, recorded to ${position}`);
  return ms;
}

function bytesOf(batches: readonly Uint8Array[]): number {
  return batches.reduce((sum, { length }) => sum + length, 0);
}

/** A guest that computes and, now and then, takes a tick. */
function computing(): void {
  const units = 60_000_000;
  runBare("cpu", units / 4);
  const bare: number[] = [];
  const recorded: number[] = [];
  const replayed: number[] = [];
  let last: Recorded | null = null;
  for (let turn = 0; turn < turns; turn++) {
    bare.push(runBare("cpu", units));
    last = record("cpu", units);
    recorded.push(last.ms);
    replayed.push(replay("cpu", last));
  }
  const kiloUnits = units / 1000;
  print("cpu guest, bare", kiloUnits / median(bare), "M units/s");
  print("recording", 100 * (median(recorded) / median(bare) - 1), "% slower", "target below 3");
  print("replaying", 100 * (median(replayed) / median(bare) - 1), "% slower");
  print("log of a busy guest", bytesOf(last!.batches) / kiloUnits, "bytes/k units", "target below 0.5");
}

/** A guest that sleeps between ticks. */
function idle(): void {
  const { batches, ticks } = record("kv", Infinity, 400);
  print("log of an idle guest", bytesOf(batches) / ticks, "bytes/tick", "target below 100; the paper's: 180 to 340");
}

/** A machine that reads the clock in every unit and does nothing else: all that is left is the cost of entries. */
class ClockReader implements VirtualMachine {
  source: InputSource = { guestNs: () => 0, wallSeconds: () => 0 };
  position = 0;
  instructions = 0;
  readonly pageCount = 0;

  run(budget: number): RunEnd {
    for (let left = budget; left > 0; left--) {
      this.source.guestNs();
      this.position++;
    }
    return "budget";
  }

  takeOutputs = (): readonly MachineOutput[] => [];
  apply = nothing;
  nextTimerNs = (): null => null;
  readonly latestGuestNs = 0;
  startedDiskOperations = (): readonly DiskOperation[] => [];
  startedEntropyRequests = (): readonly never[] => [];
  digest = (): string => "";
  saveDevices = (): Uint8Array => new Uint8Array(0);
  restoreDevices = nothing;
  readPage = (): Uint8Array => new Uint8Array(0);
  writePage = nothing;
  writeMark = (): number => 0;
  pagesWrittenSince = (): readonly number[] => [];
}

function entries(): void {
  const count = 1_000_000;
  const perBatch = 1000;
  const parts = { hash: platform.hash, disks: "shared", tagging, delivery } as const;
  let bytes = 0;
  const turn = (): { recordMs: number; replayMs: number } => {
    const recorder = new Recorder(new ClockReader(), powerOn(), emptyRecording(), parts);
    recorder.at(0, { monotonicNs: 0, wallSeconds: 0 }, unitsPerSecond);
    const batches: Uint8Array[] = [];
    const recordMs = cpuMs(() => {
      for (let done = 0; done < count; done += perBatch) {
        recorder.run(perBatch);
        batches.push(recorder.closeBatch()!.bytes);
      }
    });
    const replaying = { queue: [], head: 0, received: 0, horizon: 0 };
    const replayer = new Replayer(new ClockReader(), powerOn(), replaying, parts, listener);
    const replayMs = cpuMs(() => {
      for (const batch of batches) {
        replayer.receive(decodeBatch(batch));
        replayer.run(perBatch, 0);
      }
    });
    bytes = bytesOf(batches);
    return { recordMs, replayMs };
  };
  turn();
  const measured = Array.from({ length: turns }, turn);
  print("entries recorded and encoded", count / median(measured.map(({ recordMs }) => recordMs)), "k entries/s");
  print("entries decoded and replayed", count / median(measured.map(({ replayMs }) => replayMs)), "k entries/s");
  print("a clock read in the log", bytes / count, "bytes");
}

computing();
idle();
entries();
