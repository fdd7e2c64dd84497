import test from "ava";
import type { DiskOperation, MachineOutput } from "../machine-io.ts";
import { TestPc } from "./pc.test-helper.ts";
import { type Buffer, TestDriver } from "./virtio.test-helper.ts";

const NET = 2;
const BLOCK = 3;
const ENTROPY = 4;
const RINGS = 0x1_0000;
const DATA = 0x4_0000;
const NEEDS_RESET = 0x40;

function driver(device: number, queues: number): TestDriver {
  const board = new TestPc();
  board.startPic();
  const made = new TestDriver(board, device, RINGS);
  made.start(queues);
  return made;
}

function put(board: TestPc, address: number, bytes: ArrayLike<number>): void {
  board.memory.ram.set(bytes, address);
}

function disks(outputs: readonly MachineOutput[]): DiskOperation[] {
  return outputs.flatMap((output) => (output.kind === "disk" ? [output.operation] : []));
}

test("presents itself as QEMU's modern cards do", (t) => {
  const board = new TestPc();
  t.is(board.config(0, 0), 0x1237_8086);
  for (const [device, id, line] of [
    [NET, 0x1041, 11],
    [BLOCK, 0x1042, 10],
    [ENTROPY, 0x1044, 9],
  ] as const) {
    t.is(board.config(device, 0), 0x1af4 | (id << 16));
    t.is(board.config(device, 0x3c, 1), line);
    t.is(board.config(device, 0x3d, 1), 1);
    const types: number[] = [];
    for (let at = board.config(device, 0x34, 1); at !== 0; at = board.config(device, at + 1, 1)) {
      t.is(board.config(device, at, 1), 9);
      types.push(board.config(device, at + 3, 1));
    }
    t.deepEqual(types, [1, 2, 3, 4, 5]);
  }
  t.is(board.config(5, 0), 0xffff_ffff);
});

test("sizes its memory, moves it, and is gone when it is disabled", (t) => {
  const board = new TestPc();
  board.config(NET, 0x20);
  board.out(0xcfc, 0xffff_ffff, 4);
  t.is(board.in(0xcfc, 4), 0xffff_c000);
  board.out(0xcfc, 0xe000_0000, 4);
  t.is(board.pc.mmioRead(0xe000_0012, 2), 2, "two queues");
  board.config(NET, 0x04);
  board.out(0xcfc, 0, 2);
  t.is(board.pc.mmioRead(0xe000_0012, 2), 0xffff);
});

test("reaches its registers through configuration space as well", (t) => {
  const board = new TestPc();
  for (const [register, value] of [
    [0x88, 4],
    [0x8c, 0x12],
    [0x90, 2],
  ] as const) {
    board.config(NET, register);
    board.out(0xcfc, value, register === 0x88 ? 1 : 4);
  }
  t.is(board.config(NET, 0x94), 2);
});

test("agrees on version 1 and nothing that was not offered", (t) => {
  const board = new TestPc();
  const net = new TestDriver(board, NET, RINGS);
  net.status = 0x0b;
  t.is(net.status, 0x03, "without version 1");
  net.status = 0x0f;
  t.is(net.status, 0x03, "a device without agreed features stays quiet");
  net.status = 0;
  net.start(2);
  t.is(net.status, 0x0f);
});

test("net: sends frames in the very unit, and returns the buffers", (t) => {
  const net = driver(NET, 2);
  const { board } = net;
  const frame = Uint8Array.from({ length: 60 }, (_, i) => i);
  put(board, DATA + 12, frame);
  net.offer(1, 0, [{ address: DATA, byteCount: 72 }]);
  put(board, DATA + 0x112, frame);
  net.offer(1, 1, [
    { address: DATA + 0x106, byteCount: 12 },
    { address: DATA + 0x112, byteCount: 40 },
    { address: DATA + 0x112 + 40, byteCount: 20 },
  ]);
  net.notify(1);
  t.deepEqual(board.pc.takeOutputs(), [
    { kind: "frame", bytes: frame },
    { kind: "frame", bytes: frame },
  ]);
  t.deepEqual(net.usedElements(1), [
    { head: 0, byteCount: 0 },
    { head: 1, byteCount: 0 },
  ]);
  t.is(board.pc.acknowledgeInterrupt(), 0x2b);
  t.is(board.pc.mmioRead(net.base + 0x1000, 1), 1);
  t.is(board.pc.mmioRead(net.base + 0x1000, 1), 0, "reading ISR clears it");
});

