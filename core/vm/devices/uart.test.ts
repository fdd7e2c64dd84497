import test from "ava";
import { TestPc } from "./pc.test-helper.ts";

const COM1 = 0x3f8;

function started(fifo: number): TestPc {
  const board = new TestPc();
  board.startPic();
  board.out(COM1 + 2, fifo);
  board.out(COM1 + 4, 0x0b);
  return board;
}

test("sends each byte at once and stays empty", (t) => {
  const board = started(0);
  board.pc.beginRun();
  for (const byte of [0x48, 0x69]) board.out(COM1, byte);
  t.deepEqual(board.pc.takeOutputs(), [
    { kind: "console", byte: 0x48 },
    { kind: "console", byte: 0x69 },
  ]);
  t.is(board.stops, 2);
  t.is(board.in(COM1 + 5), 0x60);
});

test("the transmit interrupt comes when enabled, goes when identified, comes with the next byte", (t) => {
  const board = started(1);
  board.out(COM1 + 1, 0x02);
  t.true(board.interrupt);
  t.is(board.in(COM1 + 2), 0xc2);
  t.is(board.in(COM1 + 2), 0xc1);
  t.false(board.interrupt);
  board.out(COM1, 0x41);
  t.true(board.interrupt);
});

test("receives behind a FIFO: trigger level, time-out, and no byte is lost", (t) => {
  const board = started(0xc1);
  board.out(COM1 + 1, 0x01);
  board.pc.apply({ kind: "serial", bytes: Uint8Array.from({ length: 40 }, (_, i) => i) });
  t.is(board.in(COM1 + 2), 0xc4, "above the trigger level of 14");
  for (let i = 0; i < 40; i++) t.is(board.in(COM1), i);
  t.is(board.in(COM1 + 2), 0xc1);
  board.pc.apply({ kind: "serial", bytes: Uint8Array.of(7) });
  t.is(board.in(COM1 + 2), 0xcc, "below it: time-out");
});

test("what the line cannot hold is lost with an overrun", (t) => {
  const board = started(1);
  board.pc.apply({ kind: "serial", bytes: new Uint8Array(5000) });
  t.is(board.in(COM1 + 5), 0x63);
  t.is(board.in(COM1 + 5), 0x61, "reading clears it");
});

test("loops back data and modem lines", (t) => {
  const board = started(1);
  board.out(COM1 + 4, 0x1a);
  t.is(board.in(COM1 + 6) & 0xf0, 0x90);
  board.out(COM1, 0x55);
  t.deepEqual(board.pc.takeOutputs(), []);
  t.is(board.in(COM1), 0x55);
});

test("the divisor stands behind DLAB", (t) => {
  const board = started(0);
  board.out(COM1 + 3, 0x83);
  board.out(COM1, 0x01);
  board.out(COM1 + 1, 0x02);
  t.is(board.in(COM1), 0x01);
  board.out(COM1 + 3, 0x03);
  t.is(board.in(COM1 + 1), 0);
});
