/**
 * Writes the interpreter's loop (`interpret.ts`): one switch with a case for each instruction form that matters for
 * speed, memory access expanded in place. V8 keeps such a function fast only if it is one function with literal case
 * labels; written by hand it would be the same dozen lines two hundred times over.
 *
 * A case is named `MNEMONICbits shape`; shape letters stand for the operands: r register, m memory, i immediate, c CL,
 * j target. `specialise.ts` finds cases by that name. Cases exist for 32-bit addresses in flat segments alone.
 *
 * In a case: `w` is record word 0; `g`, `g8`, `g16` the registers; `m`, `m8`, `m16` the linear memory; `fr`, `fc` the lazy
 * flags.
 */

import { FAST_READ_OFFSET, FAST_WRITE_OFFSET } from "../../layout.ts";
import { BLOCK_MAX, TABLE } from "../code-cache.ts";
import { CARRY_BITS } from "../flags.ts";

const TABLE_MASK = TABLE.length - 1;

type Case = readonly [name: string, body: string];

const REG = "(w >> 10) & 15";
const RM = "(w >> 14) & 15";
const IMM = "code[pc + 2]";
const NEXT = "pc = (pc + 4) | 0; continue;";
const SLOW = "cpu.enterSlow(pc, left, start, fr, fc);";
const ADDRESS = "a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;";
/** Bits of an address that must equal the derived table's tag: the page, and those that alignment wants zero. */
const TAG = { 8: "a & -4096", 16: "a & -4095", 32: "a & -4093" };
const UNIT = { 8: "m8[(a + m[t + 1]) >>> 0]", 16: "m16[(a + m[t + 1]) >>> 1]", 32: "m[(a + m[t + 1]) >>> 2]" };

type Bits = 8 | 16 | 32;

/** For a branch, which `leaveBlock` does not hold up: after a slow access, `x` is not 0 if there is something to attend to. */
const ATTEND = "x |= cpu.attention;";

/** Statements that read memory at `a` into `target`; `slow` follows a slow access. */
function read(bits: Bits, target: string, slow = ""): string {
  return `t = read + ((a >>> 11) & 0x3fe);
    if (m[t] === (${TAG[bits]})) ${target} = ${UNIT[bits]};
    else { ${SLOW} ${target} = cpu.readSlow(a, ${bits / 8}) | 0; ${slow} }`;
}

/** Statements that write `value` to memory at `a`; `slow` follows a slow access. */
function write(bits: Bits, value: string, slow = ""): string {
  return `t = write + ((a >>> 11) & 0x3fe);
    if (m[t] === (${TAG[bits]})) ${UNIT[bits]} = ${value};
    else { ${SLOW} cpu.writeSlow(a, ${bits / 8}, ${value}); ${slow} }`;
}

/** Statements that read memory at `a` into `x`, run `body`, and write `r` back. */
function update(bits: 8 | 32, body: string): string {
  const array = bits === 32 ? "m" : "m8";
  const shift = bits === 32 ? 2 : 0;
  return `t = write + ((a >>> 11) & 0x3fe);
    if (m[t] === (${TAG[bits]})) {
      t = (a + m[t + 1]) >>> ${shift};
      x = ${array}[t];
      ${body}
      ${array}[t] = r;
    } else {
      ${SLOW}
      x = cpu.readForUpdate(a, ${bits / 8}) | 0;
      ${body}
      cpu.writeSlow(a, ${bits / 8}, r);
    }`;
}

const ALU = ["ADD", "OR", "ADC", "SBB", "AND", "SUB", "XOR", "CMP"];

/** Statements from `x` and `y` to `r`, `fr` and `fc`. */
function alu(name: string, bits: 8 | 32): string {
  const carries = (vector: string): string =>
    bits === 32 ? `fc = (${vector}) & ${CARRY_BITS};` : `t2 = ${vector}; fc = ((t2 << 24) & -0x40000000) | (t2 & 8);`;
  const result = bits === 32 ? "fr = r;" : "fr = (r << 24) >> 24;";
  switch (name) {
    case "ADD":
      return `r = (x + y) | 0; ${carries("(x & y) | ((x | y) & ~r)")} ${result}`;
    case "ADC":
      return `r = (x + y + (fc >>> 31)) | 0; ${carries("(x & y) | ((x | y) & ~r)")} ${result}`;
    case "SUB":
    case "CMP":
      return `r = (x - y) | 0; ${carries("(~x & y) | (~(x ^ y) & r)")} ${result}`;
    case "SBB":
      return `r = (x - y - (fc >>> 31)) | 0; ${carries("(~x & y) | (~(x ^ y) & r)")} ${result}`;
    case "OR":
      return `r = x | y; fc = 0; ${result}`;
    case "XOR":
      return `r = x ^ y; fc = 0; ${result}`;
    default:
      return `r = x & y; fc = 0; ${result}`;
  }
}

