import { fc, testProp } from "@fast-check/ava";
import test from "ava";
import { calendarTime, unixSeconds } from "./calendar.ts";
import { TestPc } from "./pc.test-helper.ts";

const SECOND_NS = 1_000_000_000;

testProp("dates agree with the Gregorian calendar and come back", [fc.nat({ max: 2 ** 32 })], (t, seconds) => {
  const time = calendarTime(seconds);
  const date = new Date(seconds * 1000);
  t.deepEqual(time, {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: date.getUTCDay() + 1,
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
  });
  t.is(unixSeconds(time), seconds);
});

function read(board: TestPc, register: number): number {
  board.out(0x70, register);
  return board.in(0x71);
}

function write(board: TestPc, register: number, value: number): void {
  board.out(0x70, register);
  board.out(0x71, value);
}

function clock(board: TestPc): string {
  return [0x32, 9, 8, 7, 4, 2, 0].map((register) => read(board, register).toString(16).padStart(2, "0")).join(" ");
}

test("tells the time in BCD; the wall clock is read once", (t) => {
  const board = new TestPc();
  t.is(clock(board), "20 23 11 14 22 13 20");
  board.wallSeconds = 0;
  board.nowNs = 3661 * SECOND_NS;
  t.is(clock(board), "20 23 11 14 23 14 21");
});

test("binary and 12 hours", (t) => {
  const board = new TestPc();
  write(board, 0x0b, 0x04);
  t.is(read(board, 4), 0x80 | 10);
  t.is(read(board, 2), 13);
});

test("can be set, field by field or halted", (t) => {
  const board = new TestPc();
  write(board, 0x0b, 0x82);
  for (const [register, value] of [
    [0x32, 0x19],
    [9, 0x99],
    [8, 0x12],
    [7, 0x31],
    [4, 0x23],
    [2, 0x59],
    [0, 0x59],
  ] as const) {
    write(board, register, value);
  }
  board.nowNs += 60 * SECOND_NS;
  t.is(clock(board), "19 99 12 31 23 59 59", "halted");
  write(board, 0x0b, 0x02);
  board.nowNs += SECOND_NS;
  t.is(clock(board), "20 00 01 01 00 00 00");
  write(board, 2, 0x30);
  t.is(clock(board), "20 00 01 01 00 30 00");
});

test("announces the update", (t) => {
  const board = new TestPc();
  board.nowNs = SECOND_NS - 244_001;
  t.is(read(board, 0x0a) & 0x80, 0);
  board.nowNs += 1;
  t.is(read(board, 0x0a) & 0x80, 0x80);
});

test("periodic interrupt: at its rate, and again only when the flag was read", (t) => {
  const board = new TestPc();
  board.startPic();
  write(board, 0x0a, 0x26);
  write(board, 0x0b, 0x42);
  for (let i = 1; i <= 5; i++) {
    board.nowNs = board.pc.nextTimerNs()!;
    t.is(board.nowNs, Math.ceil((i * SECOND_NS) / 1024));
    board.pc.apply({ kind: "timer", atGuestNs: board.nowNs });
    t.true(board.interrupt);
    t.is(board.pc.nextTimerNs(), null);
    t.is(board.pc.acknowledgeInterrupt(), 0x28);
    t.is(read(board, 0x0c), 0xc0);
    board.out(0xa0, 0x20);
    board.out(0x20, 0x20);
  }
});

test("alarm: rings at its time of day", (t) => {
  const board = new TestPc();
  board.startPic();
  write(board, 1, 0x25);
  write(board, 3, 0xff);
  write(board, 5, 0xff);
  write(board, 0x0b, 0x22);
  let seconds = 0;
  while (!board.interrupt) {
    board.nowNs = board.pc.nextTimerNs()!;
    board.pc.apply({ kind: "timer", atGuestNs: board.nowNs });
    seconds += 1;
  }
  t.is(seconds, 5);
  t.is(read(board, 0x0c) & 0xb0, 0xb0);
});

test("memory size as POST leaves it", (t) => {
  const board = new TestPc({ ramBytes: 64 << 20, macAddress: null, diskSectors: null, entropy: false });
  t.is(read(board, 0x17) | (read(board, 0x18) << 8), 63 * 1024);
  t.is(read(board, 0x34) | (read(board, 0x35) << 8), 48 * 16);
});
