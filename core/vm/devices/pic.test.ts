import test from "ava";
import { TestPc } from "./pc.test-helper.ts";

function started(): TestPc {
  const board = new TestPc();
  board.startPic();
  return board;
}

test("delivers the highest priority first and holds back the rest until the end of interrupt", (t) => {
  const board = started();
  board.pc.setInterruptRequest(5, true);
  board.pc.setInterruptRequest(3, true);
  t.is(board.pc.acknowledgeInterrupt(), 0x23);
  t.false(board.interrupt, "5 is lower than 3, which is in service");
  board.out(0x20, 0x20);
  t.true(board.interrupt);
  t.is(board.pc.acknowledgeInterrupt(), 0x25);
});

test("delivers through the cascade, and needs an end of interrupt at each chip", (t) => {
  const board = started();
  board.pc.setInterruptRequest(10, true);
  t.is(board.pc.acknowledgeInterrupt(), 0x2a);
  board.pc.setInterruptRequest(8, true);
  t.false(board.interrupt, "the cascade input is in service at the master");
  board.out(0x20, 0x20);
  t.true(board.interrupt, "8 is higher than 10");
  t.is(board.pc.acknowledgeInterrupt(), 0x28);
});

test("an edge counts once; a level again after the end of interrupt", (t) => {
  const board = started();
  board.out(0x4d1, 0x08); // IRQ 11 level triggered
  for (const line of [5, 11]) {
    board.pc.setInterruptRequest(line, true);
    board.pc.acknowledgeInterrupt();
    board.out(0xa0, 0x20);
    board.out(0x20, 0x20);
    t.is(board.interrupt, line === 11, `line ${line}`);
    board.pc.setInterruptRequest(line, false);
    t.false(board.interrupt);
  }
});

test("a request withdrawn before the acknowledge is spurious: input 7, not in service", (t) => {
  const board = started();
  board.pc.setInterruptRequest(4, true);
  board.pc.setInterruptRequest(4, false);
  t.is(board.pc.acknowledgeInterrupt(), 0x27);
  board.out(0x20, 0x0b);
  t.is(board.in(0x20), 0);
});

test("masks, and shows what is requested", (t) => {
  const board = started();
  board.out(0x21, 0x10);
  board.pc.setInterruptRequest(4, true);
  t.false(board.interrupt);
  board.out(0x20, 0x0a);
  t.is(board.in(0x20), 0x10);
  board.out(0x21, 0x00);
  t.true(board.interrupt);
});

test("polls: the byte names the input and acknowledges it", (t) => {
  const board = started();
  board.pc.setInterruptRequest(6, true);
  board.out(0x20, 0x0c);
  t.is(board.in(0x20), 0x86);
  t.false(board.interrupt);
});

test("rotates: after a rotating end of interrupt the level has the lowest priority", (t) => {
  const board = started();
  board.pc.setInterruptRequest(3, true);
  board.pc.acknowledgeInterrupt();
  board.out(0x20, 0xa0);
  board.pc.setInterruptRequest(3, false);
  board.pc.setInterruptRequest(3, true);
  board.pc.setInterruptRequest(4, true);
  t.is(board.pc.acknowledgeInterrupt(), 0x24);
});

test("special mask mode lets lower levels through while a masked one is in service", (t) => {
  const board = started();
  board.pc.setInterruptRequest(3, true);
  board.pc.acknowledgeInterrupt();
  board.pc.setInterruptRequest(5, true);
  t.false(board.interrupt);
  board.out(0x21, 0x08);
  board.out(0x20, 0x68);
  t.is(board.pc.acknowledgeInterrupt(), 0x25);
});

test("automatic end of interrupt: nothing stays in service, at the slave neither", (t) => {
  const board = started();
  for (const [even, base, cascade] of [
    [0x20, 0x20, 4],
    [0xa0, 0x28, 2],
  ] as const) {
    for (const [port, value] of [
      [even, 0x11],
      [even + 1, base],
      [even + 1, cascade],
      [even + 1, 0x03],
    ] as const) {
      board.out(port, value);
    }
  }
  for (const line of [9, 12]) board.pc.setInterruptRequest(line, true);
  t.is(board.pc.acknowledgeInterrupt(), 0x29);
  t.true(board.interrupt);
  t.is(board.pc.acknowledgeInterrupt(), 0x2c);
});