function aluCases(): Case[] {
  const cases: Case[] = [];
  for (const bits of [32, 8] as const) {
    const regs = bits === 32 ? "g" : "g8";
    for (const name of [...ALU, "TEST"]) {
      const compute = alu(name, bits);
      const writes = name !== "CMP" && name !== "TEST";
      const toReg = writes ? `${regs}[${REG}] = r;` : "";
      const toRm = writes ? `${regs}[${RM}] = r;` : "";
      cases.push([`${name}${bits} rr`, `x = ${regs}[${REG}]; y = ${regs}[${RM}]; ${compute} ${toReg} ${NEXT}`]);
      cases.push([`${name}${bits} ri`, `x = ${regs}[${RM}]; y = ${IMM}; ${compute} ${toRm} ${NEXT}`]);
      if (name !== "TEST") {
        cases.push([
          `${name}${bits} rm`,
          `${ADDRESS} ${read(bits, "y")} x = ${regs}[${REG}]; ${compute} ${toReg} ${NEXT}`,
        ]);
      }
      const memory = (y: string): string =>
        writes
          ? `${ADDRESS} y = ${y}; ${update(bits, compute)} ${NEXT}`
          : `${ADDRESS} ${read(bits, "x")} y = ${y}; ${compute} ${NEXT}`;
      cases.push([`${name}${bits} mr`, memory(`${regs}[${REG}]`)]);
      cases.push([`${name}${bits} mi`, memory(IMM)]);
    }
  }
  return cases;
}

function moveCases(): Case[] {
  const cases: Case[] = [
    ["MOV32 rr", `g[${REG}] = g[${RM}]; ${NEXT}`],
    ["MOV32 ri", `g[${RM}] = ${IMM}; ${NEXT}`],
    ["MOV8 rr", `g8[${REG}] = g8[${RM}]; ${NEXT}`],
    ["MOV8 ri", `g8[${RM}] = ${IMM}; ${NEXT}`],
    ["MOV32 rm", `${ADDRESS} ${read(32, `g[${REG}]`)} ${NEXT}`],
    ["MOV8 rm", `${ADDRESS} ${read(8, `g8[${REG}]`)} ${NEXT}`],
    ["MOV16 rm", `${ADDRESS} ${read(16, `g16[(w >> 9) & 30]`)} ${NEXT}`],
    ["MOV32 mr", `${ADDRESS} ${write(32, `g[${REG}]`)} ${NEXT}`],
    ["MOV8 mr", `${ADDRESS} ${write(8, `g8[${REG}]`)} ${NEXT}`],
    ["MOV16 mr", `${ADDRESS} ${write(16, `g[${REG}]`)} ${NEXT}`],
    ["MOV32 mi", `${ADDRESS} ${write(32, IMM)} ${NEXT}`],
    ["MOV8 mi", `${ADDRESS} ${write(8, IMM)} ${NEXT}`],
    ["MOV16 mi", `${ADDRESS} ${write(16, IMM)} ${NEXT}`],
    ["LEA32 rm", `${ADDRESS} g[${REG}] = a; ${NEXT}`],
    ["XCHG32 rr", `x = g[${REG}]; g[${REG}] = g[${RM}]; g[${RM}] = x; ${NEXT}`],
    ["MOVZX8 rr", `g[${REG}] = g8[${RM}]; ${NEXT}`],
    ["MOVZX16 rr", `g[${REG}] = g[${RM}] & 0xffff; ${NEXT}`],
    ["MOVSX8 rr", `g[${REG}] = (g8[${RM}] << 24) >> 24; ${NEXT}`],
    ["MOVSX16 rr", `g[${REG}] = (g[${RM}] << 16) >> 16; ${NEXT}`],
    ["MOVZX8 rm", `${ADDRESS} ${read(8, `g[${REG}]`)} ${NEXT}`],
    ["MOVZX16 rm", `${ADDRESS} ${read(16, `g[${REG}]`)} ${NEXT}`],
    ["MOVSX8 rm", `${ADDRESS} ${read(8, "x")} g[${REG}] = (x << 24) >> 24; ${NEXT}`],
    ["MOVSX16 rm", `${ADDRESS} ${read(16, "x")} g[${REG}] = (x << 16) >> 16; ${NEXT}`],
    ["NOP32 ", NEXT],
    ["CBW32 ", `g[0] = (g[0] << 16) >> 16; ${NEXT}`],
    ["CWD32 ", `g[2] = g[0] >> 31; ${NEXT}`],
  ];
  return cases;
}

