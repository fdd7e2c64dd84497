/** Creating, copying, saving and hashing machines, beside v86 where it can do the same. */
import { Machine } from "../../core/vm/machine.ts";
import { linearMemoryBytes } from "../../core/vm/layout.ts";
import { decodeSnapshot, encodeSnapshot } from "../../core/vm/snapshot/snapshot-bytes.ts";
import type { InputSource, MachineConfig } from "../../core/vm/machine-io.ts";
import { createPlatform } from "../../sim/platform.ts";
import { hasV86 } from "../cpu/v86.ts";
import { type Figure, quotient, type Turned, turned } from "../figure.ts";
import { v86Figures } from "../machine/v86.ts";
import type { Suite, Turn } from "./suite.ts";

const MEBIBYTE = 1 << 20;
const PAGE_BYTES = 4096;
/** Of what takes milliseconds, and of what takes tens of them. */
const TURNS = { short: 300, long: 15 } as const;
const QUICK_TURNS = { short: 10, long: 3 } as const;
const still: InputSource = { guestNs: () => 0, wallSeconds: () => 0 };

const platform = await createPlatform();

/** Takes several turns. */
type Several = (turn: () => number) => Turned;

function time(act: () => void): number {
  const begin = process.hrtime.bigint();
  act();
  return Number(process.hrtime.bigint() - begin) / 1e6;
}

function configOf(mebibytes: number): MachineConfig {
  return { ramBytes: mebibytes * MEBIBYTE, macAddress: "525400123456", diskSectors: 2048, entropy: true };
}

function powerOn(mebibytes: number): Machine {
  const config = configOf(mebibytes);
  return new Machine(config, platform.pool.take(linearMemoryBytes(config.ramBytes)), still, platform.hash);
}

/** A machine whose RAM is full of bytes that do not repeat. */
function filled(mebibytes: number, seed = 1): Machine {
  const machine = powerOn(mebibytes);
  const page = new Uint32Array(PAGE_BYTES / 4);
  let state = seed;
  for (let number = 0; number < machine.pageCount; number++) {
    for (let i = 0; i < page.length; i++) page[i] = state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    machine.writePage(number, new Uint8Array(page.buffer));
  }
  return machine;
}

function create(mebibytes: number, several: Several): Turned {
  return several(() => {
    const memory = platform.pool.take(linearMemoryBytes(mebibytes * MEBIBYTE));
    const ms = time(() => new Machine(configOf(mebibytes), memory, still, platform.hash));
    platform.pool.give(memory);
    return ms;
  });
}

/** A thing beside what memory alone allows, by turns. */
interface BesideCopy {
  readonly took: Turned;
  /** As many bytes from one array to another, both touched before. */
  readonly copy: Turned;
  readonly ofCopy: Turned;
}

function besideCopy(mebibytes: number, turns: number, turn: () => number): BesideCopy {
  const from = new Uint8Array(mebibytes * MEBIBYTE).fill(1);
  const to = new Uint8Array(mebibytes * MEBIBYTE).fill(2);
  const pairs = Array.from({ length: turns }, () => [turn(), time(() => to.set(from))] as const);
  const copy = turned(pairs.map(([, copied]) => copied));
  const took = turned(pairs.map(([took]) => took));
  return { took, copy, ofCopy: quotient(took, copy) };
}

function fork(mebibytes: number, turns: number): BesideCopy {
  const machine = filled(mebibytes);
  return besideCopy(mebibytes, turns, () => {
    const memory = platform.pool.takeUncleared(linearMemoryBytes(mebibytes * MEBIBYTE));
    const ms = time(() => machine.fork(memory));
    platform.pool.give(memory);
    return ms;
  });
}

function digest(mebibytes: number, dirtyPerMille: number, several: Several): Turned {
  const machine = filled(mebibytes);
  machine.digest();
  const step = Math.round(1000 / dirtyPerMille);
  return several(() => {
    for (let page = 0; page < machine.pageCount; page += step) machine.writePage(page, machine.readPage(page));
    return time(() => machine.digest());
  });
}