test("net: receives into the next buffer, and loses what has no room", (t) => {
  const net = driver(NET, 2);
  const { board } = net;
  const frame = Uint8Array.from({ length: 60 }, (_, i) => i + 1);
  board.pc.apply({ kind: "frame", bytes: frame });
  t.false(board.interrupt, "no buffer");
  net.offer(0, 0, [{ address: DATA, byteCount: 100, writable: true }]);
  board.pc.apply({ kind: "frame", bytes: new Uint8Array(200) });
  t.is(net.usedElements(0).length, 0, "too large");
  board.pc.apply({ kind: "frame", bytes: frame });
  t.deepEqual(net.usedElements(0), [{ head: 0, byteCount: 72 }]);
  t.deepEqual(board.memory.ram.slice(DATA, DATA + 72), Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, ...frame));
  t.true(board.interrupt);
});

test("a driver that polls gets no interrupt", (t) => {
  const net = driver(NET, 2);
  net.board.memory.ram[net.available(1)] = 1;
  net.offer(1, 0, [{ address: DATA, byteCount: 72 }]);
  net.notify(1);
  t.is(net.usedElements(1).length, 1);
  t.false(net.board.interrupt);
});

/** A request to the disk at DATA + slot * 4000h: header, data (page aligned), status. */
function request(block: TestDriver, slot: number, type: number, sector: number, buffer: Buffer | null): number {
  const at = DATA + slot * 0x4000;
  const header = new DataView(new ArrayBuffer(16));
  header.setUint32(0, type, true);
  header.setUint32(8, sector, true);
  put(block.board, at, new Uint8Array(header.buffer));
  block.board.memory.ram[at + 16] = 0xff;
  block.offer(0, slot * 3, [
    { address: at, byteCount: 16 },
    ...(buffer === null ? [] : [buffer]),
    { address: at + 16, byteCount: 1, writable: true },
  ]);
  return at + 16;
}

const READ = 0;
const WRITE = 1;
const FLUSH = 4;

test("block: a read lands with its completion, not before", (t) => {
  const block = driver(BLOCK, 1);
  const { board } = block;
  const statusAt = request(block, 0, READ, 7, { address: DATA + 0x1000, byteCount: 1024, writable: true });
  block.notify(0);
  const [operation] = disks(board.pc.takeOutputs());
  t.deepEqual(operation, {
    operation: 0,
    type: "read",
    sector: 7,
    sectorCount: 2,
    data: null,
    pages: [(DATA + 0x1000) / 4096],
  });
  t.deepEqual(board.pc.startedDiskOperations(), [operation!]);
  t.is(board.memory.ram[statusAt], 0xff);
  const data = Uint8Array.from({ length: 1024 }, (_, i) => i);
  board.pc.apply({ kind: "disk", operation: 0, ok: true, data });
  t.deepEqual(board.memory.ram.slice(DATA + 0x1000, DATA + 0x1400), data);
  t.is(board.memory.ram[statusAt], 0);
  t.deepEqual(block.usedElements(0), [{ head: 0, byteCount: 1025 }]);
  t.is(board.pc.acknowledgeInterrupt(), 0x2a);
  t.deepEqual(board.pc.startedDiskOperations(), []);
});

test("block: a write's bytes are those of the moment it started", (t) => {
  const block = driver(BLOCK, 1);
  const { board } = block;
  board.memory.ram.fill(0x11, DATA + 0x1000, DATA + 0x1200);
  request(block, 0, WRITE, 3, { address: DATA + 0x1000, byteCount: 512 });
  block.notify(0);
  board.memory.ram.fill(0x22, DATA + 0x1000, DATA + 0x1200);
  t.deepEqual(disks(board.pc.takeOutputs())[0]!.data, new Uint8Array(512).fill(0x11));
});

test("block: flush, failure, bad sector, unknown type, identity", (t) => {
  const block = driver(BLOCK, 1);
  const { board } = block;
  const flushed = request(block, 0, FLUSH, 0, null);
  block.notify(0);
  t.is(disks(board.pc.takeOutputs())[0]!.type, "flush");
  board.pc.apply({ kind: "disk", operation: 0, ok: false, data: null });
  t.is(board.memory.ram[flushed], 1);
  const beyond = request(block, 0, READ, 1000, { address: DATA + 0x1000, byteCount: 512, writable: true });
  block.notify(0);
  t.is(board.memory.ram[beyond], 1);
  const unknown = request(block, 0, 99, 0, null);
  block.notify(0);
  t.is(board.memory.ram[unknown], 2);
  const named = request(block, 0, 8, 0, { address: DATA + 0x1000, byteCount: 20, writable: true });
  block.notify(0);
  t.is(board.memory.ram[named], 0);
  t.is(String.fromCharCode(...board.memory.ram.slice(DATA + 0x1000, DATA + 0x1008)), "lockstep");
  t.deepEqual(board.pc.takeOutputs(), []);
});

interface Overlap {
  readonly name: string;
  readonly first: readonly [type: number, sector: number, address: number];
  readonly second: readonly [type: number, sector: number, address: number];
  readonly together: boolean;
}

