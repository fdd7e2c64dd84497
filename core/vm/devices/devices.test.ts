/** Laws of every device: whatever a guest does, nothing throws, and a restored board goes on as the original. */
import { fc, testProp } from "@fast-check/ava";
import test, { type ExecutionContext } from "ava";
import { StateReader } from "../snapshot/state-reader.ts";
import { StateWriter } from "../snapshot/state-writer.ts";
import { TestPc } from "./pc.test-helper.ts";
import { TestDriver } from "./virtio.test-helper.ts";

/** xorshift32: pokes need no quality, but speed. */
function random(seed: number): () => number {
  let x = seed | 1;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return x >>> 0;
  };
}

/** One that nobody decodes besides. */
const PORTS = [...new TestPc().pc.ports, 0x80];
const SIZES = [1, 2, 4] as const;
const WINDOWS = [0xfeb0_0000, 0xfeb1_0000, 0xfeb2_0000];

/** One random step of a guest or of its environment; returns what the guest saw. */
function poke(board: TestPc, next: () => number): number {
  const { pc } = board;
  const size = SIZES[next() % 3]!;
  const mask = 2 ** (8 * size) - 1;
  const choice = next() % 17;
  board.nowNs += next() % 2_000_000;
  if (choice < 5) return pc.portRead(PORTS[next() % PORTS.length]!, size);
  if (choice < 9) pc.portWrite(PORTS[next() % PORTS.length]!, size, (next() & mask) >>> 0);
  else if (choice < 13) {
    // Mostly the registers in use, and mostly aligned.
    const address = WINDOWS[next() % 3]! + (next() % 4) * 0x1000 + ((next() % 0x40) & -size);
    if (choice < 11) return pc.mmioRead(address, size);
    pc.mmioWrite(address, size, next() & 3 ? next() & 0xff : (next() & mask) >>> 0);
  } else if (choice === 13) pc.apply({ kind: "timer", atGuestNs: board.nowNs });
  else if (choice === 14) environment(board, next);
  else if (choice === 15) return configure(board, next);
  else return pc.acknowledgeInterrupt();
  return 0;
}

/** A register of a card's configuration space, mostly of the window into its memory (virtio 1.2, 4.1.4.9). */
function configure({ pc }: TestPc, next: () => number): number {
  const [register, value] = (
    [
      [0x88, 4],
      [0x8c, (next() % 0x38) & -4],
      [0x90, 1 << (next() % 3)],
      [0x94, next()],
      [next() & 0xfc, next()],
    ] as const
  )[next() % 5]!;
  pc.portWrite(0xcf8, 4, (0x8000_0000 | ((2 + (next() % 3)) << 11) | register) >>> 0);
  if (next() & 1) return pc.portRead(0xcfc, 4);
  pc.portWrite(0xcfc, 4, value);
  return 0;
}

function environment(board: TestPc, next: () => number): void {
  const { pc } = board;
  switch (next() % 5) {
    case 0:
      pc.apply({ kind: "frame", bytes: new Uint8Array(14 + (next() % 1600)) });
      break;
    case 1:
      pc.apply({ kind: "serial", bytes: new Uint8Array(next() % 40) });
      break;
    case 2:
      pc.apply({ kind: "disk", operation: next() % 4, ok: next() % 4 > 0, data: new Uint8Array(512 * (next() % 4)) });
      break;
    case 3:
      pc.apply({ kind: "entropy", operation: next() % 4, bytes: new Uint8Array(next() % 64) });
      break;
    default:
      if (next() % 64 === 0) pc.reset();
  }
}

function sameState(t: ExecutionContext, a: TestPc, b: TestPc): void {
  t.deepEqual(a.state(), b.state());
  t.is(Buffer.compare(a.memory.ram, b.memory.ram), 0);
}

testProp(
  "a million random accesses neither throw nor break a digest, nor does a restore every 500 of them",
  [fc.integer()],
  (t, seed) => {
    const next = random(seed);
    let board = new TestPc();
    for (let part = 0; part < 100; part++) {
      const copy = board.copy();
      const partSeed = next();
      const [one, other] = [random(partSeed), random(partSeed)];
      for (let i = 0; i < 500; i++) {
        const [seen, expected] = [poke(copy, other), poke(board, one)];
        if (seen !== expected) t.fail(`part ${part}, access ${i}: ${seen} after the restore, ${expected} without`);
      }
      t.deepEqual(copy.pc.takeOutputs(), board.pc.takeOutputs());
      sameState(t, copy, board);
      board = copy;
    }
  },
  { numRuns: 20 },
);