function arithmeticCases(): Case[] {
  const keepCarry = `fc = (fc & -0x80000000) | (((fc >>> 1) ^ t2) & 0x40000000)`;
  const inc = `r = (x + 1) | 0; t2 = r === -0x80000000 ? 0x40000000 : 0; ${keepCarry} | ((r & 15) === 0 ? 8 : 0); fr = r;`;
  const dec = `r = (x - 1) | 0; t2 = r === 0x7fffffff ? 0x40000000 : 0; ${keepCarry} | ((r & 15) === 15 ? 8 : 0); fr = r;`;
  const carryOf = (cf: string, of: string): string => `t = ${cf}; t2 = ${of}; fc = (t << 31) | ((t ^ t2) << 30);`;
  const shifts: readonly (readonly [string, string])[] = [
    ["SHL", `r = x << y; ${carryOf("(x >>> (32 - y)) & 1", "(x ^ (x << 1)) >>> 31")} fr = r;`],
    ["SHR", `r = x >>> y; ${carryOf("(x >>> (y - 1)) & 1", "x >>> 31")} r |= 0; fr = r;`],
    ["SAR", `r = x >> y; fc = ((x >> (y - 1)) & 1) === 0 ? 0 : -0x40000000; fr = r;`],
  ];
  const rotates: readonly (readonly [string, string])[] = [
    ["ROL", `r = (x << y) | (x >>> (32 - y)); t = r << 31; t2 = x ^ (x << 1);`],
    ["ROR", `r = (x >>> y) | (x << (32 - y)); t = r & -0x80000000; t2 = x ^ (x << 31);`],
  ];
  // A rotate by an immediate other than 1 leaves OF: bit 30 changes with bit 31. By 1, the top bit of t2 is OF.
  const rotateFlags = `if (y === 1) fc = (fc & 0x3fffffff) | t | (((t ^ t2) >>> 1) & 0x40000000);
    else { t ^= fc & -0x80000000; fc ^= t | (t >>> 1); }`;
  const imul = (multiplicand: string): string =>
    `x = ${multiplicand}; r = Math.imul(x, y); fc = x * y === r ? 0 : -0x80000000;
    if (r === 0) { fr = 1; fc |= 0x100; } else fr = r;
    g[${REG}] = r;`;
  const cases: Case[] = [
    ["INC32 r", `x = g[${RM}]; ${inc} g[${RM}] = r; ${NEXT}`],
    ["DEC32 r", `x = g[${RM}]; ${dec} g[${RM}] = r; ${NEXT}`],
    ["INC32 m", `${ADDRESS} ${update(32, inc)} ${NEXT}`],
    ["DEC32 m", `${ADDRESS} ${update(32, dec)} ${NEXT}`],
    ["NEG32 r", `x = 0; y = g[${RM}]; ${alu("SUB", 32)} g[${RM}] = r; ${NEXT}`],
    ["NOT32 r", `g[${RM}] = ~g[${RM}]; ${NEXT}`],
    ["IMUL32 rr", `y = g[${RM}]; ${imul(`g[${REG}]`)} ${NEXT}`],
    ["IMUL32 rm", `${ADDRESS} ${read(32, "y")} ${imul(`g[${REG}]`)} ${NEXT}`],
    ["IMUL32 rri", `y = ${IMM}; ${imul(`g[${RM}]`)} ${NEXT}`],
    ["CMOV32 rr", `if (condition((code[pc + 3] >> 20) & 15, fr, fc)) g[${REG}] = g[${RM}]; ${NEXT}`],
    [
      "CMOV32 rm",
      `${ADDRESS} ${read(32, "y")} if (condition((code[pc + 3] >> 20) & 15, fr, fc)) g[${REG}] = y; ${NEXT}`,
    ],
    ["SET8 r", `g8[${RM}] = condition((code[pc + 3] >> 20) & 15, fr, fc) ? 1 : 0; ${NEXT}`],
  ];
  for (const [name, body] of shifts) {
    cases.push([`${name}32 ri`, `y = ${IMM} & 31; if (y !== 0) { x = g[${RM}]; ${body} g[${RM}] = r; } ${NEXT}`]);
    cases.push([`${name}32 rc`, `y = g8[4] & 31; if (y !== 0) { x = g[${RM}]; ${body} g[${RM}] = r; } ${NEXT}`]);
  }
  for (const [name, body] of rotates) {
    cases.push([
      `${name}32 ri`,
      `y = ${IMM} & 31; if (y !== 0) { x = g[${RM}]; ${body} g[${RM}] = r; ${rotateFlags} } ${NEXT}`,
    ]);
  }
  return cases;
}

