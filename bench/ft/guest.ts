/** A guest on one machine, driven bare or by a recorder: the same slices, the same timers. */
import { readFileSync } from "node:fs";
import { powerOn } from "../../core/replay/execution.ts";
import { decodeBatch } from "../../core/replay/codec.ts";
import { emptyRecording, Recorder, tagging } from "../../core/replay/recorder.ts";
import { delivery, Replayer } from "../../core/replay/replayer.ts";
import { inattentive } from "./inattentive.ts";
import { linearMemoryBytes } from "../../core/vm/layout.ts";
import { imageLoader } from "../../core/vm/loader/image.ts";
import type { RunEnd } from "../../core/vm/machine-io.ts";
import { Machine } from "../../core/vm/machine.ts";
import { guestImagePath, guestNamed, type GuestName } from "../../scenarios/guests/guests.ts";
import { createPlatform } from "../../sim/platform.ts";

const { hash } = await createPlatform();

const UNITS_PER_SECOND = 100_000_000;
/** A slice of CPU time, and how often a batch is closed: guest time. */
const SLICE_UNITS = 100_000;
const BATCH_NS = 10_000_000;

function booted(name: GuestName, commandLine: string): Machine {
  const guest = guestNamed(name);
  const config = {
    ramBytes: guest.ramBytes,
    macAddress: "525400123456",
    diskSectors: guest.diskSectors,
    entropy: false,
  };
  const still = { guestNs: () => 0, wallSeconds: () => 0 };
  const machine = new Machine(config, new ArrayBuffer(linearMemoryBytes(guest.ramBytes)), still, hash);
  machine.load(imageLoader(readFileSync(guestImagePath(name)), { commandLine, initrd: null, randomSeed: null }));
  return machine;
}

/** What drives a machine for a slice of CPU time. */
interface Driver {
  /** Guest time now. */
  at(nowNs: number): void;
  tick(nowNs: number): void;
  run(units: number): RunEnd;
  /** A batch may be closed. */
  pause(): void;
}

/** Runs to this many units or this much guest time, whichever comes first. */
function drive(machine: Machine, driver: Driver, maxUnits: number, maxNs: number): void {
  let waitedNs = 0;
  let pauseNs = BATCH_NS;
  for (;;) {
    const nowNs = (machine.position * 1_000_000_000) / UNITS_PER_SECOND + waitedNs;
    if (machine.position >= maxUnits || nowNs >= maxNs) return;
    driver.at(nowNs);
    const dueNs = machine.nextTimerNs();
    if (dueNs !== null && dueNs <= nowNs) driver.tick(nowNs);
    if (nowNs >= pauseNs) {
      pauseNs = nowNs + BATCH_NS;
      driver.pause();
    }
    const nextNs = machine.nextTimerNs();
    const untilDue = nextNs === null ? SLICE_UNITS : Math.ceil(((nextNs - nowNs) * UNITS_PER_SECOND) / 1_000_000_000);
    const end = driver.run(Math.max(1, Math.min(SLICE_UNITS, untilDue)));
    if (end !== "halted") continue;
    const wakeNs = machine.nextTimerNs();
    if (wakeNs === null) return;
    waitedNs += Math.max(0, wakeNs - (machine.position * 1_000_000_000) / UNITS_PER_SECOND - waitedNs);
  }
}

/** Nobody writes anything down. */
export function runBare(name: GuestName, commandLine: string, maxUnits: number): void {
  const machine = booted(name, commandLine);
  let sliceNs = 0;
  let from = 0;
  machine.source = {
    guestNs: () => sliceNs + Math.floor(((machine.position - from) * 1_000_000_000) / UNITS_PER_SECOND),
    wallSeconds: () => 0,
  };
  const driver: Driver = {
    at: (nowNs) => {
      sliceNs = nowNs;
      from = machine.position;
    },
    tick: (nowNs) => machine.apply({ kind: "timer", atGuestNs: nowNs }),
    run: (units) => {
      const end = machine.run(units);
      machine.takeOutputs();
      return end;
    },
    pause: () => {},
  };
  drive(machine, driver, maxUnits, Infinity);
}

export interface RecordedGuest {
  readonly units: number;
  readonly instructions: number;
  readonly ticks: number;
  readonly bytes: number;
  readonly batches: readonly Uint8Array[];
}

/** The log of a guest, as it would travel. */
export function runRecorded(name: GuestName, commandLine: string, maxUnits: number, maxNs = Infinity): RecordedGuest {
  const machine = booted(name, commandLine);
  const recorder = new Recorder(machine, powerOn(), emptyRecording(), { hash, disks: "shared", tagging });
  const batches: Uint8Array[] = [];
  let ticks = 0;
  const driver: Driver = {
    at: (nowNs) => recorder.at(nowNs, { monotonicNs: nowNs, wallSeconds: 0 }, UNITS_PER_SECOND),
    tick: () => {
      recorder.apply({ kind: "timer", atGuestNs: recorder.nowNs() });
      ticks++;
    },
    run: (units) => {
      const end = recorder.run(units);
      recorder.collect();
      return end;
    },
    pause: () => {
      const closed = recorder.closeBatch();
      if (closed) batches.push(closed.bytes);
    },
  };
  drive(machine, driver, maxUnits, maxNs);
  driver.pause();
  const bytes = batches.reduce((sum, batch) => sum + batch.length, 0);
  return { units: machine.position, instructions: machine.instructions, ticks, bytes, batches };
}

/** The same guest by its log alone. */
export function runReplayed(name: GuestName, commandLine: string, batches: readonly Uint8Array[]): void {
  const machine = booted(name, commandLine);
  const replaying = { queue: [], head: 0, received: 0, horizon: 0 };
  const replayer = new Replayer(machine, powerOn(), replaying, { hash, disks: "shared", delivery }, inattentive);
  for (const bytes of batches) {
    replayer.receive(decodeBatch(bytes));
    while (replayer.ready) replayer.run(SLICE_UNITS, 0);
  }
}
