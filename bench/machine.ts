/**
 * Creating, copying, saving and hashing machines, beside v86 where it can do the same. Each figure is the median of
 * several turns in this process.
 */
import { Machine } from "../core/vm/machine.ts";
import { linearMemoryBytes } from "../core/vm/layout.ts";
import { decodeSnapshot, encodeSnapshot } from "../core/vm/snapshot/snapshot-bytes.ts";
import type { InputSource, MachineConfig } from "../core/vm/machine-io.ts";
import { createPlatform } from "../sim/platform.ts";
import { v86Figures } from "./machine/v86.ts";

const MEBIBYTE = 1 << 20;
const PAGE_BYTES = 4096;
const TURNS = 15;
const still: InputSource = { guestNs: () => 0, wallSeconds: () => 0 };

export interface Figure {
  readonly name: string;
  readonly ms: number;
  /** The same work in v86, or null where it has none. */
  readonly v86Ms: number | null;
  readonly targetMs: number | null;
}

const platform = await createPlatform();

function median(turn: () => number): number {
  const times = Array.from({ length: TURNS }, turn).toSorted((a, b) => a - b);
  return times[TURNS >> 1]!;
}

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

function create(mebibytes: number): number {
  return median(() => {
    const memory = platform.pool.take(linearMemoryBytes(mebibytes * MEBIBYTE));
    const ms = time(() => new Machine(configOf(mebibytes), memory, still, platform.hash));
    platform.pool.give(memory);
    return ms;
  });
}

function fork(mebibytes: number): number {
  const machine = filled(mebibytes);
  return median(() => {
    const memory = platform.pool.take(linearMemoryBytes(mebibytes * MEBIBYTE));
    const ms = time(() => machine.fork(memory));
    platform.pool.give(memory);
    return ms;
  });
}

function digest(mebibytes: number, dirtyPerMille: number): number {
  const machine = filled(mebibytes);
  machine.digest();
  const step = Math.round(1000 / dirtyPerMille);
  return median(() => {
    for (let page = 0; page < machine.pageCount; page += step) machine.writePage(page, machine.readPage(page));
    return time(() => machine.digest());
  });
}

function saveAndRestore(mebibytes: number): readonly { readonly name: string; readonly ms: number }[] {
  const machine = filled(mebibytes);
  const state = machine.save();
  const bytes = encodeSnapshot(state, platform.hash);
  const dirtyAll = (): void => {
    for (let page = 0; page < machine.pageCount; page++) machine.writePage(page, machine.readPage(page));
  };
  const target = powerOn(mebibytes);
  const other = filled(mebibytes, 2).save();
  return [
    { name: "save all", ms: median(() => (dirtyAll(), time(() => machine.save()))) },
    {
      name: "save after 1% dirty",
      ms: median(() => {
        for (let page = 0; page < machine.pageCount; page += 100) machine.writePage(page, machine.readPage(page));
        return time(() => machine.save());
      }),
    },
    {
      name: "restore into pooled memory",
      ms: median(() => {
        target.restore(other);
        return time(() => target.restore(state));
      }),
    },
    {
      name: "snapshot bytes to state, hash checked",
      ms: median(() => time(() => decodeSnapshot(bytes, platform.hash))),
    },
    { name: "state to snapshot bytes", ms: median(() => time(() => encodeSnapshot(state, platform.hash))) },
  ];
}

const v86 = await v86Figures(64);
const saves = saveAndRestore(64);
const figures: readonly Figure[] = [
  { name: "create, 8 MiB from the pool", ms: create(8), v86Ms: null, targetMs: null },
  { name: "create, 64 MiB from the pool", ms: create(64), v86Ms: v86.createMs, targetMs: null },
  { name: "fork, 8 MiB, all of it in use", ms: fork(8), v86Ms: null, targetMs: 2 },
  { name: "digest after 1% dirty, 64 MiB", ms: digest(64, 10), v86Ms: null, targetMs: 1 },
  ...saves.map(({ name, ms }) => ({
    name: `${name}, 64 MiB`,
    ms,
    v86Ms: name === "save all" ? v86.saveMs : name.startsWith("restore") ? v86.restoreMs : null,
    targetMs: name.startsWith("restore") ? 20 : null,
  })),
];
for (const { name, ms, v86Ms, targetMs } of figures) {
  const beside = [v86Ms === null ? "" : `v86 ${v86Ms.toFixed(1)} ms`, targetMs === null ? "" : `target ${targetMs} ms`];
  process.stdout.write(`${name}: ${ms.toFixed(3)} ms  ${beside.filter((text) => text !== "").join(", ")}\n`);
}
process.exit(0);