/** Ends the straight run at this record and looks for the block at `target`. */
function leaveTo(target: string): string {
  return `left -= ((pc - start) >> 2) + 1; cpu.eip = ${target}; break;`;
}

/**
 * Ends the straight run and goes to `target`: within the page by the block table, else by `Cpu.block`. `x` is not 0 if
 * there is something to attend to first.
 */
function goTo(target: string): string {
  return `left -= ((pc - start) >> 2) + 1;
    a = ${target};
    t2 = (a - eipBase) | 0;
    if ((t2 & -4096) === 0 && left >= ${BLOCK_MAX} && x === 0) {
      t2 |= modeBits;
      t = table[(t2 ^ salt) & ${TABLE_MASK}];
      if (code[t - 2] === version && code[t - 1] === t2) {
        pc = t;
        start = t;
        continue;
      }
    }
    cpu.eip = a;
    break;`;
}

/** Goes on at the block that record word 1 links to, or, where there is none yet, has it linked. */
const FOLLOW = `left -= ((pc - start) >> 2) + 1;
    t = code[pc + 1];
    if (t !== 0 && left >= ${BLOCK_MAX}) { pc = t; start = t; continue; }
    cpu.eip = (eipBase + code[pc + 2]) | 0; link = pc; break;`;
const RETURN_ADDRESS = "(eipBase + (code[pc + 3] & 0x1fff)) | 0";

/** Statements that push `value` (evaluated after `a` is set). */
function push(value: string, slow = ""): string {
  return `a = (g[4] - 4) | 0; ${write(32, value, slow)} g[4] = a;`;
}

/**
 * A comparison and the conditional jump after it as one case, `FIRST+Jcc`; its record is followed by that of the jump,
 * which it uses. Only comparisons that cannot fault or leave the block.
 */
function fusedCases(): Case[] {
  const compare: readonly (readonly [string, string])[] = [
    ["CMP32 rr", `x = g[${REG}]; y = g[${RM}]; ${alu("CMP", 32)}`],
    ["CMP32 ri", `x = g[${RM}]; y = ${IMM}; ${alu("CMP", 32)}`],
  ];
  const conditions: readonly (readonly [string, string])[] = [
    ["E", "x === y"],
    ["NE", "x !== y"],
    ["B", "x >>> 0 < y >>> 0"],
    ["AE", "x >>> 0 >= y >>> 0"],
    ["BE", "x >>> 0 <= y >>> 0"],
    ["A", "x >>> 0 > y >>> 0"],
    ["L", "x < y"],
    ["GE", "x >= y"],
    ["LE", "x <= y"],
    ["G", "x > y"],
  ];
  const byResult: readonly (readonly [string, string])[] = [
    ["TEST32 rr", `x = g[${REG}]; y = g[${RM}]; ${alu("TEST", 32)}`],
    ["TEST8 ri", `x = g8[${RM}]; y = ${IMM}; ${alu("TEST", 8)}`],
    ["CMP8 ri", `x = g8[${RM}]; y = ${IMM}; ${alu("CMP", 8)}`],
    ["SUB32 ri", `x = g[${RM}]; y = ${IMM}; ${alu("SUB", 32)} g[${RM}] = r;`],
  ];
  const jump = (test: string): string => `if (${test}) { pc = (pc + 4) | 0; ${FOLLOW} } pc = (pc + 8) | 0; continue;`;
  const cases: Case[] = [];
  for (const [name, body] of compare) {
    for (const [cc, test] of conditions) cases.push([`${name}+J${cc}32 j`, `${body} ${jump(test)}`]);
  }
  for (const [name, body] of byResult) {
    cases.push([`${name}+JE32 j`, `${body} ${jump("fr === 0")}`], [`${name}+JNE32 j`, `${body} ${jump("fr !== 0")}`]);
  }
  return cases;
}

