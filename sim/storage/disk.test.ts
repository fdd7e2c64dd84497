import test from "ava";
import { Kernel } from "../kernel/kernel.ts";
import { onlyVm, platform } from "../stub-node.test-helper.ts";
import { Disk, type DiskCommand, type DiskImpairment } from "./disk.ts";

const at = { name: "shared", place: "storage", vm: onlyVm, hash: platform.hash };
const latency = { baseNs: 1000, jitterNs: 0, tailPerMille: 0, tailNs: 0 };

function newDisk(isCaching = false): Disk {
  return new Disk(new Kernel("1"), { ...at, latency, isCaching });
}

function command(type: "read" | "write" | "flush", sector: number, ...fill: number[]): DiskCommand {
  const sectorCount = type === "read" ? 2 : fill.length;
  const data = type === "write" ? new Uint8Array(512 * fill.length) : null;
  for (const [index, byte] of fill.entries()) data?.fill(byte, 512 * index, 512 * (index + 1));
  return {
    what: "disk",
    operation: { operation: 0, type, sector, sectorCount, data, pages: [] },
    by: "A.1.1",
    output: null,
  };
}

/** The first byte of each of two sectors. */
function read(disk: Disk, sector: number, host = 0): readonly number[] {
  const { data } = disk.carryOut(host, command("read", sector));
  return [data![0], data![512]];
}

function impaired(impairment: Partial<DiskImpairment>, isCaching = false): Disk {
  const disk = newDisk(isCaching);
  disk.impairments.push({ fault: 0, host: null, remaining: null, ...impairment });
  return disk;
}

test("what was written is read; the rest is zero", (t) => {
  const disk = newDisk();
  disk.carryOut(0, command("write", 4, 7));
  t.deepEqual(read(disk, 4), [7, 0]);
  t.deepEqual(read(disk, 3), [0, 7]);
});

test("a copy of a disk shares no change", (t) => {
  const disk = newDisk();
  disk.carryOut(0, command("write", 0, 1));
  const copy = new Disk(new Kernel("1"), { ...at, latency, isCaching: false }, disk.save());
  disk.carryOut(0, command("write", 0, 2));
  t.deepEqual([read(disk, 0)[0], read(copy, 0)[0]], [2, 1]);
});

test("ambient errors strike the share that was asked for, and no fault's end takes them away", (t) => {
  const options = { ...at, latency, isCaching: false };
  const failed = (errorsPerMillion: number) => {
    const disk = new Disk(new Kernel("1"), { ...options, errorsPerMillion });
    disk.heal(0);
    return Array.from({ length: 2000 }, () => disk.carryOut(0, command("read", 0)).outcome).filter(
      (outcome) => outcome === "error",
    ).length;
  };
  t.is(failed(0), 0);
  t.true(Math.abs(failed(100_000) - 200) < 50);
});

test("latent-sector: reads of it fail until it is written again", (t) => {
  const disk = newDisk();
  disk.carryOut(0, command("write", 4, 7, 8));
  disk.makeUnreadable(5);
  const outcomes = () => [2, 4, 6].map((sector) => disk.carryOut(0, command("read", sector)).outcome);
  t.deepEqual(outcomes(), ["ok", "error", "ok"]);
  disk.carryOut(0, command("write", 5, 9));
  t.deepEqual(outcomes(), ["ok", "ok", "ok"]);
  t.deepEqual(read(disk, 4), [7, 9]);
});

test("power loss: flushed writes stay, of the others any part", (t) => {
  const disk = newDisk(true);
  disk.carryOut(0, command("write", 0, 1, 1));
  disk.carryOut(0, command("flush", 0));
  for (let sector = 10; sector < 42; sector++) disk.carryOut(0, command("write", sector, 9));
  t.deepEqual(read(disk, 10), [9, 9]);
  disk.losePower();
  t.deepEqual(read(disk, 0), [1, 1]);
  const kept = Array.from({ length: 32 }, (_, i) => read(disk, 10 + i)[0]);
  t.true(kept.includes(0) && kept.includes(9));
});

test("lost-flush: a flush makes nothing durable", (t) => {
  const disk = impaired({ lies: "lost-flush" }, true);
  for (let sector = 0; sector < 32; sector++) disk.carryOut(0, command("write", sector, 9));
  t.is(disk.carryOut(0, command("flush", 0)).outcome, "ok");
  disk.losePower();
  t.true(Array.from({ length: 32 }, (_, i) => read(disk, i)[0]).includes(0));
});

test("lost-write: all is well, and nothing was written", (t) => {
  const disk = impaired({ lies: "lost-write", remaining: 1 });
  t.is(disk.carryOut(0, command("write", 0, 5)).outcome, "ok");
  t.deepEqual(read(disk, 0), [0, 0]);
  disk.carryOut(0, command("write", 0, 6));
  t.deepEqual(read(disk, 0), [6, 0]);
});

test("torn-write: the first sector at least is as it was", (t) => {
  const disk = impaired({ lies: "torn-write" });
  t.is(disk.carryOut(0, command("write", 0, 5, 5, 5, 5)).outcome, "ok");
  t.is(read(disk, 0)[0], 0);
});

test("misdirected-write and misdirected-read: other sectors than were meant", (t) => {
  const written = impaired({ lies: "misdirected-write" });
  written.carryOut(0, command("write", 0, 5));
  t.deepEqual(read(written, 0), [0, 5]);
  const readBack = impaired({ lies: "misdirected-read" });
  readBack.carryOut(0, command("write", 2, 5));
  t.deepEqual(read(readBack, 0), [5, 0]);
});

test("short-read: the rest is zeros", (t) => {
  const disk = impaired({ lies: "short-read" });
  disk.carryOut(0, command("write", 0, 5, 5));
  t.is(read(disk, 0)[1], 0);
});

test("sector-flip: one bit of a sector at rest", (t) => {
  const disk = newDisk();
  disk.carryOut(0, command("write", 0, 5));
  disk.flipBit(0, 1);
  t.deepEqual(read(disk, 0), [7, 0]);
});

test("an impairment of one host's commands leaves the others' alone", (t) => {
  const disk = impaired({ host: 1, fails: "any" });
  t.is(disk.carryOut(0, command("write", 0, 5)).outcome, "ok");
  t.is(disk.carryOut(1, command("write", 0, 6)).outcome, "error");
  t.deepEqual(read(disk, 0), [5, 0]);
  disk.heal(0);
  t.is(disk.carryOut(1, command("write", 0, 6)).outcome, "ok");
});
