/** How the x87 meets the rest of the processor: #NM, #MF, FERR#, pointers, and operands that fault before anything changes. */
import test from "ava";
import type { Bus } from "../../bus.ts";
import { linearMemoryBytes, LinearMemory, RAM_OFFSET, SEGMENT, SEGMENT_WORDS, WORD } from "../../layout.ts";
import { CR0, VECTOR } from "../architecture.ts";
import { Cpu } from "../cpu.ts";

const CODE = 0x1000;
const DATA = 0x2000;
/** Handler of interrupt n: this plus n. */
const HANDLERS = 0x600;
const ZERO_DIVIDE_UNMASKED = 0x37b;
const PAGES = 0x10000;

class CountingBus implements Bus {
  floatErrors = 0;
  portRead(): number {
    return -1;
  }
  portWrite(): void {}
  mmioRead(): number {
    return -1;
  }
  mmioWrite(): void {}
  acknowledgeInterrupt(): number {
    return 0;
  }
  readTimestampCounter(): number {
    return 0;
  }
  signalFloatError(): void {
    this.floatErrors += 1;
  }
}

/** A CPU in real mode at 0000:1000 with `code`, which is hexadecimal, and the FPU as after FNINIT. */
function boot(code: string, cr0: number = CR0.NE): { cpu: Cpu; bus: CountingBus; memory: LinearMemory } {
  const memory = new LinearMemory(new ArrayBuffer(linearMemoryBytes(0x20_0000)), 0x20_0000);
  const bus = new CountingBus();
  const cpu = new Cpu(memory, bus);
  cpu.reset();
  const m = memory.i32;
  for (let vector = 0; vector < 32; vector += 1) m[(RAM_OFFSET >> 2) + vector] = HANDLERS + vector;
  memory.ram.set(Buffer.from(code.replaceAll(" ", ""), "hex"), CODE);
  m.set([0, 0, 0xffff, 0x9b00], WORD.SEGMENTS + SEGMENT.CS * SEGMENT_WORDS);
  m[WORD.EIP] = CODE;
  m[WORD.GPR + 4] = 0x8000;
  m[WORD.CR0] = cr0 | CR0.ET;
  cpu.fpu.initialise();
  return { cpu, bus, memory };
}

/** The vector delivered by the last unit, or -1. */
function delivered(memory: LinearMemory): number {
  const eip = memory.i32[WORD.EIP] as number;
  return eip >= HANDLERS && eip < HANDLERS + 32 ? eip - HANDLERS : -1;
}

const AVAILABLE: readonly (readonly [code: string, instruction: string, cr0: number, vector: number])[] = [
  ["d9e8", "FLD1", 0, -1],
  ["d9e8", "FLD1", CR0.MP, -1],
  ["d9e8", "FLD1", CR0.EM, VECTOR.NM],
  ["d9e8", "FLD1", CR0.TS, VECTOR.NM],
  ["dfe0", "FNSTSW AX", CR0.TS, VECTOR.NM],
  ["dbe3", "FNINIT", CR0.EM, VECTOR.NM],
  ["9b", "FWAIT", CR0.EM, -1],
  ["9b", "FWAIT", CR0.TS, -1],
  ["9b", "FWAIT", CR0.MP, -1],
  ["9b", "FWAIT", CR0.TS | CR0.MP, VECTOR.NM],
];

for (const [code, instruction, cr0, vector] of AVAILABLE) {
  test(`${instruction} with CR0 ${cr0.toString(16)} ${vector < 0 ? "runs" : "is #NM"} (SDM vol. 3, table 9-3)`, (t) => {
    const { cpu, memory } = boot(code, cr0);
    cpu.run(1);
    t.is(delivered(memory), vector);
  });
}

const DIVIDE_BY_ZERO = "d9e8 d9ee def9";

test("an unmasked error is #MF at the next waiting instruction, and at its address", (t) => {
  const { cpu, memory } = boot(`${DIVIDE_BY_ZERO} 9b`);
  cpu.fpu.registers.control = ZERO_DIVIDE_UNMASKED;
  cpu.run(3);
  t.is(delivered(memory), -1);
  cpu.run(1);
  t.is(delivered(memory), VECTOR.MF);
  t.is(memory.i32[(RAM_OFFSET + 0x8000 - 6) >> 2]! & 0xffff, 0);
  t.is(memory.ram[0x8000 - 6]! | (memory.ram[0x8000 - 5]! << 8), CODE + 6);
});