function controlCases(): Case[] {
  const conditions = [
    "(fc ^ (fc << 1)) < 0",
    "fc < 0",
    "fr === 0",
    "fc < 0 || fr === 0",
    "(fr ^ (fc << 31)) < 0",
    "parityFlag(fr, fc) !== 0",
    "(fr ^ (fc << 31) ^ fc ^ (fc << 1)) < 0",
    "fr === 0 || (fr ^ (fc << 31) ^ fc ^ (fc << 1)) < 0",
  ];
  const names = ["O", "B", "E", "BE", "S", "P", "L", "LE"];
  const opposites = ["NO", "AE", "NE", "A", "NS", "NP", "GE", "G"];
  const cases: Case[] = [];
  conditions.forEach((test, i) => {
    cases.push([`J${names[i]}32 j`, `if (${test}) { ${FOLLOW} } ${NEXT}`]);
    cases.push([`J${opposites[i]}32 j`, `if (!(${test})) { ${FOLLOW} } ${NEXT}`]);
  });
  cases.push(
    ["JMP32 j", FOLLOW],
    [
      "CALL32 j",
      `x = 0; y = ${RETURN_ADDRESS}; ${push("y", ATTEND)} if (x !== 0) { ${leaveTo("(eipBase + code[pc + 2]) | 0")} } ${FOLLOW}`,
    ],
    ["CALL32 r", `x = 0; r = g[${RM}]; y = ${RETURN_ADDRESS}; ${push("y", ATTEND)} ${goTo("r")}`],
    ["CALL32 m", `x = 0; ${ADDRESS} ${read(32, "r", ATTEND)} y = ${RETURN_ADDRESS}; ${push("y", ATTEND)} ${goTo("r")}`],
    ["JMP32 r", `x = 0; ${goTo(`g[${RM}]`)}`],
    ["JMP32 m", `x = 0; ${ADDRESS} ${read(32, "r", ATTEND)} ${goTo("r")}`],
    ["RET32 ", `x = 0; a = g[4]; ${read(32, "r", ATTEND)} g[4] = (a + 4) | 0; ${goTo("r")}`],
    ["PUSH32 r", `y = g[${RM}]; ${push("y")} ${NEXT}`],
    ["PUSH32 i", `${push(IMM)} ${NEXT}`],
    ["PUSH32 m", `${ADDRESS} ${read(32, "y")} ${push("y")} ${NEXT}`],
    ["POP32 r", `a = g[4]; ${read(32, "x")} g[4] = (a + 4) | 0; g[${RM}] = x; ${NEXT}`],
    ["LEAVE32 ", `a = g[5]; ${read(32, "x")} g[4] = (a + 4) | 0; g[5] = x; ${NEXT}`],
  );
  return cases;
}

const CASES: readonly Case[] = [
  // 0: `leaveBlock` put this in place of the record's own handler, which has not run.
  ["LEAVE", "left -= (pc - start) >> 2; cpu.eip = startOf(cpu, pc); break;"],
  // 1: the end of a block that is not a transfer of control: no instruction, no unit.
  [
    "CHAIN",
    `left -= (pc - start) >> 2; t = code[pc + 1];
    if (t !== 0 && left >= ${BLOCK_MAX}) { pc = t; start = t; continue; }
    cpu.eip = (eipBase + code[pc + 2]) | 0; link = pc; break;`,
  ],
  ...moveCases(),
  ...controlCases(),
  ...aluCases(),
  ...arithmeticCases(),
  ...fusedCases(),
];