const PAGE_A = DATA + 0x1000;
const PAGE_B = DATA + 0x5000;
const OVERLAPS: readonly Overlap[] = [
  { name: "two writes to a sector", first: [WRITE, 4, PAGE_A], second: [WRITE, 4, PAGE_B], together: false },
  { name: "read after write of a sector", first: [WRITE, 4, PAGE_A], second: [READ, 4, PAGE_B], together: false },
  { name: "write after read of a sector", first: [READ, 4, PAGE_A], second: [WRITE, 4, PAGE_B], together: false },
  { name: "two reads of a sector", first: [READ, 4, PAGE_A], second: [READ, 4, PAGE_B], together: true },
  { name: "two reads into a page", first: [READ, 4, PAGE_A], second: [READ, 9, PAGE_A + 512], together: false },
  {
    name: "a write from a page that is read into",
    first: [READ, 4, PAGE_A],
    second: [WRITE, 9, PAGE_A],
    together: false,
  },
  { name: "two writes from a page", first: [WRITE, 4, PAGE_A], second: [WRITE, 9, PAGE_A], together: true },
  { name: "nothing in common", first: [WRITE, 4, PAGE_A], second: [READ, 5, PAGE_B], together: true },
];

for (const { name, first, second, together } of OVERLAPS) {
  test(`block: ${name} ${together ? "run together" : "run one after the other"}`, (t) => {
    const block = driver(BLOCK, 1);
    const { pc } = block.board;
    for (const [slot, [type, sector, address]] of [first, second].entries()) {
      request(block, slot, type, sector, { address, byteCount: 512, writable: type === READ });
    }
    block.notify(0);
    t.is(disks(pc.takeOutputs()).length, together ? 2 : 1);
    pc.apply({ kind: "disk", operation: 0, ok: true, data: first[0] === READ ? new Uint8Array(512) : null });
    const later = disks(pc.takeOutputs());
    t.deepEqual(
      later.map(({ operation, sector }) => [operation, sector]),
      together ? [] : [[1, second[1]]],
    );
  });
}

test("block: after a reset the disk's operations go on, the guest's do not", (t) => {
  const block = driver(BLOCK, 1);
  const { board } = block;
  request(block, 0, WRITE, 4, { address: PAGE_A, byteCount: 512 });
  block.notify(0);
  board.pc.takeOutputs();
  block.status = 0;
  block.start(1);
  t.is(board.pc.startedDiskOperations().length, 1);
  request(block, 0, WRITE, 4, { address: PAGE_B, byteCount: 512 });
  block.notify(0);
  t.deepEqual(board.pc.takeOutputs(), [], "waits for the write from before the reset");
  const before = block.usedElements(0).length;
  board.pc.apply({ kind: "disk", operation: 0, ok: true, data: null });
  t.is(block.usedElements(0).length, before);
  t.is(disks(board.pc.takeOutputs())[0]!.operation, 1);
});

test("entropy: bytes land with the answer", (t) => {
  const entropy = driver(ENTROPY, 1);
  const { pc, memory } = entropy.board;
  entropy.offer(0, 0, [{ address: DATA, byteCount: 16, writable: true }]);
  entropy.notify(0);
  t.deepEqual(pc.takeOutputs(), [{ kind: "entropy", operation: 0, byteCount: 16 }]);
  t.deepEqual(pc.startedEntropyRequests(), [{ operation: 0, byteCount: 16 }]);
  pc.apply({ kind: "entropy", operation: 0, bytes: Uint8Array.of(1, 2, 3) });
  t.deepEqual(entropy.usedElements(0), [{ head: 0, byteCount: 3 }]);
  t.deepEqual(memory.ram.slice(DATA, DATA + 4), Uint8Array.of(1, 2, 3, 0));
  pc.apply({ kind: "entropy", operation: 0, bytes: Uint8Array.of(9) });
  t.is(entropy.usedElements(0).length, 1, "an answer twice is ignored");
});

