/** Machines for tests, with a clock that units move. */
import { readFileSync } from "node:fs";
import xxhash from "xxhash-wasm";
import { linearMemoryBytes } from "./layout.ts";
import type { Loader } from "./loader/boot-target.ts";
import { imageLoader } from "./loader/image.ts";
import type { InputSource, MachineConfig } from "./machine-io.ts";
import { Machine } from "./machine.ts";
import type { Hash64 } from "./snapshot/digest.ts";

const api = await xxhash();

export const hash: Hash64 = (bytes) => api.h64Raw(bytes).toString(16).padStart(16, "0");

export const SMALL: MachineConfig = { ramBytes: 0x20_0000, macAddress: "525400123456", diskSectors: 64, entropy: true };

const NS_PER_UNIT = 10;

/** Units take time, and waiting in HLT does. */
export class UnitClock implements InputSource {
  machine: Machine | null = null;
  waitedNs = 0;

  guestNs(): number {
    return (this.machine?.position ?? 0) * NS_PER_UNIT + this.waitedNs;
  }

  wallSeconds(): number {
    return 1_700_000_000;
  }
}

export function powerOn(config: MachineConfig, firmware: Loader | null, waitedNs = 0): Machine {
  const clock = new UnitClock();
  const machine = new Machine(config, new ArrayBuffer(linearMemoryBytes(config.ramBytes)), clock, hash);
  clock.machine = machine;
  clock.waitedNs = waitedNs;
  if (firmware !== null) machine.load(firmware);
  return machine;
}

export function clockOf(machine: Machine): UnitClock {
  return machine.source as UnitClock;
}

/** As `Machine.fork`, with a clock of its own, into memory that another machine left behind. */
export function fork(machine: Machine): Machine {
  const memory = new ArrayBuffer(linearMemoryBytes(machine.config.ramBytes));
  new Uint8Array(memory).fill(0xa5);
  const copy = machine.fork(memory);
  const clock = new UnitClock();
  clock.machine = copy;
  clock.waitedNs = clockOf(machine).waitedNs;
  copy.source = clock;
  return copy;
}

/** The key-value server of scenarios/guests: interrupts, timer, PCI, network. */
export function kvLoader(): Loader {
  const image = readFileSync(new URL("../../../scenarios/guests/images/kv.elf", import.meta.url));
  return imageLoader(image, { commandLine: "ip=10.0.0.2 hz=1000", initrd: null, randomSeed: null });
}

/** Runs to a position, or until nothing can wake the guest, with an ARP request every 2000 units; the console's text. */
export function runTo(machine: Machine, position: number): string {
  const clock = clockOf(machine);
  let console = "";
  while (machine.position < position) {
    const dueNs = machine.nextTimerNs() ?? Infinity;
    if (dueNs <= clock.guestNs()) {
      machine.apply({ kind: "timer", atGuestNs: clock.guestNs() });
      continue;
    }
    const before = machine.position;
    const untilFrame = FRAME_EVERY - (before % FRAME_EVERY);
    const untilTimer = Math.ceil((dueNs - clock.guestNs()) / NS_PER_UNIT);
    const end = machine.run(Math.min(untilFrame, untilTimer, position - before));
    for (const output of machine.takeOutputs()) {
      if (output.kind === "console") console += String.fromCharCode(output.byte);
      if (output.kind === "reset") machine.apply({ kind: "reset" });
    }
    if (machine.position > before && machine.position % FRAME_EVERY === 0) {
      machine.apply({ kind: "frame", bytes: ARP_REQUEST });
    } else if (end === "shutdown" || (end === "halted" && dueNs === Infinity)) {
      break;
    } else if (end === "halted") {
      clock.waitedNs += dueNs - clock.guestNs();
    }
  }
  return console;
}

const FRAME_EVERY = 2000;
/** Who has 10.0.0.2? Tell 10.0.0.1. */
const ARP_REQUEST = Uint8Array.from(
  [
    [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02, 0, 0, 0, 0, 1, 0x08, 0x06],
    [0, 1, 8, 0, 6, 4, 0, 1, 0x02, 0, 0, 0, 0, 1, 10, 0, 0, 1, 0, 0, 0, 0, 0, 0, 10, 0, 0, 2],
    Array.from({ length: 18 }, () => 0),
  ].flat(),
);