test("control instructions do not wait for the error", (t) => {
  const { cpu, memory } = boot(`${DIVIDE_BY_ZERO} dfe0 dbe2 d9e8`);
  cpu.fpu.registers.control = ZERO_DIVIDE_UNMASKED;
  cpu.run(6);
  t.is(delivered(memory), -1);
  t.is(memory.i32[WORD.GPR]! & 0x80ff, 0x8084);
  t.false(cpu.fpu.registers.pendingError);
});

test("with CR0.NE clear the error goes out on FERR# and execution goes on", (t) => {
  const { cpu, bus, memory } = boot(`${DIVIDE_BY_ZERO} 9b 90`, 0);
  cpu.fpu.registers.control = ZERO_DIVIDE_UNMASKED;
  cpu.run(2);
  t.is(bus.floatErrors, 0);
  cpu.run(3);
  t.is(bus.floatErrors, 1);
  t.is(delivered(memory), -1);
});

test("FNSTENV tells the last instruction and its operand, in real-address format", (t) => {
  // FLD dword [2000h]; FNSTENV [3000h]
  const { cpu, memory } = boot("d9060020 d9360030");
  cpu.run(2);
  const word = (field: number): number => memory.ram[0x3000 + 2 * field]! | (memory.ram[0x3001 + 2 * field]! << 8);
  t.deepEqual([3, 4, 5, 6].map(word), [CODE, 0x106, DATA, 0]);
  t.is(word(0), 0x37f);
  t.is(cpu.fpu.registers.control & 0x3f, 0x3f);
});

/** Stores to DS:FFFC: each goes beyond the limit. */
for (const [code, instruction] of [
  ["dd1efcff", "FSTP qword"],
  ["db3efcff", "FSTP tbyte"],
  ["df3efcff", "FISTP qword"],
  ["df36fcff", "FBSTP"],
  ["dd36fcff", "FNSAVE"],
  ["d936fcff", "FNSTENV"],
] as const) {
  test(`${instruction} beyond the segment's limit changes nothing`, (t) => {
    const { cpu, memory } = boot(`d9eb ${code}`);
    cpu.run(1);
    const state = memory.state.slice(512, 768);
    cpu.run(1);
    t.is(delivered(memory), VECTOR.GP);
    t.deepEqual(memory.state.slice(512, 768), state);
    t.true(memory.ram.subarray(0xfffc, 0x1_0100).every((byte) => byte === 0));
  });
}

for (const [code, instruction, write] of [
  ["db3d fc2f0000", "FSTP tbyte", 2],
  ["dd35 fc2f0000", "FNSAVE", 2],
  ["db2d fc2f0000", "FLD tbyte", 0],
  ["dd25 fc2f0000", "FRSTOR", 0],
] as const) {
  test(`${instruction} that runs into a missing page changes nothing`, (t) => {
    const { cpu, memory } = boot(code, CR0.NE | CR0.PE | CR0.PG);
    const m = memory.i32;
    for (const segment of [SEGMENT.CS, SEGMENT.DS, SEGMENT.SS]) {
      m.set([8, 0, -1, segment === SEGMENT.CS ? 0xc0_9b00 : 0xc0_9300], WORD.SEGMENTS + segment * SEGMENT_WORDS);
    }
    // One table: pages 0 to 2 present, page 3 (from 3000h) not.
    m[(RAM_OFFSET + PAGES) >> 2] = PAGES + 0x1003;
    m.set([0x003, 0x1003, 0x2003, 0x3002], (RAM_OFFSET + PAGES + 0x1000) >> 2);
    m[WORD.CR3] = PAGES;
    // Without an interrupt table the fault ends in shutdown, which keeps all but CR2 as it was.
    m[WORD.IDTR_LIMIT] = 0;
    const state = memory.state.slice(512, 768);
    cpu.run(10);
    t.is(m[WORD.CR2], 0x3000);
    t.is(m[WORD.ACTIVITY], 2);
    t.deepEqual(memory.state.slice(512, 768), state);
    t.true(
      memory.ram.subarray(0x2ffc, 0x3000).every((byte) => byte === 0),
      `written, access ${write}`,
    );
  });
}