function restore(mebibytes: number, turns: number): BesideCopy {
  const state = filled(mebibytes).save();
  const other = filled(mebibytes, 2).save();
  const target = powerOn(mebibytes);
  return besideCopy(mebibytes, turns, () => {
    target.restore(other);
    return time(() => target.restore(state));
  });
}

function saves(mebibytes: number, several: Several): readonly { readonly name: string; readonly took: Turned }[] {
  const machine = filled(mebibytes);
  const state = machine.save();
  const bytes = encodeSnapshot(state, platform.hash);
  const dirtyAll = (): void => {
    for (let page = 0; page < machine.pageCount; page++) machine.writePage(page, machine.readPage(page));
  };
  return [
    { name: "save all", took: several(() => (dirtyAll(), time(() => machine.save()))) },
    {
      name: "save after 1% dirty",
      took: several(() => {
        for (let page = 0; page < machine.pageCount; page += 100) machine.writePage(page, machine.readPage(page));
        return time(() => machine.save());
      }),
    },
    {
      name: "snapshot bytes to state, hash checked",
      took: several(() => time(() => decodeSnapshot(bytes, platform.hash))),
    },
    { name: "state to snapshot bytes", took: several(() => time(() => encodeSnapshot(state, platform.hash))) },
  ];
}

const ms = (name: string, took: Turned, target?: number): Figure => ({
  name,
  ...took,
  unit: "ms",
  better: "lower",
  ...(target === undefined ? {} : { target }),
});

const ofCopy = (name: string, { ofCopy: ratio }: BesideCopy): Figure => ({
  name: `${name}, of a bare copy`,
  ...ratio,
  unit: "x",
  better: "lower",
});

async function whole({ quick, missing, progress }: Turn): Promise<readonly Figure[]> {
  const turns = quick ? QUICK_TURNS : TURNS;
  const several =
    (count: number): Several =>
    (turn) =>
      turned(Array.from({ length: count }, turn));
  const created = create(64, several(turns.short));
  const forked = fork(8, turns.short);
  const restored = restore(64, turns.long);
  const figures = [
    ofCopy("fork, 8 MiB", forked),
    ofCopy("restore, 64 MiB", restored),
    ms("create, 8 MiB from the pool", create(8, several(turns.short))),
    ms("create, 64 MiB from the pool", created),
    ms("fork, 8 MiB, all of it in use", forked.took, 2),
    ms("bare copy of 8 MiB, the least that such a fork takes", forked.copy),
    ms("digest after 1% dirty, 64 MiB", digest(64, 10, several(turns.short)), 1),
    ms("restore into pooled memory, 64 MiB", restored.took, 20),
    ms("bare copy of 64 MiB, the least that such a restore takes", restored.copy),
    ...saves(64, several(turns.long)).map(({ name, took }) => ms(`${name}, 64 MiB`, took)),
  ];
  if (!hasV86()) {
    missing("v86 (npm install --no-save v86)");
    return figures;
  }
  progress("v86");
  const v86 = await v86Figures(64);
  const beside = (name: string, theirs: Turned, ours: Turned): Figure => ({
    name: `${name}: v86`,
    ...quotient(theirs, ours),
    unit: "x",
    better: "higher",
  });
  const ratios = [beside("create, 64 MiB", v86.createMs, created)];
  if (v86.restoreMs === null) missing("v86's restore (needs SeaBIOS, Debian's package seabios)");
  else ratios.push(beside("restore, 64 MiB", v86.restoreMs, restored.took));
  return [...ratios, ...figures];
}

export const machine: Suite = {
  name: "machine",
  title: "Machine",
  method:
    "Creating, copying, saving, restoring and hashing whole machines whose RAM is full of bytes that do not repeat, beside v86 where it does the same. Forks and restores take turns with a bare copy of as many bytes; a machine is created in memory that the pool has cleared, forked into memory as the one before left it.",
  parts: [{ name: "whole machines", measure: whole }],
};
