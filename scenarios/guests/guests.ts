/**
 * The guests: programs for the bare machine, built by `build.sh` into `images/`. The images stay where they are in the
 * source tree, and the npm package carries that folder beside `dist/`; so the path from this compiled file is the same
 * in both.
 */
import { fileURLToPath } from "node:url";

export interface Guest {
  readonly name: string;
  /** One line for lists. */
  readonly about: string;
  /** Multiboot command line, by default. A word given twice counts the first time. */
  readonly commandLine: string;
  readonly ramBytes: number;
  /** Sectors of 512 bytes, or null where it wants no disk. */
  readonly diskSectors: number | null;
}

const mebibyte = 1 << 20;

/** Each guest by its name. */
export const guests = [
  {
    name: "kv",
    about: "key-value server in memory: GET, SET, CAS, APPEND over UDP",
    commandLine: "ip=10.0.0.2 hz=20",
    ramBytes: 2 * mebibyte,
    diskSectors: null,
  },
  {
    name: "wal",
    about: "key-value server with a write-ahead log on the disk; recovers after a restart",
    commandLine: "ip=10.0.0.2 hz=20",
    ramBytes: 2 * mebibyte,
    diskSectors: 2048,
  },
  {
    name: "nonatomic",
    about: "key-value server whose compare-and-set loses updates under timer interrupts",
    commandLine: "ip=10.0.0.2 hz=100 window=2000",
    ramBytes: 2 * mebibyte,
    diskSectors: null,
  },
  {
    name: "bank",
    about: "transfers between accounts, whose sum stays the same",
    commandLine: "ip=10.0.0.2 hz=20",
    ramBytes: 2 * mebibyte,
    diskSectors: null,
  },
  {
    name: "cpu",
    about: "CPU-bound: a sieve over and over",
    commandLine: "ip=10.0.0.2 hz=20",
    ramBytes: 2 * mebibyte,
    diskSectors: null,
  },
  {
    name: "disk",
    about: "disk-bound: overlapping reads and writes, checked",
    commandLine: "ip=10.0.0.2 hz=20 seed=1",
    ramBytes: 2 * mebibyte,
    diskSectors: 256,
  },
  {
    name: "netrx",
    about: "receives datagrams as fast as it can",
    commandLine: "ip=10.0.0.2 hz=20",
    ramBytes: 2 * mebibyte,
    diskSectors: null,
  },
  {
    name: "nettx",
    about: "transmits datagrams as fast as it can, when asked",
    commandLine: "ip=10.0.0.2 hz=20",
    ramBytes: 2 * mebibyte,
    diskSectors: null,
  },
  {
    name: "racer",
    about: "does all it can to make a replay diverge",
    commandLine: "ip=10.0.0.2 hz=100",
    ramBytes: 2 * mebibyte,
    diskSectors: 64,
  },
  {
    name: "idle",
    about: "interrupts off, halted",
    commandLine: "",
    ramBytes: 2 * mebibyte,
    diskSectors: null,
  },
  {
    name: "triple",
    about: "serves, and kills itself by a triple fault when asked",
    commandLine: "ip=10.0.0.2 hz=20",
    ramBytes: 2 * mebibyte,
    diskSectors: null,
  },
  {
    name: "cputest",
    about: "CPU test kernel: prints what each check observed, then ends",
    commandLine: "all=1",
    ramBytes: 4 * mebibyte,
    diskSectors: null,
  },
  {
    name: "devtest",
    about: "device test kernel: prints what each device showed, then ends",
    commandLine: "",
    ramBytes: 2 * mebibyte,
    diskSectors: 8,
  },
] as const satisfies readonly Guest[];

export type GuestName = (typeof guests)[number]["name"];

/** The row of a guest. */
export function guestNamed(name: GuestName): Guest {
  const guest = guests.find((row) => row.name === name);
  if (guest === undefined)
    throw new Error(`no guest ${name}: expected one of ${guests.map((row) => row.name).join(", ")}`);
  return guest;
}

/** Path of a guest's image, a Multiboot ELF file. */
export function guestImagePath(name: GuestName): string {
  return fileURLToPath(new URL(`../../../scenarios/guests/images/${name}.elf`, import.meta.url));
}