/** What breaks each of them: virtio 1.2, 2.7.5 and 2.7.13, 5.1.6, 5.2.6. */
const MALFORMED: readonly { readonly name: string; readonly make: (d: TestDriver, queue: number) => void }[] = [
  {
    name: "a loop of descriptors",
    make: (d, queue) => {
      d.describe(queue, 0, { address: DATA, byteCount: 16 }, 1, 1);
      d.describe(queue, 1, { address: DATA, byteCount: 16 }, 1, 0);
      d.offerHead(queue, 0);
    },
  },
  { name: "a buffer outside RAM", make: (d, queue) => d.offer(queue, 0, [{ address: 0x10_0000 - 8, byteCount: 16 }]) },
  {
    name: "a buffer above 4 GiB",
    make: (d, queue) => {
      d.offer(queue, 0, [{ address: DATA, byteCount: 16 }]);
      d.board.memory.ram[d.descriptors(queue) + 4] = 1;
    },
  },
  { name: "a buffer of no bytes", make: (d, queue) => d.offer(queue, 0, [{ address: DATA, byteCount: 0 }]) },
  {
    name: "a readable descriptor after a writable one",
    make: (d, queue) =>
      d.offer(queue, 0, [
        { address: DATA, byteCount: 16, writable: true },
        { address: DATA, byteCount: 16 },
      ]),
  },
  {
    name: "an indirect descriptor",
    make: (d, queue) => {
      d.describe(queue, 0, { address: DATA, byteCount: 16 }, 4, 0);
      d.offerHead(queue, 0);
    },
  },
  { name: "a head outside the table", make: (d, queue) => d.offerHead(queue, 8) },
  {
    name: "a next outside the table",
    make: (d, queue) => {
      d.describe(queue, 0, { address: DATA, byteCount: 16 }, 1, 0xffff);
      d.offerHead(queue, 0);
    },
  },
  {
    name: "more buffers than the ring has",
    make: (d, queue) => (d.board.memory.ram[d.available(queue) + 2] = d.size + 1),
  },
];

const WRONG_DIRECTION: readonly [name: string, device: number, queue: number, buffers: readonly Buffer[]][] = [
  ["net: transmit buffer to write to", NET, 1, [{ address: DATA, byteCount: 72, writable: true }]],
  ["net: transmit buffer shorter than its header", NET, 1, [{ address: DATA, byteCount: 11 }]],
  ["block: header to write to", BLOCK, 0, [{ address: DATA, byteCount: 16, writable: true }]],
  ["block: no status byte", BLOCK, 0, [{ address: DATA, byteCount: 16 }]],
  ["entropy: buffer to read", ENTROPY, 0, [{ address: DATA, byteCount: 16 }]],
];

const BROKEN = [
  ...MALFORMED.flatMap(({ name, make }) =>
    (
      [
        [NET, 1],
        [BLOCK, 0],
        [ENTROPY, 0],
      ] as const
    ).map(([device, queue]) => ({ name: `device ${device}: ${name}`, device, queue, make })),
  ),
  ...WRONG_DIRECTION.map(([name, device, queue, buffers]) => ({
    name,
    device,
    queue,
    make: (d: TestDriver) => d.offer(queue, 0, buffers),
  })),
];

for (const { name, device, queue, make } of BROKEN) {
  test(`needs a reset after ${name}, and nothing else happens`, (t) => {
    const broken = driver(device, device === NET ? 2 : 1);
    const { board } = broken;
    make(broken, queue);
    const ram = board.memory.ram.slice();
    broken.notify(queue);
    t.is(broken.status & NEEDS_RESET, NEEDS_RESET);
    t.deepEqual(board.memory.ram, ram);
    t.deepEqual(board.pc.takeOutputs(), []);
    t.is(board.pc.mmioRead(broken.base + 0x1000, 1), 2, "a configuration change interrupt");
    broken.notify(queue);
    t.is(board.pc.mmioRead(broken.base + 0x1000, 1), 0, "quiet until then");
    broken.status = 0;
    broken.start(device === NET ? 2 : 1);
    t.is(broken.status, 0x0f);
  });
}

test("net: a receive buffer to read needs a reset too", (t) => {
  const net = driver(NET, 2);
  net.offer(0, 0, [{ address: DATA, byteCount: 100 }]);
  net.board.pc.apply({ kind: "frame", bytes: new Uint8Array(60) });
  t.is(net.status & NEEDS_RESET, NEEDS_RESET);
});

test("a used ring laid over the available ring does not hold up the machine", (t) => {
  const net = driver(NET, 2);
  const { pc } = net.board;
  pc.mmioWrite(net.base + 0x16, 2, 1);
  net.status = 0;
  net.status = 3;
  pc.mmioWrite(net.base + 0x08, 4, 1);
  pc.mmioWrite(net.base + 0x0c, 4, 1);
  net.status = 0x0b;
  pc.mmioWrite(net.base + 0x16, 2, 1);
  pc.mmioWrite(net.base + 0x18, 2, 8);
  for (const [register, value] of [
    [0x20, net.descriptors(1)],
    [0x28, net.available(1)],
    [0x30, net.available(1)],
  ] as const) {
    pc.mmioWrite(net.base + register, 4, value);
  }
  pc.mmioWrite(net.base + 0x1c, 2, 1);
  net.status = 0x0f;
  net.offer(1, 0, [{ address: DATA, byteCount: 72 }]);
  net.notify(1);
  t.true(pc.takeOutputs().length <= 8);
});