testProp(
  "a board restored at any step goes on as the original, clock reads included",
  [fc.integer(), fc.nat({ max: 2000 }), fc.nat({ max: 500 })],
  (t, seed, before, after) => {
    const board = new TestPc();
    for (const [i, device] of [2, 3, 4].entries())
      new TestDriver(board, device, 0x1_0000 * (i + 1)).start(device === 2 ? 2 : 1);
    const first = random(seed);
    for (let i = 0; i < before; i++) poke(board, first);
    board.pc.takeOutputs();
    const copy = board.copy();
    board.clockReads = 0;
    const [one, other] = [random(seed ^ 0x5555), random(seed ^ 0x5555)];
    for (let i = 0; i < after; i++) t.is(poke(board, one), poke(copy, other));
    t.deepEqual(board.pc.takeOutputs(), copy.pc.takeOutputs());
    t.is(board.clockReads, copy.clockReads);
    sameState(t, board, copy);
  },
  { numRuns: 40 },
);

test("the window in configuration space passes on as many bytes as it was set up for", (t) => {
  const board = new TestPc();
  const status = 0x14;
  for (const [register, value] of [
    [0x88, 4],
    [0x8c, status],
    [0x90, 1],
    [0x94, 0x1234_5601],
  ] as const) {
    board.out(0xcf8, 0x8000_0000 + (3 << 11) + register, 4);
    board.out(0xcfc, value, 4);
  }
  t.is(board.pc.mmioRead(WINDOWS[1]! + status, 4), 1);
});

test("absent ports and memory float high", (t) => {
  const { pc } = new TestPc();
  t.is(pc.portRead(0x1234, 1), 0xff);
  t.is(pc.portRead(0x1234, 4), 0xffff_ffff);
  t.is(pc.mmioRead(0xfec0_0000, 2), 0xffff);
});

test("reading a clock is the only thing that asks for one", (t) => {
  const board = new TestPc();
  board.startPic();
  for (const [port, value] of [
    [0x3f8, 0x41],
    [0x64, 0xaa],
    [0x92, 0x02],
    [0x43, 0x34],
  ] as const) {
    board.out(port, value);
  }
  board.state();
  board.pc.nextTimerNs();
  t.is(board.clockReads, 0);
  board.out(0x40, 0);
  board.out(0x40, 0);
  t.is(board.clockReads, 1, "a loaded count begins now");
});

test("reset: cards and controllers as after power on, the clock goes on", (t) => {
  const board = new TestPc();
  board.out(0x70, 0x50);
  board.out(0x71, 0x77);
  const fresh = new TestPc();
  new TestDriver(board, 2, 0x1_0000).start(2);
  board.startPic();
  board.out(0x3fb, 0x03);
  board.pc.reset();
  board.out(0x70, 0x50);
  t.is(board.in(0x71), 0x77);
  board.out(0x71, 0);
  fresh.out(0x70, 0x50);
  t.deepEqual(board.state(), fresh.state());
});

test("keyboard controller: self test, loop, empty sockets, A20 and reset", (t) => {
  const board = new TestPc();
  board.out(0x64, 0xaa);
  t.is(board.in(0x64) & 1, 1);
  t.is(board.in(0x60), 0x55);
  board.out(0x64, 0xd3);
  board.out(0x60, 0x5a);
  t.is(board.in(0x64) & 0x21, 0x21);
  t.is(board.in(0x60), 0x5a);
  board.out(0x60, 0xf2);
  t.is(board.in(0x64) & 0x41, 0x41, "time-out");
  t.is(board.in(0x60), 0xfe);
  board.out(0x64, 0xd1);
  board.out(0x60, 0xdd);
  t.is(board.in(0x92) & 2, 0);
  board.out(0x92, 0x02);
  t.is(board.in(0x92) & 2, 2);
  board.out(0x64, 0xfe);
  board.out(0x92, 0x03);
  board.out(0xcf9, 0x06);
  t.deepEqual(
    board.pc.takeOutputs().map(({ kind }) => kind),
    ["reset", "reset", "reset"],
  );
});

test("the coprocessor's error is IRQ 13 until port F0h is written", (t) => {
  const board = new TestPc();
  board.startPic();
  board.pc.signalFloatError();
  t.is(board.pc.acknowledgeInterrupt(), 0x2d);
  board.out(0xa0, 0x20);
  board.out(0x20, 0x20);
  board.out(0xf0, 0);
  board.pc.signalFloatError();
  t.true(board.interrupt);
});

test("state that does not fit is refused", (t) => {
  const board = new TestPc();
  const writer = new StateWriter();
  board.pc.visitState(writer);
  const bytes = writer.finish();
  t.throws(() => board.pc.visitState(new StateReader(bytes.subarray(0, bytes.length - 1))), { name: "SnapshotError" });
});