export function interpreterSource(): string {
  const cases = CASES.map(([name, body], i) => `case ${i}: { // ${name}\n${body}\n}`).join("\n");
  return `// Written by hot/source.ts; \`npm run generate\` writes it again.
import type { StopReason } from "../bus.ts";
import { CODE, saltOf, TABLE } from "./code-cache.ts";
import { attempt, GUEST_FAULT } from "./fault.ts";
import type { Cpu } from "./cpu.ts";
import { condition, parityFlag } from "./flags.ts";
import { CONTINUING, ENDING, ENDING_BASE, GENERIC_BASE } from "./forms.ts";
import { startOf } from "./ops/control.ts";

/**
 * What the loop works on and V8 may take for constant, so that it checks neither what these are nor how long. The general
 * registers are here during the loop, and in the linear memory whenever anything else might look for them.
 */
const registers = new ArrayBuffer(128);
const GENERAL = new Int32Array(registers);
const GENERAL8 = new Uint8Array(registers);
const GENERAL16 = new Uint16Array(registers);
const RECORDS = CODE;
const BLOCKS = TABLE;

function takeRegisters(m: Int32Array): void {
  for (let i = 0; i < 8; i += 1) GENERAL[i] = m[i] as number;
}

function putRegisters(m: Int32Array): void {
  for (let i = 0; i < 8; i += 1) m[i] = GENERAL[i] as number;
}

/** Runs until the budget is used up or something else ends the run. See hot/source.ts. */
export function interpret(cpu: Cpu): StopReason {
  const m = cpu.m32;
  const m8 = cpu.m8;
  const m16 = cpu.m16;
  const g = GENERAL;
  const g8 = GENERAL8;
  const g16 = GENERAL16;
  const code = RECORDS;
  let fr = cpu.lazyResult | 0;
  let fc = cpu.lazyCarry | 0;
  let left = cpu.left | 0;
  let pc = -1;
  let start = -1;
  let eipBase = 0;
  let read = 0;
  let write = 0;
  /** Branch whose record is to be linked to the block that comes next, or -1. */
  let link = -1;
  const table = BLOCKS;
  /** Version of the page in execution, 0 where it may not be run as a whole, and what of it is in places and slots. */
  let version = 0;
  let modeBits = 0;
  let salt = 0;
  let w = 0;
  let a = 0;
  let t = 0;
  let t2 = 0;
  let x = 0;
  let y = 0;
  let r = 0;
  takeRegisters(m);
  for (;;) {
    try {
      for (;;) {
        cpu.left = left;
        if (cpu.attention !== 0) {
          link = -1;
          cpu.lazyResult = fr;
          cpu.lazyCarry = fc;
          putRegisters(m);
          const reason = cpu.attend();
          if (reason !== null) return reason;
          takeRegisters(m);
          left = cpu.left | 0;
          fr = cpu.lazyResult | 0;
          fc = cpu.lazyCarry | 0;
        } else if (left <= 0) {
          cpu.lazyResult = fr;
          cpu.lazyCarry = fc;
          putRegisters(m);
          return "budget";
        }
        pc = cpu.block(link) | 0;
        link = -1;
        start = pc;
        eipBase = cpu.eipBase | 0;
        modeBits = (cpu.mode | 0) << 12;
        version = cpu.wholePage ? cpu.blocks.versionOf(cpu.codePhysical >>> 12) | 0 : 0;
        salt = saltOf(version) | 0;
        read = ${FAST_READ_OFFSET >> 2} + (cpu.privilege | 0);
        write = ${FAST_WRITE_OFFSET >> 2} + (cpu.privilege | 0);
        for (;;) {
          w = code[pc];
          switch (w & 0x3ff) {
${cases}
            default: {
              const handler = w & 0x3ff;
              cpu.enterSlow(pc, left, start, fr, fc);
              putRegisters(m);
              cpu.eip = ${RETURN_ADDRESS};
              if (handler < ENDING_BASE) {
                const done = attempt(CONTINUING[handler - GENERIC_BASE], cpu, pc);
                if (!done) {
                  cpu.takeFault();
                  left = cpu.left | 0;
                }
                takeRegisters(m);
                fr = cpu.lazyResult | 0;
                fc = cpu.lazyCarry | 0;
                if (!done) break;
                pc += 4;
                continue;
              }
              cpu.left = left - ((pc - start) >> 2);
              cpu.start = pc;
              if (attempt(ENDING[handler - ENDING_BASE], cpu, pc)) cpu.left -= 1;
              else cpu.takeFault();
              takeRegisters(m);
              left = cpu.left | 0;
              fr = cpu.lazyResult | 0;
              fc = cpu.lazyCarry | 0;
            }
          }
          break;
        }
        cpu.start = -1;
        cpu.pc = -1;
      }
    } catch (error) {
      if (error !== GUEST_FAULT) throw error;
      link = -1;
      if (cpu.pc < 0) {
        cpu.lazyResult = fr;
        cpu.lazyCarry = fc;
      }
      putRegisters(m);
      cpu.takeFault();
      takeRegisters(m);
      left = cpu.left | 0;
      fr = cpu.lazyResult | 0;
      fc = cpu.lazyCarry | 0;
    }
  }
}
`;
}

/** The numbers of the cases by name, as a module (`hot/cases.ts`). */
export function casesSource(): string {
  const names = CASES.map(([name], i) => `[${JSON.stringify(name)}, ${i}],`).join("\n");
  return `// Written by hot/source.ts; \`npm run generate\` writes it again.

/** Number of each case of the interpreter's switch by its name. */
export const CASES: ReadonlyMap<string, number> = new Map([
${names}
]);
`;
}
