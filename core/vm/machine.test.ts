import { fc, testProp } from "@fast-check/ava";
import test from "ava";
import type { Loader } from "./loader/boot-target.ts";
import { flatLoader } from "./loader/flat.ts";
import type { Machine } from "./machine.ts";
import { clockOf, fork, hash, kvLoader, powerOn, runTo, SMALL } from "./machine.test-helper.ts";
import { firstDifference } from "./snapshot/difference.ts";
import { decodeSnapshot, encodeSnapshot } from "./snapshot/snapshot-bytes.ts";

const kv = kvLoader();

/** The guest boots in the first 70,000 units or so, and serves then. */
const READY = 120_000;

/**
 * Edits a page table without INVLPG and goes on through the stale translation: page 50h, which holds 1, becomes page
 * 60h, which holds 1000; the sum at 7_0000h tells by which of the two it was read.
 */
const STALE_TLB = Uint8Array.from(
  [
    [0xb8, 0x00, 0x20, 0x00, 0x00], // mov eax, 2000h
    [0x31, 0xd2], // xor edx, edx
    [0x0f, 0x22, 0xd8], // mov cr3, eax
    [0x0f, 0x20, 0xc0], // mov eax, cr0
    [0x0d, 0x00, 0x00, 0x00, 0x80], // or eax, 8000_0000h
    [0x0f, 0x22, 0xc0], // mov cr0, eax
    [0x8b, 0x1d, 0x00, 0x00, 0x05, 0x00], // mov ebx, [5_0000h]
    [0xc7, 0x05, 0x40, 0x31, 0x00, 0x00, 0x03, 0x00, 0x06, 0x00], // mov dword [3140h], 6_0003h
    [0x8b, 0x0d, 0x00, 0x00, 0x05, 0x00], // again: mov ecx, [5_0000h]
    [0x01, 0xca], // add edx, ecx
    [0x89, 0x15, 0x00, 0x00, 0x07, 0x00], // mov [7_0000h], edx
    [0xff, 0x05, 0x00, 0x00, 0x08, 0x00], // inc dword [8_0000h]
    [0xeb, 0xea], // jmp again
  ].flat(),
);
const staleTlb: Loader = (target) => {
  const table = new Uint32Array(1024).map((_, page) => (page << 12) | 3);
  target.write(0x2000, new Uint8Array(Uint32Array.of(0x3003).buffer));
  target.write(0x3000, new Uint8Array(table.buffer));
  target.write(0x5_0000, Uint8Array.of(1));
  target.write(0x6_0000, Uint8Array.of(0xe8, 0x03));
  flatLoader(STALE_TLB, 0x10_0000)(target);
};

/** Everything that may be done to a machine between two units without changing it. Returns the machine to go on with. */
const HARMLESS: readonly ((machine: Machine) => Machine)[] = [
  (machine) => (machine.digest(), machine),
  (machine) => (machine.save(), machine),
  (machine) => (machine.writeMark(), machine),
  (machine) => (machine.restore(machine.save()), machine),
  (machine) => (machine.restoreDevices(machine.saveDevices()), machine),
  (machine) => (machine.writePage(0x50, machine.readPage(0x50).slice()), machine),
  fork,
  (machine) => {
    const copy = powerOn(machine.config, null, clockOf(machine).waitedNs);
    copy.restore(decodeSnapshot(encodeSnapshot(machine.save(), hash), hash));
    return copy;
  },
];

const cuts = fc.array(
  fc.record({ units: fc.integer({ min: 1, max: 3000 }), act: fc.nat({ max: HARMLESS.length - 1 }) }),
  {
    maxLength: 12,
  },
);

const GUESTS = [
  { name: "the key-value server", guest: kv, skip: READY - 20_000 },
  { name: "a guest with stale translations", guest: staleTlb, skip: 0 },
];

for (const { name, guest, skip } of GUESTS) {
  testProp(
    `${name}: looking, saving, restoring and forking at any position change nothing`,
    [cuts],
    (t, steps) => {
      const whole = powerOn(SMALL, guest);
      runTo(whole, skip);
      let cut = fork(whole);
      for (const { units, act } of steps) {
        runTo(cut, cut.position + units);
        cut = HARMLESS[act]!(cut);
      }
      runTo(whole, cut.position);
      t.deepEqual(firstDifference(whole, cut), null);
      t.is(whole.digest(), cut.digest());
      t.is(whole.position, cut.position);
      t.is(whole.instructions, cut.instructions);
    },
    { numRuns: 30 },
  );
}

test("the stale translation holds, in copies too", (t) => {
  const machine = powerOn(SMALL, staleTlb);
  runTo(machine, 1000);
  const copy = fork(machine);
  runTo(copy, 2000);
  const sum = new DataView(copy.readPage(0x70).slice().buffer).getUint32(0, true);
  const turns = new DataView(copy.readPage(0x80).slice().buffer).getUint32(0, true);
  t.true(turns > 300);
  t.true(sum - turns <= 1 && sum >= turns, `${sum} after ${turns} turns`);
});

