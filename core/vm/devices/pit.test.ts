import { fc, testProp } from "@fast-check/ava";
import test from "ava";
import { TestPc } from "./pc.test-helper.ts";
import { nsOfPitTick, pitTicksAt } from "./pit-clock.ts";

testProp("the clock is exact for weeks", [fc.maxSafeNat()], (t, ns) => {
  t.is(pitTicksAt(ns), Number((BigInt(ns) * 1_193_182n) / 1_000_000_000n));
});

testProp("a pulse's nanosecond is the first at which it has come", [fc.nat({ max: 2 ** 31 - 1 })], (t, tick) => {
  const ns = nsOfPitTick(tick);
  t.is(pitTicksAt(ns), tick);
  if (ns > 0) t.is(pitTicksAt(ns - 1), tick - 1);
});

/** Counter 0 in a mode, with a count. */
function programmed(mode: number, count: number): TestPc {
  const board = new TestPc();
  board.startPic();
  board.out(0x43, 0x30 | (mode << 1));
  board.out(0x40, count & 0xff);
  board.out(0x40, count >> 8);
  return board;
}

function tick(board: TestPc): void {
  const dueNs = board.pc.nextTimerNs()!;
  board.nowNs = Math.max(board.nowNs, dueNs);
  board.pc.apply({ kind: "timer", atGuestNs: board.nowNs });
}

/** The guest takes IRQ 0. */
function take(board: TestPc): void {
  board.pc.acknowledgeInterrupt();
  board.out(0x20, 0x20);
}

for (const mode of [2, 3]) {
  test(`mode ${mode} ticks at its rate`, (t) => {
    const board = programmed(mode, 11_932);
    for (let i = 1; i <= 100; i++) {
      tick(board);
      t.true(board.interrupt);
      take(board);
    }
    // The count is loaded at the first pulse.
    t.is(board.nowNs, nsOfPitTick(1 + 100 * 11_932));
  });
}

test("mode 0 interrupts once", (t) => {
  const board = programmed(0, 1000);
  t.is(board.pc.nextTimerNs(), nsOfPitTick(1001));
  tick(board);
  take(board);
  t.is(board.pc.nextTimerNs(), null);
});

test("a timer input that comes early does nothing", (t) => {
  const board = programmed(2, 1000);
  const dueNs = board.pc.nextTimerNs()!;
  board.pc.apply({ kind: "timer", atGuestNs: dueNs - 1 });
  t.false(board.interrupt);
  t.is(board.pc.nextTimerNs(), dueNs);
});

test("a late machine's ticks come one after the other, at most a second of them", (t) => {
  const board = programmed(2, 11_932);
  board.nowNs = 500_000_000;
  let ticks = 0;
  while ((board.pc.nextTimerNs() ?? Infinity) <= board.nowNs) {
    tick(board);
    t.is(board.pc.nextTimerNs(), null, "not before the guest took this one");
    take(board);
    ticks += 1;
  }
  t.is(ticks, 49);
  board.nowNs = 60_000_000_000;
  tick(board);
  take(board);
  t.true(board.pc.nextTimerNs()! > board.nowNs);
});

test("the machine says when a timer was armed, or its next tick unblocked", (t) => {
  const board = new TestPc();
  board.startPic();
  board.pc.beginRun();
  board.out(0x43, 0x34);
  board.out(0x40, 0xe8);
  board.out(0x40, 0x03);
  t.true(board.pc.endRun());
  t.true(board.stops > 0);
  tick(board);
  board.pc.beginRun();
  t.false(board.pc.endRun());
  board.pc.beginRun();
  take(board);
  t.true(board.pc.endRun());
});

test("latched count, status and output as the data sheet says", (t) => {
  const board = programmed(2, 1000);
  board.nowNs = nsOfPitTick(1 + 2300);
  board.out(0x43, 0x00);
  board.nowNs += 1_000_000;
  t.is(board.in(0x40) | (board.in(0x40) << 8), 700);
  board.out(0x43, 0xe2); // read back: status of counter 0
  t.is(board.in(0x40), 0x80 | 0x30 | (2 << 1));
});

test("a new count in mode 2 begins with the next cycle", (t) => {
  const board = programmed(2, 1000);
  board.nowNs = nsOfPitTick(500);
  board.out(0x40, 2000 & 0xff);
  board.out(0x40, 2000 >> 8);
  t.is(board.pc.nextTimerNs(), nsOfPitTick(1001));
  tick(board);
  take(board);
  t.is(board.pc.nextTimerNs(), nsOfPitTick(3001));
});

test("counts in BCD", (t) => {
  const board = new TestPc();
  board.out(0x43, 0x31);
  board.out(0x40, 0x00);
  board.out(0x40, 0x10);
  board.nowNs = nsOfPitTick(2);
  board.out(0x43, 0x00);
  t.is(board.in(0x40) | (board.in(0x40) << 8), 0x0999);
});

test("counter 2 runs behind its gate; port 61h shows its output", (t) => {
  const board = new TestPc();
  board.out(0x43, 0xb0);
  board.out(0x42, 0xe8);
  board.out(0x42, 0x03);
  board.nowNs = 10_000_000;
  t.is(board.in(0x61) & 0x21, 0, "gate low: it does not count");
  board.out(0x61, 0x01);
  t.is(board.in(0x61) & 0x21, 0x01);
  board.nowNs += 1_000_000;
  t.is(board.in(0x61) & 0x21, 0x21);
});