test("the key-value server boots and answers", (t) => {
  const machine = powerOn(SMALL, kv);
  t.regex(runTo(machine, READY), /kv: ready/);
});

test("the digest is that of the content, however it came about", (t) => {
  const machine = powerOn(SMALL, kv);
  const digests = new Set<string>();
  for (let i = 1; i <= 10; i++) {
    runTo(machine, i * 12_000);
    const digest = machine.digest();
    t.is(digest, machine.digest());
    t.is(digest, fork(machine).digest());
    digests.add(digest);
  }
  t.is(digests.size, 10);
});

test("a state shares the pages that did not change with the one before", (t) => {
  const machine = powerOn(SMALL, kv);
  runTo(machine, READY);
  const first = machine.save();
  const { waitedNs } = clockOf(machine);
  runTo(machine, READY + 5000);
  const second = machine.save();
  const changed = second.pages.filter((page, i) => page !== first.pages[i]).length;
  t.true(changed > 0 && changed < 40, `${changed} pages`);
  machine.restore(first);
  t.is(machine.position, READY);
  clockOf(machine).waitedNs = waitedNs;
  runTo(machine, READY + 5000);
  t.deepEqual(machine.save().devices, second.devices);
});

test("marks are independent, and name the pages that were written", (t) => {
  const machine = powerOn(SMALL, staleTlb);
  runTo(machine, 100);
  const one = machine.writeMark();
  runTo(machine, 200);
  const two = machine.writeMark();
  machine.digest();
  machine.writePage(9, new Uint8Array(4096));
  t.deepEqual(machine.pagesWrittenSince(one), [9, 0x70, 0x80]);
  t.deepEqual(machine.pagesWrittenSince(two), [9]);
});

test("a page that was never written is cleared without being written", (t) => {
  const machine = powerOn(SMALL, null);
  machine.writePage(3, new Uint8Array(4096).fill(1));
  const mark = machine.writeMark();
  machine.clearPage(3);
  machine.clearPage(4);
  t.deepEqual(machine.pagesWrittenSince(mark), [3]);
  t.is(machine.digest(), powerOn(SMALL, null).digest());
});

test("snapshots: canonical, incremental, and refused when damaged", (t) => {
  const machine = powerOn(SMALL, kv);
  runTo(machine, READY);
  const base = machine.save();
  const bytes = encodeSnapshot(base, hash);
  const copy = powerOn(SMALL, null, clockOf(machine).waitedNs);
  copy.restore(decodeSnapshot(bytes, hash));
  t.deepEqual(encodeSnapshot(copy.save(), hash), bytes);

  runTo(machine, READY + 5000);
  const next = machine.save();
  const increment = encodeSnapshot(next, hash, base);
  t.true(increment.length * 3 < encodeSnapshot(next, hash).length);
  t.deepEqual(encodeSnapshot(decodeSnapshot(increment, hash, base), hash), encodeSnapshot(next, hash));
  t.throws(() => decodeSnapshot(increment, hash), { message: /builds upon another/ });
  t.throws(() => decodeSnapshot(increment, hash, next), { message: /builds upon another/ });

  for (const at of [20, 6000, bytes.length - 20, bytes.length - 1]) {
    const damaged = bytes.slice();
    damaged[at]! ^= 4;
    t.throws(() => decodeSnapshot(damaged, hash), { name: "SnapshotError", message: /damaged/ });
  }
  for (const length of [8, 20, bytes.length - 1]) {
    t.throws(() => decodeSnapshot(bytes.subarray(0, length), hash), { name: "SnapshotError", message: /damaged/ });
  }
  const later = bytes.slice();
  later[8]! += 1;
  t.throws(() => decodeSnapshot(later, hash), { message: /version 2/ });
  t.throws(() => decodeSnapshot(Uint8Array.of(1, 2, 3), hash), { message: /not a snapshot/ });
  t.throws(() => powerOn({ ...SMALL, entropy: false }, null).restore(base), { message: /expected/ });
});

test("the first difference has a name", (t) => {
  const left = powerOn(SMALL, staleTlb);
  runTo(left, 1000);
  const right = fork(left);
  t.is(firstDifference(left, right), null);
  right.writePage(0x90, new Uint8Array(4096).fill(7, 0x123, 0x124));
  t.like(firstDifference(left, right), { where: "ram/90123h", left: "00h", right: "07h" });
  right.apply({ kind: "serial", bytes: Uint8Array.of(65) });
  t.like(firstDifference(left, right), { where: "uart/fifo[0]", left: "absent", right: "41h" });
  right.run(1);
  t.like(firstDifference(left, right), { where: "cpu/EIP" });
});

test("reset runs the firmware again", (t) => {
  const machine = powerOn(SMALL, kv);
  const first = runTo(machine, READY);
  machine.apply({ kind: "reset" });
  t.is(runTo(machine, 2 * READY), first);
  t.true(machine.position >= READY + 1);
});

test("an image that does not fit is refused", (t) => {
  const machine = powerOn({ ...SMALL, ramBytes: 0x1000 }, null);
  t.throws(() => machine.load(kv), { name: "ImageError", message: /do not fit/ });
});
