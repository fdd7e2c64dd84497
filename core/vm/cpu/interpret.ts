// Written by hot/source.ts; `npm run generate` writes it again.
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
        read = 2048 + (cpu.privilege | 0);
        write = 4096 + (cpu.privilege | 0);
        for (;;) {
          w = code[pc];
          switch (w & 0x3ff) {
            case 0: {
              // LEAVE
              left -= (pc - start) >> 2;
              cpu.eip = startOf(cpu, pc);
              break;
            }
            case 1: {
              // CHAIN
              left -= (pc - start) >> 2;
              t = code[pc + 1];
              if (t !== 0 && left >= 32) {
                pc = t;
                start = t;
                continue;
              }
              cpu.eip = (eipBase + code[pc + 2]) | 0;
              link = pc;
              break;
            }
            case 2: {
              // MOV32 rr
              g[(w >> 10) & 15] = g[(w >> 14) & 15];
              pc = (pc + 4) | 0;
              continue;
            }
            case 3: {
              // MOV32 ri
              g[(w >> 14) & 15] = code[pc + 2];
              pc = (pc + 4) | 0;
              continue;
            }
            case 4: {
              // MOV8 rr
              g8[(w >> 10) & 15] = g8[(w >> 14) & 15];
              pc = (pc + 4) | 0;
              continue;
            }
            case 5: {
              // MOV8 ri
              g8[(w >> 14) & 15] = code[pc + 2];
              pc = (pc + 4) | 0;
              continue;
            }
            case 6: {
              // MOV32 rm
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              t = read + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) g[(w >> 10) & 15] = m[(a + m[t + 1]) >>> 2];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                g[(w >> 10) & 15] = cpu.readSlow(a, 4) | 0;
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 7: {
              // MOV8 rm
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              t = read + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4096)) g8[(w >> 10) & 15] = m8[(a + m[t + 1]) >>> 0];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                g8[(w >> 10) & 15] = cpu.readSlow(a, 1) | 0;
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 8: {
              // MOV16 rm
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              t = read + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4095)) g16[(w >> 9) & 30] = m16[(a + m[t + 1]) >>> 1];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                g16[(w >> 9) & 30] = cpu.readSlow(a, 2) | 0;
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 9: {
              // MOV32 mr
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              t = write + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) m[(a + m[t + 1]) >>> 2] = g[(w >> 10) & 15];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                cpu.writeSlow(a, 4, g[(w >> 10) & 15]);
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 10: {
              // MOV8 mr
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              t = write + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4096)) m8[(a + m[t + 1]) >>> 0] = g8[(w >> 10) & 15];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                cpu.writeSlow(a, 1, g8[(w >> 10) & 15]);
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 11: {
              // MOV16 mr
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              t = write + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4095)) m16[(a + m[t + 1]) >>> 1] = g[(w >> 10) & 15];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                cpu.writeSlow(a, 2, g[(w >> 10) & 15]);
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 12: {
              // MOV32 mi
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              t = write + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) m[(a + m[t + 1]) >>> 2] = code[pc + 2];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                cpu.writeSlow(a, 4, code[pc + 2]);
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 13: {
              // MOV8 mi
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              t = write + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4096)) m8[(a + m[t + 1]) >>> 0] = code[pc + 2];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                cpu.writeSlow(a, 1, code[pc + 2]);
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 14: {
              // MOV16 mi
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              t = write + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4095)) m16[(a + m[t + 1]) >>> 1] = code[pc + 2];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                cpu.writeSlow(a, 2, code[pc + 2]);
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 15: {
              // LEA32 rm
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              g[(w >> 10) & 15] = a;
              pc = (pc + 4) | 0;
              continue;
            }
            case 16: {
              // XCHG32 rr
              x = g[(w >> 10) & 15];
              g[(w >> 10) & 15] = g[(w >> 14) & 15];
              g[(w >> 14) & 15] = x;
              pc = (pc + 4) | 0;
              continue;
            }
            case 17: {
              // MOVZX8 rr
              g[(w >> 10) & 15] = g8[(w >> 14) & 15];
              pc = (pc + 4) | 0;
              continue;
            }
            case 18: {
              // MOVZX16 rr
              g[(w >> 10) & 15] = g[(w >> 14) & 15] & 0xffff;
              pc = (pc + 4) | 0;
              continue;
            }
            case 19: {
              // MOVSX8 rr
              g[(w >> 10) & 15] = (g8[(w >> 14) & 15] << 24) >> 24;
              pc = (pc + 4) | 0;
              continue;
            }
            case 20: {
              // MOVSX16 rr
              g[(w >> 10) & 15] = (g[(w >> 14) & 15] << 16) >> 16;
              pc = (pc + 4) | 0;
              continue;
            }
            case 21: {
              // MOVZX8 rm
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              t = read + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4096)) g[(w >> 10) & 15] = m8[(a + m[t + 1]) >>> 0];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                g[(w >> 10) & 15] = cpu.readSlow(a, 1) | 0;
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 22: {
              // MOVZX16 rm
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              t = read + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4095)) g[(w >> 10) & 15] = m16[(a + m[t + 1]) >>> 1];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                g[(w >> 10) & 15] = cpu.readSlow(a, 2) | 0;
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 23: {
              // MOVSX8 rm
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              t = read + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4096)) x = m8[(a + m[t + 1]) >>> 0];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                x = cpu.readSlow(a, 1) | 0;
              }
              g[(w >> 10) & 15] = (x << 24) >> 24;
              pc = (pc + 4) | 0;
              continue;
            }
            case 24: {
              // MOVSX16 rm
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              t = read + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4095)) x = m16[(a + m[t + 1]) >>> 1];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                x = cpu.readSlow(a, 2) | 0;
              }
              g[(w >> 10) & 15] = (x << 16) >> 16;
              pc = (pc + 4) | 0;
              continue;
            }
            case 25: {
              // NOP32
              pc = (pc + 4) | 0;
              continue;
            }
            case 26: {
              // CBW32
              g[0] = (g[0] << 16) >> 16;
              pc = (pc + 4) | 0;
              continue;
            }
            case 27: {
              // CWD32
              g[2] = g[0] >> 31;
              pc = (pc + 4) | 0;
              continue;
            }
            case 28: {
              // JO32 j
              if ((fc ^ (fc << 1)) < 0) {
                left -= ((pc - start) >> 2) + 1;
                t = code[pc + 1];
                if (t !== 0 && left >= 32) {
                  pc = t;
                  start = t;
                  continue;
                }
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                link = pc;
                break;
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 29: {
              // JNO32 j
              if (!((fc ^ (fc << 1)) < 0)) {
                left -= ((pc - start) >> 2) + 1;
                t = code[pc + 1];
                if (t !== 0 && left >= 32) {
                  pc = t;
                  start = t;
                  continue;
                }
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                link = pc;
                break;
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 30: {
              // JB32 j
              if (fc < 0) {
                left -= ((pc - start) >> 2) + 1;
                t = code[pc + 1];
                if (t !== 0 && left >= 32) {
                  pc = t;
                  start = t;
                  continue;
                }
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                link = pc;
                break;
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 31: {
              // JAE32 j
              if (!(fc < 0)) {
                left -= ((pc - start) >> 2) + 1;
                t = code[pc + 1];
                if (t !== 0 && left >= 32) {
                  pc = t;
                  start = t;
                  continue;
                }
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                link = pc;
                break;
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 32: {
              // JE32 j
              if (fr === 0) {
                left -= ((pc - start) >> 2) + 1;
                t = code[pc + 1];
                if (t !== 0 && left >= 32) {
                  pc = t;
                  start = t;
                  continue;
                }
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                link = pc;
                break;
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 33: {
              // JNE32 j
              if (!(fr === 0)) {
                left -= ((pc - start) >> 2) + 1;
                t = code[pc + 1];
                if (t !== 0 && left >= 32) {
                  pc = t;
                  start = t;
                  continue;
                }
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                link = pc;
                break;
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 34: {
              // JBE32 j
              if (fc < 0 || fr === 0) {
                left -= ((pc - start) >> 2) + 1;
                t = code[pc + 1];
                if (t !== 0 && left >= 32) {
                  pc = t;
                  start = t;
                  continue;
                }
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                link = pc;
                break;
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 35: {
              // JA32 j
              if (!(fc < 0 || fr === 0)) {
                left -= ((pc - start) >> 2) + 1;
                t = code[pc + 1];
                if (t !== 0 && left >= 32) {
                  pc = t;
                  start = t;
                  continue;
                }
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                link = pc;
                break;
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 36: {
              // JS32 j
              if ((fr ^ (fc << 31)) < 0) {
                left -= ((pc - start) >> 2) + 1;
                t = code[pc + 1];
                if (t !== 0 && left >= 32) {
                  pc = t;
                  start = t;
                  continue;
                }
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                link = pc;
                break;
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 37: {
              // JNS32 j
              if (!((fr ^ (fc << 31)) < 0)) {
                left -= ((pc - start) >> 2) + 1;
                t = code[pc + 1];
                if (t !== 0 && left >= 32) {
                  pc = t;
                  start = t;
                  continue;
                }
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                link = pc;
                break;
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 38: {
              // JP32 j
              if (parityFlag(fr, fc) !== 0) {
                left -= ((pc - start) >> 2) + 1;
                t = code[pc + 1];
                if (t !== 0 && left >= 32) {
                  pc = t;
                  start = t;
                  continue;
                }
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                link = pc;
                break;
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 39: {
              // JNP32 j
              if (!(parityFlag(fr, fc) !== 0)) {
                left -= ((pc - start) >> 2) + 1;
                t = code[pc + 1];
                if (t !== 0 && left >= 32) {
                  pc = t;
                  start = t;
                  continue;
                }
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                link = pc;
                break;
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 40: {
              // JL32 j
              if ((fr ^ (fc << 31) ^ fc ^ (fc << 1)) < 0) {
                left -= ((pc - start) >> 2) + 1;
                t = code[pc + 1];
                if (t !== 0 && left >= 32) {
                  pc = t;
                  start = t;
                  continue;
                }
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                link = pc;
                break;
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 41: {
              // JGE32 j
              if (!((fr ^ (fc << 31) ^ fc ^ (fc << 1)) < 0)) {
                left -= ((pc - start) >> 2) + 1;
                t = code[pc + 1];
                if (t !== 0 && left >= 32) {
                  pc = t;
                  start = t;
                  continue;
                }
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                link = pc;
                break;
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 42: {
              // JLE32 j
              if (fr === 0 || (fr ^ (fc << 31) ^ fc ^ (fc << 1)) < 0) {
                left -= ((pc - start) >> 2) + 1;
                t = code[pc + 1];
                if (t !== 0 && left >= 32) {
                  pc = t;
                  start = t;
                  continue;
                }
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                link = pc;
                break;
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 43: {
              // JG32 j
              if (!(fr === 0 || (fr ^ (fc << 31) ^ fc ^ (fc << 1)) < 0)) {
                left -= ((pc - start) >> 2) + 1;
                t = code[pc + 1];
                if (t !== 0 && left >= 32) {
                  pc = t;
                  start = t;
                  continue;
                }
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                link = pc;
                break;
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 44: {
              // JMP32 j
              left -= ((pc - start) >> 2) + 1;
              t = code[pc + 1];
              if (t !== 0 && left >= 32) {
                pc = t;
                start = t;
                continue;
              }
              cpu.eip = (eipBase + code[pc + 2]) | 0;
              link = pc;
              break;
            }
            case 45: {
              // CALL32 j
              x = 0;
              y = (eipBase + (code[pc + 3] & 0x1fff)) | 0;
              a = (g[4] - 4) | 0;
              t = write + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) m[(a + m[t + 1]) >>> 2] = y;
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                cpu.writeSlow(a, 4, y);
                x |= cpu.attention;
              }
              g[4] = a;
              if (x !== 0) {
                left -= ((pc - start) >> 2) + 1;
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                break;
              }
              left -= ((pc - start) >> 2) + 1;
              t = code[pc + 1];
              if (t !== 0 && left >= 32) {
                pc = t;
                start = t;
                continue;
              }
              cpu.eip = (eipBase + code[pc + 2]) | 0;
              link = pc;
              break;
            }
            case 46: {
              // CALL32 r
              x = 0;
              r = g[(w >> 14) & 15];
              y = (eipBase + (code[pc + 3] & 0x1fff)) | 0;
              a = (g[4] - 4) | 0;
              t = write + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) m[(a + m[t + 1]) >>> 2] = y;
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                cpu.writeSlow(a, 4, y);
                x |= cpu.attention;
              }
              g[4] = a;
              left -= ((pc - start) >> 2) + 1;
              a = r;
              t2 = (a - eipBase) | 0;
              if ((t2 & -4096) === 0 && left >= 32 && x === 0) {
                t2 |= modeBits;
                t = table[(t2 ^ salt) & 65535];
                if (code[t - 2] === version && code[t - 1] === t2) {
                  pc = t;
                  start = t;
                  continue;
                }
              }
              cpu.eip = a;
              break;
            }
            case 47: {
              // CALL32 m
              x = 0;
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              t = read + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) r = m[(a + m[t + 1]) >>> 2];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                r = cpu.readSlow(a, 4) | 0;
                x |= cpu.attention;
              }
              y = (eipBase + (code[pc + 3] & 0x1fff)) | 0;
              a = (g[4] - 4) | 0;
              t = write + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) m[(a + m[t + 1]) >>> 2] = y;
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                cpu.writeSlow(a, 4, y);
                x |= cpu.attention;
              }
              g[4] = a;
              left -= ((pc - start) >> 2) + 1;
              a = r;
              t2 = (a - eipBase) | 0;
              if ((t2 & -4096) === 0 && left >= 32 && x === 0) {
                t2 |= modeBits;
                t = table[(t2 ^ salt) & 65535];
                if (code[t - 2] === version && code[t - 1] === t2) {
                  pc = t;
                  start = t;
                  continue;
                }
              }
              cpu.eip = a;
              break;
            }
            case 48: {
              // JMP32 r
              x = 0;
              left -= ((pc - start) >> 2) + 1;
              a = g[(w >> 14) & 15];
              t2 = (a - eipBase) | 0;
              if ((t2 & -4096) === 0 && left >= 32 && x === 0) {
                t2 |= modeBits;
                t = table[(t2 ^ salt) & 65535];
                if (code[t - 2] === version && code[t - 1] === t2) {
                  pc = t;
                  start = t;
                  continue;
                }
              }
              cpu.eip = a;
              break;
            }
            case 49: {
              // JMP32 m
              x = 0;
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              t = read + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) r = m[(a + m[t + 1]) >>> 2];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                r = cpu.readSlow(a, 4) | 0;
                x |= cpu.attention;
              }
              left -= ((pc - start) >> 2) + 1;
              a = r;
              t2 = (a - eipBase) | 0;
              if ((t2 & -4096) === 0 && left >= 32 && x === 0) {
                t2 |= modeBits;
                t = table[(t2 ^ salt) & 65535];
                if (code[t - 2] === version && code[t - 1] === t2) {
                  pc = t;
                  start = t;
                  continue;
                }
              }
              cpu.eip = a;
              break;
            }
            case 50: {
              // RET32
              x = 0;
              a = g[4];
              t = read + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) r = m[(a + m[t + 1]) >>> 2];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                r = cpu.readSlow(a, 4) | 0;
                x |= cpu.attention;
              }
              g[4] = (a + 4) | 0;
              left -= ((pc - start) >> 2) + 1;
              a = r;
              t2 = (a - eipBase) | 0;
              if ((t2 & -4096) === 0 && left >= 32 && x === 0) {
                t2 |= modeBits;
                t = table[(t2 ^ salt) & 65535];
                if (code[t - 2] === version && code[t - 1] === t2) {
                  pc = t;
                  start = t;
                  continue;
                }
              }
              cpu.eip = a;
              break;
            }
            case 51: {
              // PUSH32 r
              y = g[(w >> 14) & 15];
              a = (g[4] - 4) | 0;
              t = write + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) m[(a + m[t + 1]) >>> 2] = y;
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                cpu.writeSlow(a, 4, y);
              }
              g[4] = a;
              pc = (pc + 4) | 0;
              continue;
            }
            case 52: {
              // PUSH32 i
              a = (g[4] - 4) | 0;
              t = write + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) m[(a + m[t + 1]) >>> 2] = code[pc + 2];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                cpu.writeSlow(a, 4, code[pc + 2]);
              }
              g[4] = a;
              pc = (pc + 4) | 0;
              continue;
            }
            case 53: {
              // PUSH32 m
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              t = read + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) y = m[(a + m[t + 1]) >>> 2];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                y = cpu.readSlow(a, 4) | 0;
              }
              a = (g[4] - 4) | 0;
              t = write + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) m[(a + m[t + 1]) >>> 2] = y;
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                cpu.writeSlow(a, 4, y);
              }
              g[4] = a;
              pc = (pc + 4) | 0;
              continue;
            }
            case 54: {
              // POP32 r
              a = g[4];
              t = read + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) x = m[(a + m[t + 1]) >>> 2];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                x = cpu.readSlow(a, 4) | 0;
              }
              g[4] = (a + 4) | 0;
              g[(w >> 14) & 15] = x;
              pc = (pc + 4) | 0;
              continue;
            }
            case 55: {
              // LEAVE32
              a = g[5];
              t = read + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) x = m[(a + m[t + 1]) >>> 2];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                x = cpu.readSlow(a, 4) | 0;
              }
              g[4] = (a + 4) | 0;
              g[5] = x;
              pc = (pc + 4) | 0;
              continue;
            }
            case 56: {
              // ADD32 rr
              x = g[(w >> 10) & 15];
              y = g[(w >> 14) & 15];
              r = (x + y) | 0;
              fc = ((x & y) | ((x | y) & ~r)) & -1073741816;
              fr = r;
              g[(w >> 10) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 57: {
              // ADD32 ri
              x = g[(w >> 14) & 15];
              y = code[pc + 2];
              r = (x + y) | 0;
              fc = ((x & y) | ((x | y) & ~r)) & -1073741816;
              fr = r;
              g[(w >> 14) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 58: {
              // ADD32 rm
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              t = read + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) y = m[(a + m[t + 1]) >>> 2];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                y = cpu.readSlow(a, 4) | 0;
              }
              x = g[(w >> 10) & 15];
              r = (x + y) | 0;
              fc = ((x & y) | ((x | y) & ~r)) & -1073741816;
              fr = r;
              g[(w >> 10) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 59: {
              // ADD32 mr
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              y = g[(w >> 10) & 15];
              t = write + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) {
                t = (a + m[t + 1]) >>> 2;
                x = m[t];
                r = (x + y) | 0;
                fc = ((x & y) | ((x | y) & ~r)) & -1073741816;
                fr = r;
                m[t] = r;
              } else {
                cpu.enterSlow(pc, left, start, fr, fc);
                x = cpu.readForUpdate(a, 4) | 0;
                r = (x + y) | 0;
                fc = ((x & y) | ((x | y) & ~r)) & -1073741816;
                fr = r;
                cpu.writeSlow(a, 4, r);
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 60: {
              // ADD32 mi
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              y = code[pc + 2];
              t = write + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) {
                t = (a + m[t + 1]) >>> 2;
                x = m[t];
                r = (x + y) | 0;
                fc = ((x & y) | ((x | y) & ~r)) & -1073741816;
                fr = r;
                m[t] = r;
              } else {
                cpu.enterSlow(pc, left, start, fr, fc);
                x = cpu.readForUpdate(a, 4) | 0;
                r = (x + y) | 0;
                fc = ((x & y) | ((x | y) & ~r)) & -1073741816;
                fr = r;
                cpu.writeSlow(a, 4, r);
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 61: {
              // OR32 rr
              x = g[(w >> 10) & 15];
              y = g[(w >> 14) & 15];
              r = x | y;
              fc = 0;
              fr = r;
              g[(w >> 10) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 62: {
              // OR32 ri
              x = g[(w >> 14) & 15];
              y = code[pc + 2];
              r = x | y;
              fc = 0;
              fr = r;
              g[(w >> 14) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 63: {
              // OR32 rm
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              t = read + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) y = m[(a + m[t + 1]) >>> 2];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                y = cpu.readSlow(a, 4) | 0;
              }
              x = g[(w >> 10) & 15];
              r = x | y;
              fc = 0;
              fr = r;
              g[(w >> 10) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 64: {
              // OR32 mr
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              y = g[(w >> 10) & 15];
              t = write + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) {
                t = (a + m[t + 1]) >>> 2;
                x = m[t];
                r = x | y;
                fc = 0;
                fr = r;
                m[t] = r;
              } else {
                cpu.enterSlow(pc, left, start, fr, fc);
                x = cpu.readForUpdate(a, 4) | 0;
                r = x | y;
                fc = 0;
                fr = r;
                cpu.writeSlow(a, 4, r);
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 65: {
              // OR32 mi
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              y = code[pc + 2];
              t = write + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) {
                t = (a + m[t + 1]) >>> 2;
                x = m[t];
                r = x | y;
                fc = 0;
                fr = r;
                m[t] = r;
              } else {
                cpu.enterSlow(pc, left, start, fr, fc);
                x = cpu.readForUpdate(a, 4) | 0;
                r = x | y;
                fc = 0;
                fr = r;
                cpu.writeSlow(a, 4, r);
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 66: {
              // ADC32 rr
              x = g[(w >> 10) & 15];
              y = g[(w >> 14) & 15];
              r = (x + y + (fc >>> 31)) | 0;
              fc = ((x & y) | ((x | y) & ~r)) & -1073741816;
              fr = r;
              g[(w >> 10) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 67: {
              // ADC32 ri
              x = g[(w >> 14) & 15];
              y = code[pc + 2];
              r = (x + y + (fc >>> 31)) | 0;
              fc = ((x & y) | ((x | y) & ~r)) & -1073741816;
              fr = r;
              g[(w >> 14) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 68: {
              // ADC32 rm
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              t = read + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) y = m[(a + m[t + 1]) >>> 2];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                y = cpu.readSlow(a, 4) | 0;
              }
              x = g[(w >> 10) & 15];
              r = (x + y + (fc >>> 31)) | 0;
              fc = ((x & y) | ((x | y) & ~r)) & -1073741816;
              fr = r;
              g[(w >> 10) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 69: {
              // ADC32 mr
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              y = g[(w >> 10) & 15];
              t = write + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) {
                t = (a + m[t + 1]) >>> 2;
                x = m[t];
                r = (x + y + (fc >>> 31)) | 0;
                fc = ((x & y) | ((x | y) & ~r)) & -1073741816;
                fr = r;
                m[t] = r;
              } else {
                cpu.enterSlow(pc, left, start, fr, fc);
                x = cpu.readForUpdate(a, 4) | 0;
                r = (x + y + (fc >>> 31)) | 0;
                fc = ((x & y) | ((x | y) & ~r)) & -1073741816;
                fr = r;
                cpu.writeSlow(a, 4, r);
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 70: {
              // ADC32 mi
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              y = code[pc + 2];
              t = write + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) {
                t = (a + m[t + 1]) >>> 2;
                x = m[t];
                r = (x + y + (fc >>> 31)) | 0;
                fc = ((x & y) | ((x | y) & ~r)) & -1073741816;
                fr = r;
                m[t] = r;
              } else {
                cpu.enterSlow(pc, left, start, fr, fc);
                x = cpu.readForUpdate(a, 4) | 0;
                r = (x + y + (fc >>> 31)) | 0;
                fc = ((x & y) | ((x | y) & ~r)) & -1073741816;
                fr = r;
                cpu.writeSlow(a, 4, r);
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 71: {
              // SBB32 rr
              x = g[(w >> 10) & 15];
              y = g[(w >> 14) & 15];
              r = (x - y - (fc >>> 31)) | 0;
              fc = ((~x & y) | (~(x ^ y) & r)) & -1073741816;
              fr = r;
              g[(w >> 10) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 72: {
              // SBB32 ri
              x = g[(w >> 14) & 15];
              y = code[pc + 2];
              r = (x - y - (fc >>> 31)) | 0;
              fc = ((~x & y) | (~(x ^ y) & r)) & -1073741816;
              fr = r;
              g[(w >> 14) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 73: {
              // SBB32 rm
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              t = read + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) y = m[(a + m[t + 1]) >>> 2];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                y = cpu.readSlow(a, 4) | 0;
              }
              x = g[(w >> 10) & 15];
              r = (x - y - (fc >>> 31)) | 0;
              fc = ((~x & y) | (~(x ^ y) & r)) & -1073741816;
              fr = r;
              g[(w >> 10) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 74: {
              // SBB32 mr
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              y = g[(w >> 10) & 15];
              t = write + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) {
                t = (a + m[t + 1]) >>> 2;
                x = m[t];
                r = (x - y - (fc >>> 31)) | 0;
                fc = ((~x & y) | (~(x ^ y) & r)) & -1073741816;
                fr = r;
                m[t] = r;
              } else {
                cpu.enterSlow(pc, left, start, fr, fc);
                x = cpu.readForUpdate(a, 4) | 0;
                r = (x - y - (fc >>> 31)) | 0;
                fc = ((~x & y) | (~(x ^ y) & r)) & -1073741816;
                fr = r;
                cpu.writeSlow(a, 4, r);
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 75: {
              // SBB32 mi
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              y = code[pc + 2];
              t = write + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) {
                t = (a + m[t + 1]) >>> 2;
                x = m[t];
                r = (x - y - (fc >>> 31)) | 0;
                fc = ((~x & y) | (~(x ^ y) & r)) & -1073741816;
                fr = r;
                m[t] = r;
              } else {
                cpu.enterSlow(pc, left, start, fr, fc);
                x = cpu.readForUpdate(a, 4) | 0;
                r = (x - y - (fc >>> 31)) | 0;
                fc = ((~x & y) | (~(x ^ y) & r)) & -1073741816;
                fr = r;
                cpu.writeSlow(a, 4, r);
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 76: {
              // AND32 rr
              x = g[(w >> 10) & 15];
              y = g[(w >> 14) & 15];
              r = x & y;
              fc = 0;
              fr = r;
              g[(w >> 10) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 77: {
              // AND32 ri
              x = g[(w >> 14) & 15];
              y = code[pc + 2];
              r = x & y;
              fc = 0;
              fr = r;
              g[(w >> 14) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 78: {
              // AND32 rm
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              t = read + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) y = m[(a + m[t + 1]) >>> 2];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                y = cpu.readSlow(a, 4) | 0;
              }
              x = g[(w >> 10) & 15];
              r = x & y;
              fc = 0;
              fr = r;
              g[(w >> 10) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 79: {
              // AND32 mr
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              y = g[(w >> 10) & 15];
              t = write + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) {
                t = (a + m[t + 1]) >>> 2;
                x = m[t];
                r = x & y;
                fc = 0;
                fr = r;
                m[t] = r;
              } else {
                cpu.enterSlow(pc, left, start, fr, fc);
                x = cpu.readForUpdate(a, 4) | 0;
                r = x & y;
                fc = 0;
                fr = r;
                cpu.writeSlow(a, 4, r);
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 80: {
              // AND32 mi
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              y = code[pc + 2];
              t = write + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) {
                t = (a + m[t + 1]) >>> 2;
                x = m[t];
                r = x & y;
                fc = 0;
                fr = r;
                m[t] = r;
              } else {
                cpu.enterSlow(pc, left, start, fr, fc);
                x = cpu.readForUpdate(a, 4) | 0;
                r = x & y;
                fc = 0;
                fr = r;
                cpu.writeSlow(a, 4, r);
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 81: {
              // SUB32 rr
              x = g[(w >> 10) & 15];
              y = g[(w >> 14) & 15];
              r = (x - y) | 0;
              fc = ((~x & y) | (~(x ^ y) & r)) & -1073741816;
              fr = r;
              g[(w >> 10) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 82: {
              // SUB32 ri
              x = g[(w >> 14) & 15];
              y = code[pc + 2];
              r = (x - y) | 0;
              fc = ((~x & y) | (~(x ^ y) & r)) & -1073741816;
              fr = r;
              g[(w >> 14) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 83: {
              // SUB32 rm
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              t = read + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) y = m[(a + m[t + 1]) >>> 2];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                y = cpu.readSlow(a, 4) | 0;
              }
              x = g[(w >> 10) & 15];
              r = (x - y) | 0;
              fc = ((~x & y) | (~(x ^ y) & r)) & -1073741816;
              fr = r;
              g[(w >> 10) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 84: {
              // SUB32 mr
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              y = g[(w >> 10) & 15];
              t = write + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) {
                t = (a + m[t + 1]) >>> 2;
                x = m[t];
                r = (x - y) | 0;
                fc = ((~x & y) | (~(x ^ y) & r)) & -1073741816;
                fr = r;
                m[t] = r;
              } else {
                cpu.enterSlow(pc, left, start, fr, fc);
                x = cpu.readForUpdate(a, 4) | 0;
                r = (x - y) | 0;
                fc = ((~x & y) | (~(x ^ y) & r)) & -1073741816;
                fr = r;
                cpu.writeSlow(a, 4, r);
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 85: {
              // SUB32 mi
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              y = code[pc + 2];
              t = write + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) {
                t = (a + m[t + 1]) >>> 2;
                x = m[t];
                r = (x - y) | 0;
                fc = ((~x & y) | (~(x ^ y) & r)) & -1073741816;
                fr = r;
                m[t] = r;
              } else {
                cpu.enterSlow(pc, left, start, fr, fc);
                x = cpu.readForUpdate(a, 4) | 0;
                r = (x - y) | 0;
                fc = ((~x & y) | (~(x ^ y) & r)) & -1073741816;
                fr = r;
                cpu.writeSlow(a, 4, r);
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 86: {
              // XOR32 rr
              x = g[(w >> 10) & 15];
              y = g[(w >> 14) & 15];
              r = x ^ y;
              fc = 0;
              fr = r;
              g[(w >> 10) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 87: {
              // XOR32 ri
              x = g[(w >> 14) & 15];
              y = code[pc + 2];
              r = x ^ y;
              fc = 0;
              fr = r;
              g[(w >> 14) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 88: {
              // XOR32 rm
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              t = read + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) y = m[(a + m[t + 1]) >>> 2];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                y = cpu.readSlow(a, 4) | 0;
              }
              x = g[(w >> 10) & 15];
              r = x ^ y;
              fc = 0;
              fr = r;
              g[(w >> 10) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 89: {
              // XOR32 mr
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              y = g[(w >> 10) & 15];
              t = write + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) {
                t = (a + m[t + 1]) >>> 2;
                x = m[t];
                r = x ^ y;
                fc = 0;
                fr = r;
                m[t] = r;
              } else {
                cpu.enterSlow(pc, left, start, fr, fc);
                x = cpu.readForUpdate(a, 4) | 0;
                r = x ^ y;
                fc = 0;
                fr = r;
                cpu.writeSlow(a, 4, r);
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 90: {
              // XOR32 mi
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              y = code[pc + 2];
              t = write + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) {
                t = (a + m[t + 1]) >>> 2;
                x = m[t];
                r = x ^ y;
                fc = 0;
                fr = r;
                m[t] = r;
              } else {
                cpu.enterSlow(pc, left, start, fr, fc);
                x = cpu.readForUpdate(a, 4) | 0;
                r = x ^ y;
                fc = 0;
                fr = r;
                cpu.writeSlow(a, 4, r);
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 91: {
              // CMP32 rr
              x = g[(w >> 10) & 15];
              y = g[(w >> 14) & 15];
              r = (x - y) | 0;
              fc = ((~x & y) | (~(x ^ y) & r)) & -1073741816;
              fr = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 92: {
              // CMP32 ri
              x = g[(w >> 14) & 15];
              y = code[pc + 2];
              r = (x - y) | 0;
              fc = ((~x & y) | (~(x ^ y) & r)) & -1073741816;
              fr = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 93: {
              // CMP32 rm
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              t = read + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) y = m[(a + m[t + 1]) >>> 2];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                y = cpu.readSlow(a, 4) | 0;
              }
              x = g[(w >> 10) & 15];
              r = (x - y) | 0;
              fc = ((~x & y) | (~(x ^ y) & r)) & -1073741816;
              fr = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 94: {
              // CMP32 mr
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              t = read + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) x = m[(a + m[t + 1]) >>> 2];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                x = cpu.readSlow(a, 4) | 0;
              }
              y = g[(w >> 10) & 15];
              r = (x - y) | 0;
              fc = ((~x & y) | (~(x ^ y) & r)) & -1073741816;
              fr = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 95: {
              // CMP32 mi
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              t = read + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) x = m[(a + m[t + 1]) >>> 2];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                x = cpu.readSlow(a, 4) | 0;
              }
              y = code[pc + 2];
              r = (x - y) | 0;
              fc = ((~x & y) | (~(x ^ y) & r)) & -1073741816;
              fr = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 96: {
              // TEST32 rr
              x = g[(w >> 10) & 15];
              y = g[(w >> 14) & 15];
              r = x & y;
              fc = 0;
              fr = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 97: {
              // TEST32 ri
              x = g[(w >> 14) & 15];
              y = code[pc + 2];
              r = x & y;
              fc = 0;
              fr = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 98: {
              // TEST32 mr
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              t = read + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) x = m[(a + m[t + 1]) >>> 2];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                x = cpu.readSlow(a, 4) | 0;
              }
              y = g[(w >> 10) & 15];
              r = x & y;
              fc = 0;
              fr = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 99: {
              // TEST32 mi
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              t = read + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) x = m[(a + m[t + 1]) >>> 2];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                x = cpu.readSlow(a, 4) | 0;
              }
              y = code[pc + 2];
              r = x & y;
              fc = 0;
              fr = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 100: {
              // ADD8 rr
              x = g8[(w >> 10) & 15];
              y = g8[(w >> 14) & 15];
              r = (x + y) | 0;
              t2 = (x & y) | ((x | y) & ~r);
              fc = ((t2 << 24) & -0x40000000) | (t2 & 8);
              fr = (r << 24) >> 24;
              g8[(w >> 10) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 101: {
              // ADD8 ri
              x = g8[(w >> 14) & 15];
              y = code[pc + 2];
              r = (x + y) | 0;
              t2 = (x & y) | ((x | y) & ~r);
              fc = ((t2 << 24) & -0x40000000) | (t2 & 8);
              fr = (r << 24) >> 24;
              g8[(w >> 14) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 102: {
              // ADD8 rm
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              t = read + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4096)) y = m8[(a + m[t + 1]) >>> 0];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                y = cpu.readSlow(a, 1) | 0;
              }
              x = g8[(w >> 10) & 15];
              r = (x + y) | 0;
              t2 = (x & y) | ((x | y) & ~r);
              fc = ((t2 << 24) & -0x40000000) | (t2 & 8);
              fr = (r << 24) >> 24;
              g8[(w >> 10) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 103: {
              // ADD8 mr
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              y = g8[(w >> 10) & 15];
              t = write + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4096)) {
                t = (a + m[t + 1]) >>> 0;
                x = m8[t];
                r = (x + y) | 0;
                t2 = (x & y) | ((x | y) & ~r);
                fc = ((t2 << 24) & -0x40000000) | (t2 & 8);
                fr = (r << 24) >> 24;
                m8[t] = r;
              } else {
                cpu.enterSlow(pc, left, start, fr, fc);
                x = cpu.readForUpdate(a, 1) | 0;
                r = (x + y) | 0;
                t2 = (x & y) | ((x | y) & ~r);
                fc = ((t2 << 24) & -0x40000000) | (t2 & 8);
                fr = (r << 24) >> 24;
                cpu.writeSlow(a, 1, r);
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 104: {
              // ADD8 mi
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              y = code[pc + 2];
              t = write + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4096)) {
                t = (a + m[t + 1]) >>> 0;
                x = m8[t];
                r = (x + y) | 0;
                t2 = (x & y) | ((x | y) & ~r);
                fc = ((t2 << 24) & -0x40000000) | (t2 & 8);
                fr = (r << 24) >> 24;
                m8[t] = r;
              } else {
                cpu.enterSlow(pc, left, start, fr, fc);
                x = cpu.readForUpdate(a, 1) | 0;
                r = (x + y) | 0;
                t2 = (x & y) | ((x | y) & ~r);
                fc = ((t2 << 24) & -0x40000000) | (t2 & 8);
                fr = (r << 24) >> 24;
                cpu.writeSlow(a, 1, r);
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 105: {
              // OR8 rr
              x = g8[(w >> 10) & 15];
              y = g8[(w >> 14) & 15];
              r = x | y;
              fc = 0;
              fr = (r << 24) >> 24;
              g8[(w >> 10) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 106: {
              // OR8 ri
              x = g8[(w >> 14) & 15];
              y = code[pc + 2];
              r = x | y;
              fc = 0;
              fr = (r << 24) >> 24;
              g8[(w >> 14) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 107: {
              // OR8 rm
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              t = read + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4096)) y = m8[(a + m[t + 1]) >>> 0];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                y = cpu.readSlow(a, 1) | 0;
              }
              x = g8[(w >> 10) & 15];
              r = x | y;
              fc = 0;
              fr = (r << 24) >> 24;
              g8[(w >> 10) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 108: {
              // OR8 mr
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              y = g8[(w >> 10) & 15];
              t = write + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4096)) {
                t = (a + m[t + 1]) >>> 0;
                x = m8[t];
                r = x | y;
                fc = 0;
                fr = (r << 24) >> 24;
                m8[t] = r;
              } else {
                cpu.enterSlow(pc, left, start, fr, fc);
                x = cpu.readForUpdate(a, 1) | 0;
                r = x | y;
                fc = 0;
                fr = (r << 24) >> 24;
                cpu.writeSlow(a, 1, r);
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 109: {
              // OR8 mi
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              y = code[pc + 2];
              t = write + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4096)) {
                t = (a + m[t + 1]) >>> 0;
                x = m8[t];
                r = x | y;
                fc = 0;
                fr = (r << 24) >> 24;
                m8[t] = r;
              } else {
                cpu.enterSlow(pc, left, start, fr, fc);
                x = cpu.readForUpdate(a, 1) | 0;
                r = x | y;
                fc = 0;
                fr = (r << 24) >> 24;
                cpu.writeSlow(a, 1, r);
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 110: {
              // ADC8 rr
              x = g8[(w >> 10) & 15];
              y = g8[(w >> 14) & 15];
              r = (x + y + (fc >>> 31)) | 0;
              t2 = (x & y) | ((x | y) & ~r);
              fc = ((t2 << 24) & -0x40000000) | (t2 & 8);
              fr = (r << 24) >> 24;
              g8[(w >> 10) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 111: {
              // ADC8 ri
              x = g8[(w >> 14) & 15];
              y = code[pc + 2];
              r = (x + y + (fc >>> 31)) | 0;
              t2 = (x & y) | ((x | y) & ~r);
              fc = ((t2 << 24) & -0x40000000) | (t2 & 8);
              fr = (r << 24) >> 24;
              g8[(w >> 14) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 112: {
              // ADC8 rm
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              t = read + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4096)) y = m8[(a + m[t + 1]) >>> 0];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                y = cpu.readSlow(a, 1) | 0;
              }
              x = g8[(w >> 10) & 15];
              r = (x + y + (fc >>> 31)) | 0;
              t2 = (x & y) | ((x | y) & ~r);
              fc = ((t2 << 24) & -0x40000000) | (t2 & 8);
              fr = (r << 24) >> 24;
              g8[(w >> 10) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 113: {
              // ADC8 mr
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              y = g8[(w >> 10) & 15];
              t = write + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4096)) {
                t = (a + m[t + 1]) >>> 0;
                x = m8[t];
                r = (x + y + (fc >>> 31)) | 0;
                t2 = (x & y) | ((x | y) & ~r);
                fc = ((t2 << 24) & -0x40000000) | (t2 & 8);
                fr = (r << 24) >> 24;
                m8[t] = r;
              } else {
                cpu.enterSlow(pc, left, start, fr, fc);
                x = cpu.readForUpdate(a, 1) | 0;
                r = (x + y + (fc >>> 31)) | 0;
                t2 = (x & y) | ((x | y) & ~r);
                fc = ((t2 << 24) & -0x40000000) | (t2 & 8);
                fr = (r << 24) >> 24;
                cpu.writeSlow(a, 1, r);
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 114: {
              // ADC8 mi
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              y = code[pc + 2];
              t = write + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4096)) {
                t = (a + m[t + 1]) >>> 0;
                x = m8[t];
                r = (x + y + (fc >>> 31)) | 0;
                t2 = (x & y) | ((x | y) & ~r);
                fc = ((t2 << 24) & -0x40000000) | (t2 & 8);
                fr = (r << 24) >> 24;
                m8[t] = r;
              } else {
                cpu.enterSlow(pc, left, start, fr, fc);
                x = cpu.readForUpdate(a, 1) | 0;
                r = (x + y + (fc >>> 31)) | 0;
                t2 = (x & y) | ((x | y) & ~r);
                fc = ((t2 << 24) & -0x40000000) | (t2 & 8);
                fr = (r << 24) >> 24;
                cpu.writeSlow(a, 1, r);
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 115: {
              // SBB8 rr
              x = g8[(w >> 10) & 15];
              y = g8[(w >> 14) & 15];
              r = (x - y - (fc >>> 31)) | 0;
              t2 = (~x & y) | (~(x ^ y) & r);
              fc = ((t2 << 24) & -0x40000000) | (t2 & 8);
              fr = (r << 24) >> 24;
              g8[(w >> 10) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 116: {
              // SBB8 ri
              x = g8[(w >> 14) & 15];
              y = code[pc + 2];
              r = (x - y - (fc >>> 31)) | 0;
              t2 = (~x & y) | (~(x ^ y) & r);
              fc = ((t2 << 24) & -0x40000000) | (t2 & 8);
              fr = (r << 24) >> 24;
              g8[(w >> 14) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 117: {
              // SBB8 rm
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              t = read + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4096)) y = m8[(a + m[t + 1]) >>> 0];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                y = cpu.readSlow(a, 1) | 0;
              }
              x = g8[(w >> 10) & 15];
              r = (x - y - (fc >>> 31)) | 0;
              t2 = (~x & y) | (~(x ^ y) & r);
              fc = ((t2 << 24) & -0x40000000) | (t2 & 8);
              fr = (r << 24) >> 24;
              g8[(w >> 10) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 118: {
              // SBB8 mr
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              y = g8[(w >> 10) & 15];
              t = write + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4096)) {
                t = (a + m[t + 1]) >>> 0;
                x = m8[t];
                r = (x - y - (fc >>> 31)) | 0;
                t2 = (~x & y) | (~(x ^ y) & r);
                fc = ((t2 << 24) & -0x40000000) | (t2 & 8);
                fr = (r << 24) >> 24;
                m8[t] = r;
              } else {
                cpu.enterSlow(pc, left, start, fr, fc);
                x = cpu.readForUpdate(a, 1) | 0;
                r = (x - y - (fc >>> 31)) | 0;
                t2 = (~x & y) | (~(x ^ y) & r);
                fc = ((t2 << 24) & -0x40000000) | (t2 & 8);
                fr = (r << 24) >> 24;
                cpu.writeSlow(a, 1, r);
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 119: {
              // SBB8 mi
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              y = code[pc + 2];
              t = write + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4096)) {
                t = (a + m[t + 1]) >>> 0;
                x = m8[t];
                r = (x - y - (fc >>> 31)) | 0;
                t2 = (~x & y) | (~(x ^ y) & r);
                fc = ((t2 << 24) & -0x40000000) | (t2 & 8);
                fr = (r << 24) >> 24;
                m8[t] = r;
              } else {
                cpu.enterSlow(pc, left, start, fr, fc);
                x = cpu.readForUpdate(a, 1) | 0;
                r = (x - y - (fc >>> 31)) | 0;
                t2 = (~x & y) | (~(x ^ y) & r);
                fc = ((t2 << 24) & -0x40000000) | (t2 & 8);
                fr = (r << 24) >> 24;
                cpu.writeSlow(a, 1, r);
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 120: {
              // AND8 rr
              x = g8[(w >> 10) & 15];
              y = g8[(w >> 14) & 15];
              r = x & y;
              fc = 0;
              fr = (r << 24) >> 24;
              g8[(w >> 10) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 121: {
              // AND8 ri
              x = g8[(w >> 14) & 15];
              y = code[pc + 2];
              r = x & y;
              fc = 0;
              fr = (r << 24) >> 24;
              g8[(w >> 14) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 122: {
              // AND8 rm
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              t = read + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4096)) y = m8[(a + m[t + 1]) >>> 0];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                y = cpu.readSlow(a, 1) | 0;
              }
              x = g8[(w >> 10) & 15];
              r = x & y;
              fc = 0;
              fr = (r << 24) >> 24;
              g8[(w >> 10) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 123: {
              // AND8 mr
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              y = g8[(w >> 10) & 15];
              t = write + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4096)) {
                t = (a + m[t + 1]) >>> 0;
                x = m8[t];
                r = x & y;
                fc = 0;
                fr = (r << 24) >> 24;
                m8[t] = r;
              } else {
                cpu.enterSlow(pc, left, start, fr, fc);
                x = cpu.readForUpdate(a, 1) | 0;
                r = x & y;
                fc = 0;
                fr = (r << 24) >> 24;
                cpu.writeSlow(a, 1, r);
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 124: {
              // AND8 mi
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              y = code[pc + 2];
              t = write + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4096)) {
                t = (a + m[t + 1]) >>> 0;
                x = m8[t];
                r = x & y;
                fc = 0;
                fr = (r << 24) >> 24;
                m8[t] = r;
              } else {
                cpu.enterSlow(pc, left, start, fr, fc);
                x = cpu.readForUpdate(a, 1) | 0;
                r = x & y;
                fc = 0;
                fr = (r << 24) >> 24;
                cpu.writeSlow(a, 1, r);
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 125: {
              // SUB8 rr
              x = g8[(w >> 10) & 15];
              y = g8[(w >> 14) & 15];
              r = (x - y) | 0;
              t2 = (~x & y) | (~(x ^ y) & r);
              fc = ((t2 << 24) & -0x40000000) | (t2 & 8);
              fr = (r << 24) >> 24;
              g8[(w >> 10) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 126: {
              // SUB8 ri
              x = g8[(w >> 14) & 15];
              y = code[pc + 2];
              r = (x - y) | 0;
              t2 = (~x & y) | (~(x ^ y) & r);
              fc = ((t2 << 24) & -0x40000000) | (t2 & 8);
              fr = (r << 24) >> 24;
              g8[(w >> 14) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 127: {
              // SUB8 rm
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              t = read + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4096)) y = m8[(a + m[t + 1]) >>> 0];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                y = cpu.readSlow(a, 1) | 0;
              }
              x = g8[(w >> 10) & 15];
              r = (x - y) | 0;
              t2 = (~x & y) | (~(x ^ y) & r);
              fc = ((t2 << 24) & -0x40000000) | (t2 & 8);
              fr = (r << 24) >> 24;
              g8[(w >> 10) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 128: {
              // SUB8 mr
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              y = g8[(w >> 10) & 15];
              t = write + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4096)) {
                t = (a + m[t + 1]) >>> 0;
                x = m8[t];
                r = (x - y) | 0;
                t2 = (~x & y) | (~(x ^ y) & r);
                fc = ((t2 << 24) & -0x40000000) | (t2 & 8);
                fr = (r << 24) >> 24;
                m8[t] = r;
              } else {
                cpu.enterSlow(pc, left, start, fr, fc);
                x = cpu.readForUpdate(a, 1) | 0;
                r = (x - y) | 0;
                t2 = (~x & y) | (~(x ^ y) & r);
                fc = ((t2 << 24) & -0x40000000) | (t2 & 8);
                fr = (r << 24) >> 24;
                cpu.writeSlow(a, 1, r);
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 129: {
              // SUB8 mi
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              y = code[pc + 2];
              t = write + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4096)) {
                t = (a + m[t + 1]) >>> 0;
                x = m8[t];
                r = (x - y) | 0;
                t2 = (~x & y) | (~(x ^ y) & r);
                fc = ((t2 << 24) & -0x40000000) | (t2 & 8);
                fr = (r << 24) >> 24;
                m8[t] = r;
              } else {
                cpu.enterSlow(pc, left, start, fr, fc);
                x = cpu.readForUpdate(a, 1) | 0;
                r = (x - y) | 0;
                t2 = (~x & y) | (~(x ^ y) & r);
                fc = ((t2 << 24) & -0x40000000) | (t2 & 8);
                fr = (r << 24) >> 24;
                cpu.writeSlow(a, 1, r);
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 130: {
              // XOR8 rr
              x = g8[(w >> 10) & 15];
              y = g8[(w >> 14) & 15];
              r = x ^ y;
              fc = 0;
              fr = (r << 24) >> 24;
              g8[(w >> 10) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 131: {
              // XOR8 ri
              x = g8[(w >> 14) & 15];
              y = code[pc + 2];
              r = x ^ y;
              fc = 0;
              fr = (r << 24) >> 24;
              g8[(w >> 14) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 132: {
              // XOR8 rm
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              t = read + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4096)) y = m8[(a + m[t + 1]) >>> 0];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                y = cpu.readSlow(a, 1) | 0;
              }
              x = g8[(w >> 10) & 15];
              r = x ^ y;
              fc = 0;
              fr = (r << 24) >> 24;
              g8[(w >> 10) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 133: {
              // XOR8 mr
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              y = g8[(w >> 10) & 15];
              t = write + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4096)) {
                t = (a + m[t + 1]) >>> 0;
                x = m8[t];
                r = x ^ y;
                fc = 0;
                fr = (r << 24) >> 24;
                m8[t] = r;
              } else {
                cpu.enterSlow(pc, left, start, fr, fc);
                x = cpu.readForUpdate(a, 1) | 0;
                r = x ^ y;
                fc = 0;
                fr = (r << 24) >> 24;
                cpu.writeSlow(a, 1, r);
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 134: {
              // XOR8 mi
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              y = code[pc + 2];
              t = write + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4096)) {
                t = (a + m[t + 1]) >>> 0;
                x = m8[t];
                r = x ^ y;
                fc = 0;
                fr = (r << 24) >> 24;
                m8[t] = r;
              } else {
                cpu.enterSlow(pc, left, start, fr, fc);
                x = cpu.readForUpdate(a, 1) | 0;
                r = x ^ y;
                fc = 0;
                fr = (r << 24) >> 24;
                cpu.writeSlow(a, 1, r);
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 135: {
              // CMP8 rr
              x = g8[(w >> 10) & 15];
              y = g8[(w >> 14) & 15];
              r = (x - y) | 0;
              t2 = (~x & y) | (~(x ^ y) & r);
              fc = ((t2 << 24) & -0x40000000) | (t2 & 8);
              fr = (r << 24) >> 24;
              pc = (pc + 4) | 0;
              continue;
            }
            case 136: {
              // CMP8 ri
              x = g8[(w >> 14) & 15];
              y = code[pc + 2];
              r = (x - y) | 0;
              t2 = (~x & y) | (~(x ^ y) & r);
              fc = ((t2 << 24) & -0x40000000) | (t2 & 8);
              fr = (r << 24) >> 24;
              pc = (pc + 4) | 0;
              continue;
            }
            case 137: {
              // CMP8 rm
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              t = read + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4096)) y = m8[(a + m[t + 1]) >>> 0];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                y = cpu.readSlow(a, 1) | 0;
              }
              x = g8[(w >> 10) & 15];
              r = (x - y) | 0;
              t2 = (~x & y) | (~(x ^ y) & r);
              fc = ((t2 << 24) & -0x40000000) | (t2 & 8);
              fr = (r << 24) >> 24;
              pc = (pc + 4) | 0;
              continue;
            }
            case 138: {
              // CMP8 mr
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              t = read + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4096)) x = m8[(a + m[t + 1]) >>> 0];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                x = cpu.readSlow(a, 1) | 0;
              }
              y = g8[(w >> 10) & 15];
              r = (x - y) | 0;
              t2 = (~x & y) | (~(x ^ y) & r);
              fc = ((t2 << 24) & -0x40000000) | (t2 & 8);
              fr = (r << 24) >> 24;
              pc = (pc + 4) | 0;
              continue;
            }
            case 139: {
              // CMP8 mi
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              t = read + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4096)) x = m8[(a + m[t + 1]) >>> 0];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                x = cpu.readSlow(a, 1) | 0;
              }
              y = code[pc + 2];
              r = (x - y) | 0;
              t2 = (~x & y) | (~(x ^ y) & r);
              fc = ((t2 << 24) & -0x40000000) | (t2 & 8);
              fr = (r << 24) >> 24;
              pc = (pc + 4) | 0;
              continue;
            }
            case 140: {
              // TEST8 rr
              x = g8[(w >> 10) & 15];
              y = g8[(w >> 14) & 15];
              r = x & y;
              fc = 0;
              fr = (r << 24) >> 24;
              pc = (pc + 4) | 0;
              continue;
            }
            case 141: {
              // TEST8 ri
              x = g8[(w >> 14) & 15];
              y = code[pc + 2];
              r = x & y;
              fc = 0;
              fr = (r << 24) >> 24;
              pc = (pc + 4) | 0;
              continue;
            }
            case 142: {
              // TEST8 mr
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              t = read + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4096)) x = m8[(a + m[t + 1]) >>> 0];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                x = cpu.readSlow(a, 1) | 0;
              }
              y = g8[(w >> 10) & 15];
              r = x & y;
              fc = 0;
              fr = (r << 24) >> 24;
              pc = (pc + 4) | 0;
              continue;
            }
            case 143: {
              // TEST8 mi
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              t = read + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4096)) x = m8[(a + m[t + 1]) >>> 0];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                x = cpu.readSlow(a, 1) | 0;
              }
              y = code[pc + 2];
              r = x & y;
              fc = 0;
              fr = (r << 24) >> 24;
              pc = (pc + 4) | 0;
              continue;
            }
            case 144: {
              // INC32 r
              x = g[(w >> 14) & 15];
              r = (x + 1) | 0;
              t2 = r === -0x80000000 ? 0x40000000 : 0;
              fc = (fc & -0x80000000) | (((fc >>> 1) ^ t2) & 0x40000000) | ((r & 15) === 0 ? 8 : 0);
              fr = r;
              g[(w >> 14) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 145: {
              // DEC32 r
              x = g[(w >> 14) & 15];
              r = (x - 1) | 0;
              t2 = r === 0x7fffffff ? 0x40000000 : 0;
              fc = (fc & -0x80000000) | (((fc >>> 1) ^ t2) & 0x40000000) | ((r & 15) === 15 ? 8 : 0);
              fr = r;
              g[(w >> 14) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 146: {
              // INC32 m
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              t = write + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) {
                t = (a + m[t + 1]) >>> 2;
                x = m[t];
                r = (x + 1) | 0;
                t2 = r === -0x80000000 ? 0x40000000 : 0;
                fc = (fc & -0x80000000) | (((fc >>> 1) ^ t2) & 0x40000000) | ((r & 15) === 0 ? 8 : 0);
                fr = r;
                m[t] = r;
              } else {
                cpu.enterSlow(pc, left, start, fr, fc);
                x = cpu.readForUpdate(a, 4) | 0;
                r = (x + 1) | 0;
                t2 = r === -0x80000000 ? 0x40000000 : 0;
                fc = (fc & -0x80000000) | (((fc >>> 1) ^ t2) & 0x40000000) | ((r & 15) === 0 ? 8 : 0);
                fr = r;
                cpu.writeSlow(a, 4, r);
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 147: {
              // DEC32 m
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              t = write + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) {
                t = (a + m[t + 1]) >>> 2;
                x = m[t];
                r = (x - 1) | 0;
                t2 = r === 0x7fffffff ? 0x40000000 : 0;
                fc = (fc & -0x80000000) | (((fc >>> 1) ^ t2) & 0x40000000) | ((r & 15) === 15 ? 8 : 0);
                fr = r;
                m[t] = r;
              } else {
                cpu.enterSlow(pc, left, start, fr, fc);
                x = cpu.readForUpdate(a, 4) | 0;
                r = (x - 1) | 0;
                t2 = r === 0x7fffffff ? 0x40000000 : 0;
                fc = (fc & -0x80000000) | (((fc >>> 1) ^ t2) & 0x40000000) | ((r & 15) === 15 ? 8 : 0);
                fr = r;
                cpu.writeSlow(a, 4, r);
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 148: {
              // NEG32 r
              x = 0;
              y = g[(w >> 14) & 15];
              r = (x - y) | 0;
              fc = ((~x & y) | (~(x ^ y) & r)) & -1073741816;
              fr = r;
              g[(w >> 14) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 149: {
              // NOT32 r
              g[(w >> 14) & 15] = ~g[(w >> 14) & 15];
              pc = (pc + 4) | 0;
              continue;
            }
            case 150: {
              // IMUL32 rr
              y = g[(w >> 14) & 15];
              x = g[(w >> 10) & 15];
              r = Math.imul(x, y);
              fc = x * y === r ? 0 : -0x80000000;
              if (r === 0) {
                fr = 1;
                fc |= 0x100;
              } else fr = r;
              g[(w >> 10) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 151: {
              // IMUL32 rm
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              t = read + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) y = m[(a + m[t + 1]) >>> 2];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                y = cpu.readSlow(a, 4) | 0;
              }
              x = g[(w >> 10) & 15];
              r = Math.imul(x, y);
              fc = x * y === r ? 0 : -0x80000000;
              if (r === 0) {
                fr = 1;
                fc |= 0x100;
              } else fr = r;
              g[(w >> 10) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 152: {
              // IMUL32 rri
              y = code[pc + 2];
              x = g[(w >> 14) & 15];
              r = Math.imul(x, y);
              fc = x * y === r ? 0 : -0x80000000;
              if (r === 0) {
                fr = 1;
                fc |= 0x100;
              } else fr = r;
              g[(w >> 10) & 15] = r;
              pc = (pc + 4) | 0;
              continue;
            }
            case 153: {
              // CMOV32 rr
              if (condition((code[pc + 3] >> 20) & 15, fr, fc)) g[(w >> 10) & 15] = g[(w >> 14) & 15];
              pc = (pc + 4) | 0;
              continue;
            }
            case 154: {
              // CMOV32 rm
              a = (g[(w >> 14) & 15] + (g[(w >> 18) & 15] << ((w >> 22) & 3)) + code[pc + 1]) | 0;
              t = read + ((a >>> 11) & 0x3fe);
              if (m[t] === (a & -4093)) y = m[(a + m[t + 1]) >>> 2];
              else {
                cpu.enterSlow(pc, left, start, fr, fc);
                y = cpu.readSlow(a, 4) | 0;
              }
              if (condition((code[pc + 3] >> 20) & 15, fr, fc)) g[(w >> 10) & 15] = y;
              pc = (pc + 4) | 0;
              continue;
            }
            case 155: {
              // SET8 r
              g8[(w >> 14) & 15] = condition((code[pc + 3] >> 20) & 15, fr, fc) ? 1 : 0;
              pc = (pc + 4) | 0;
              continue;
            }
            case 156: {
              // SHL32 ri
              y = code[pc + 2] & 31;
              if (y !== 0) {
                x = g[(w >> 14) & 15];
                r = x << y;
                t = (x >>> (32 - y)) & 1;
                t2 = (x ^ (x << 1)) >>> 31;
                fc = (t << 31) | ((t ^ t2) << 30);
                fr = r;
                g[(w >> 14) & 15] = r;
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 157: {
              // SHL32 rc
              y = g8[4] & 31;
              if (y !== 0) {
                x = g[(w >> 14) & 15];
                r = x << y;
                t = (x >>> (32 - y)) & 1;
                t2 = (x ^ (x << 1)) >>> 31;
                fc = (t << 31) | ((t ^ t2) << 30);
                fr = r;
                g[(w >> 14) & 15] = r;
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 158: {
              // SHR32 ri
              y = code[pc + 2] & 31;
              if (y !== 0) {
                x = g[(w >> 14) & 15];
                r = x >>> y;
                t = (x >>> (y - 1)) & 1;
                t2 = x >>> 31;
                fc = (t << 31) | ((t ^ t2) << 30);
                r |= 0;
                fr = r;
                g[(w >> 14) & 15] = r;
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 159: {
              // SHR32 rc
              y = g8[4] & 31;
              if (y !== 0) {
                x = g[(w >> 14) & 15];
                r = x >>> y;
                t = (x >>> (y - 1)) & 1;
                t2 = x >>> 31;
                fc = (t << 31) | ((t ^ t2) << 30);
                r |= 0;
                fr = r;
                g[(w >> 14) & 15] = r;
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 160: {
              // SAR32 ri
              y = code[pc + 2] & 31;
              if (y !== 0) {
                x = g[(w >> 14) & 15];
                r = x >> y;
                fc = ((x >> (y - 1)) & 1) === 0 ? 0 : -0x40000000;
                fr = r;
                g[(w >> 14) & 15] = r;
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 161: {
              // SAR32 rc
              y = g8[4] & 31;
              if (y !== 0) {
                x = g[(w >> 14) & 15];
                r = x >> y;
                fc = ((x >> (y - 1)) & 1) === 0 ? 0 : -0x40000000;
                fr = r;
                g[(w >> 14) & 15] = r;
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 162: {
              // ROL32 ri
              y = code[pc + 2] & 31;
              if (y !== 0) {
                x = g[(w >> 14) & 15];
                r = (x << y) | (x >>> (32 - y));
                t = r << 31;
                t2 = x ^ (x << 1);
                g[(w >> 14) & 15] = r;
                if (y === 1) fc = (fc & 0x3fffffff) | t | (((t ^ t2) >>> 1) & 0x40000000);
                else {
                  t ^= fc & -0x80000000;
                  fc ^= t | (t >>> 1);
                }
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 163: {
              // ROR32 ri
              y = code[pc + 2] & 31;
              if (y !== 0) {
                x = g[(w >> 14) & 15];
                r = (x >>> y) | (x << (32 - y));
                t = r & -0x80000000;
                t2 = x ^ (x << 31);
                g[(w >> 14) & 15] = r;
                if (y === 1) fc = (fc & 0x3fffffff) | t | (((t ^ t2) >>> 1) & 0x40000000);
                else {
                  t ^= fc & -0x80000000;
                  fc ^= t | (t >>> 1);
                }
              }
              pc = (pc + 4) | 0;
              continue;
            }
            case 164: {
              // CMP32 rr+JE32 j
              x = g[(w >> 10) & 15];
              y = g[(w >> 14) & 15];
              r = (x - y) | 0;
              fc = ((~x & y) | (~(x ^ y) & r)) & -1073741816;
              fr = r;
              if (x === y) {
                pc = (pc + 4) | 0;
                left -= ((pc - start) >> 2) + 1;
                t = code[pc + 1];
                if (t !== 0 && left >= 32) {
                  pc = t;
                  start = t;
                  continue;
                }
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                link = pc;
                break;
              }
              pc = (pc + 8) | 0;
              continue;
            }
            case 165: {
              // CMP32 rr+JNE32 j
              x = g[(w >> 10) & 15];
              y = g[(w >> 14) & 15];
              r = (x - y) | 0;
              fc = ((~x & y) | (~(x ^ y) & r)) & -1073741816;
              fr = r;
              if (x !== y) {
                pc = (pc + 4) | 0;
                left -= ((pc - start) >> 2) + 1;
                t = code[pc + 1];
                if (t !== 0 && left >= 32) {
                  pc = t;
                  start = t;
                  continue;
                }
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                link = pc;
                break;
              }
              pc = (pc + 8) | 0;
              continue;
            }
            case 166: {
              // CMP32 rr+JB32 j
              x = g[(w >> 10) & 15];
              y = g[(w >> 14) & 15];
              r = (x - y) | 0;
              fc = ((~x & y) | (~(x ^ y) & r)) & -1073741816;
              fr = r;
              if (x >>> 0 < y >>> 0) {
                pc = (pc + 4) | 0;
                left -= ((pc - start) >> 2) + 1;
                t = code[pc + 1];
                if (t !== 0 && left >= 32) {
                  pc = t;
                  start = t;
                  continue;
                }
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                link = pc;
                break;
              }
              pc = (pc + 8) | 0;
              continue;
            }
            case 167: {
              // CMP32 rr+JAE32 j
              x = g[(w >> 10) & 15];
              y = g[(w >> 14) & 15];
              r = (x - y) | 0;
              fc = ((~x & y) | (~(x ^ y) & r)) & -1073741816;
              fr = r;
              if (x >>> 0 >= y >>> 0) {
                pc = (pc + 4) | 0;
                left -= ((pc - start) >> 2) + 1;
                t = code[pc + 1];
                if (t !== 0 && left >= 32) {
                  pc = t;
                  start = t;
                  continue;
                }
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                link = pc;
                break;
              }
              pc = (pc + 8) | 0;
              continue;
            }
            case 168: {
              // CMP32 rr+JBE32 j
              x = g[(w >> 10) & 15];
              y = g[(w >> 14) & 15];
              r = (x - y) | 0;
              fc = ((~x & y) | (~(x ^ y) & r)) & -1073741816;
              fr = r;
              if (x >>> 0 <= y >>> 0) {
                pc = (pc + 4) | 0;
                left -= ((pc - start) >> 2) + 1;
                t = code[pc + 1];
                if (t !== 0 && left >= 32) {
                  pc = t;
                  start = t;
                  continue;
                }
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                link = pc;
                break;
              }
              pc = (pc + 8) | 0;
              continue;
            }
            case 169: {
              // CMP32 rr+JA32 j
              x = g[(w >> 10) & 15];
              y = g[(w >> 14) & 15];
              r = (x - y) | 0;
              fc = ((~x & y) | (~(x ^ y) & r)) & -1073741816;
              fr = r;
              if (x >>> 0 > y >>> 0) {
                pc = (pc + 4) | 0;
                left -= ((pc - start) >> 2) + 1;
                t = code[pc + 1];
                if (t !== 0 && left >= 32) {
                  pc = t;
                  start = t;
                  continue;
                }
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                link = pc;
                break;
              }
              pc = (pc + 8) | 0;
              continue;
            }
            case 170: {
              // CMP32 rr+JL32 j
              x = g[(w >> 10) & 15];
              y = g[(w >> 14) & 15];
              r = (x - y) | 0;
              fc = ((~x & y) | (~(x ^ y) & r)) & -1073741816;
              fr = r;
              if (x < y) {
                pc = (pc + 4) | 0;
                left -= ((pc - start) >> 2) + 1;
                t = code[pc + 1];
                if (t !== 0 && left >= 32) {
                  pc = t;
                  start = t;
                  continue;
                }
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                link = pc;
                break;
              }
              pc = (pc + 8) | 0;
              continue;
            }
            case 171: {
              // CMP32 rr+JGE32 j
              x = g[(w >> 10) & 15];
              y = g[(w >> 14) & 15];
              r = (x - y) | 0;
              fc = ((~x & y) | (~(x ^ y) & r)) & -1073741816;
              fr = r;
              if (x >= y) {
                pc = (pc + 4) | 0;
                left -= ((pc - start) >> 2) + 1;
                t = code[pc + 1];
                if (t !== 0 && left >= 32) {
                  pc = t;
                  start = t;
                  continue;
                }
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                link = pc;
                break;
              }
              pc = (pc + 8) | 0;
              continue;
            }
            case 172: {
              // CMP32 rr+JLE32 j
              x = g[(w >> 10) & 15];
              y = g[(w >> 14) & 15];
              r = (x - y) | 0;
              fc = ((~x & y) | (~(x ^ y) & r)) & -1073741816;
              fr = r;
              if (x <= y) {
                pc = (pc + 4) | 0;
                left -= ((pc - start) >> 2) + 1;
                t = code[pc + 1];
                if (t !== 0 && left >= 32) {
                  pc = t;
                  start = t;
                  continue;
                }
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                link = pc;
                break;
              }
              pc = (pc + 8) | 0;
              continue;
            }
            case 173: {
              // CMP32 rr+JG32 j
              x = g[(w >> 10) & 15];
              y = g[(w >> 14) & 15];
              r = (x - y) | 0;
              fc = ((~x & y) | (~(x ^ y) & r)) & -1073741816;
              fr = r;
              if (x > y) {
                pc = (pc + 4) | 0;
                left -= ((pc - start) >> 2) + 1;
                t = code[pc + 1];
                if (t !== 0 && left >= 32) {
                  pc = t;
                  start = t;
                  continue;
                }
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                link = pc;
                break;
              }
              pc = (pc + 8) | 0;
              continue;
            }
            case 174: {
              // CMP32 ri+JE32 j
              x = g[(w >> 14) & 15];
              y = code[pc + 2];
              r = (x - y) | 0;
              fc = ((~x & y) | (~(x ^ y) & r)) & -1073741816;
              fr = r;
              if (x === y) {
                pc = (pc + 4) | 0;
                left -= ((pc - start) >> 2) + 1;
                t = code[pc + 1];
                if (t !== 0 && left >= 32) {
                  pc = t;
                  start = t;
                  continue;
                }
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                link = pc;
                break;
              }
              pc = (pc + 8) | 0;
              continue;
            }
            case 175: {
              // CMP32 ri+JNE32 j
              x = g[(w >> 14) & 15];
              y = code[pc + 2];
              r = (x - y) | 0;
              fc = ((~x & y) | (~(x ^ y) & r)) & -1073741816;
              fr = r;
              if (x !== y) {
                pc = (pc + 4) | 0;
                left -= ((pc - start) >> 2) + 1;
                t = code[pc + 1];
                if (t !== 0 && left >= 32) {
                  pc = t;
                  start = t;
                  continue;
                }
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                link = pc;
                break;
              }
              pc = (pc + 8) | 0;
              continue;
            }
            case 176: {
              // CMP32 ri+JB32 j
              x = g[(w >> 14) & 15];
              y = code[pc + 2];
              r = (x - y) | 0;
              fc = ((~x & y) | (~(x ^ y) & r)) & -1073741816;
              fr = r;
              if (x >>> 0 < y >>> 0) {
                pc = (pc + 4) | 0;
                left -= ((pc - start) >> 2) + 1;
                t = code[pc + 1];
                if (t !== 0 && left >= 32) {
                  pc = t;
                  start = t;
                  continue;
                }
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                link = pc;
                break;
              }
              pc = (pc + 8) | 0;
              continue;
            }
            case 177: {
              // CMP32 ri+JAE32 j
              x = g[(w >> 14) & 15];
              y = code[pc + 2];
              r = (x - y) | 0;
              fc = ((~x & y) | (~(x ^ y) & r)) & -1073741816;
              fr = r;
              if (x >>> 0 >= y >>> 0) {
                pc = (pc + 4) | 0;
                left -= ((pc - start) >> 2) + 1;
                t = code[pc + 1];
                if (t !== 0 && left >= 32) {
                  pc = t;
                  start = t;
                  continue;
                }
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                link = pc;
                break;
              }
              pc = (pc + 8) | 0;
              continue;
            }
            case 178: {
              // CMP32 ri+JBE32 j
              x = g[(w >> 14) & 15];
              y = code[pc + 2];
              r = (x - y) | 0;
              fc = ((~x & y) | (~(x ^ y) & r)) & -1073741816;
              fr = r;
              if (x >>> 0 <= y >>> 0) {
                pc = (pc + 4) | 0;
                left -= ((pc - start) >> 2) + 1;
                t = code[pc + 1];
                if (t !== 0 && left >= 32) {
                  pc = t;
                  start = t;
                  continue;
                }
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                link = pc;
                break;
              }
              pc = (pc + 8) | 0;
              continue;
            }
            case 179: {
              // CMP32 ri+JA32 j
              x = g[(w >> 14) & 15];
              y = code[pc + 2];
              r = (x - y) | 0;
              fc = ((~x & y) | (~(x ^ y) & r)) & -1073741816;
              fr = r;
              if (x >>> 0 > y >>> 0) {
                pc = (pc + 4) | 0;
                left -= ((pc - start) >> 2) + 1;
                t = code[pc + 1];
                if (t !== 0 && left >= 32) {
                  pc = t;
                  start = t;
                  continue;
                }
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                link = pc;
                break;
              }
              pc = (pc + 8) | 0;
              continue;
            }
            case 180: {
              // CMP32 ri+JL32 j
              x = g[(w >> 14) & 15];
              y = code[pc + 2];
              r = (x - y) | 0;
              fc = ((~x & y) | (~(x ^ y) & r)) & -1073741816;
              fr = r;
              if (x < y) {
                pc = (pc + 4) | 0;
                left -= ((pc - start) >> 2) + 1;
                t = code[pc + 1];
                if (t !== 0 && left >= 32) {
                  pc = t;
                  start = t;
                  continue;
                }
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                link = pc;
                break;
              }
              pc = (pc + 8) | 0;
              continue;
            }
            case 181: {
              // CMP32 ri+JGE32 j
              x = g[(w >> 14) & 15];
              y = code[pc + 2];
              r = (x - y) | 0;
              fc = ((~x & y) | (~(x ^ y) & r)) & -1073741816;
              fr = r;
              if (x >= y) {
                pc = (pc + 4) | 0;
                left -= ((pc - start) >> 2) + 1;
                t = code[pc + 1];
                if (t !== 0 && left >= 32) {
                  pc = t;
                  start = t;
                  continue;
                }
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                link = pc;
                break;
              }
              pc = (pc + 8) | 0;
              continue;
            }
            case 182: {
              // CMP32 ri+JLE32 j
              x = g[(w >> 14) & 15];
              y = code[pc + 2];
              r = (x - y) | 0;
              fc = ((~x & y) | (~(x ^ y) & r)) & -1073741816;
              fr = r;
              if (x <= y) {
                pc = (pc + 4) | 0;
                left -= ((pc - start) >> 2) + 1;
                t = code[pc + 1];
                if (t !== 0 && left >= 32) {
                  pc = t;
                  start = t;
                  continue;
                }
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                link = pc;
                break;
              }
              pc = (pc + 8) | 0;
              continue;
            }
            case 183: {
              // CMP32 ri+JG32 j
              x = g[(w >> 14) & 15];
              y = code[pc + 2];
              r = (x - y) | 0;
              fc = ((~x & y) | (~(x ^ y) & r)) & -1073741816;
              fr = r;
              if (x > y) {
                pc = (pc + 4) | 0;
                left -= ((pc - start) >> 2) + 1;
                t = code[pc + 1];
                if (t !== 0 && left >= 32) {
                  pc = t;
                  start = t;
                  continue;
                }
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                link = pc;
                break;
              }
              pc = (pc + 8) | 0;
              continue;
            }
            case 184: {
              // TEST32 rr+JE32 j
              x = g[(w >> 10) & 15];
              y = g[(w >> 14) & 15];
              r = x & y;
              fc = 0;
              fr = r;
              if (fr === 0) {
                pc = (pc + 4) | 0;
                left -= ((pc - start) >> 2) + 1;
                t = code[pc + 1];
                if (t !== 0 && left >= 32) {
                  pc = t;
                  start = t;
                  continue;
                }
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                link = pc;
                break;
              }
              pc = (pc + 8) | 0;
              continue;
            }
            case 185: {
              // TEST32 rr+JNE32 j
              x = g[(w >> 10) & 15];
              y = g[(w >> 14) & 15];
              r = x & y;
              fc = 0;
              fr = r;
              if (fr !== 0) {
                pc = (pc + 4) | 0;
                left -= ((pc - start) >> 2) + 1;
                t = code[pc + 1];
                if (t !== 0 && left >= 32) {
                  pc = t;
                  start = t;
                  continue;
                }
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                link = pc;
                break;
              }
              pc = (pc + 8) | 0;
              continue;
            }
            case 186: {
              // TEST8 ri+JE32 j
              x = g8[(w >> 14) & 15];
              y = code[pc + 2];
              r = x & y;
              fc = 0;
              fr = (r << 24) >> 24;
              if (fr === 0) {
                pc = (pc + 4) | 0;
                left -= ((pc - start) >> 2) + 1;
                t = code[pc + 1];
                if (t !== 0 && left >= 32) {
                  pc = t;
                  start = t;
                  continue;
                }
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                link = pc;
                break;
              }
              pc = (pc + 8) | 0;
              continue;
            }
            case 187: {
              // TEST8 ri+JNE32 j
              x = g8[(w >> 14) & 15];
              y = code[pc + 2];
              r = x & y;
              fc = 0;
              fr = (r << 24) >> 24;
              if (fr !== 0) {
                pc = (pc + 4) | 0;
                left -= ((pc - start) >> 2) + 1;
                t = code[pc + 1];
                if (t !== 0 && left >= 32) {
                  pc = t;
                  start = t;
                  continue;
                }
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                link = pc;
                break;
              }
              pc = (pc + 8) | 0;
              continue;
            }
            case 188: {
              // CMP8 ri+JE32 j
              x = g8[(w >> 14) & 15];
              y = code[pc + 2];
              r = (x - y) | 0;
              t2 = (~x & y) | (~(x ^ y) & r);
              fc = ((t2 << 24) & -0x40000000) | (t2 & 8);
              fr = (r << 24) >> 24;
              if (fr === 0) {
                pc = (pc + 4) | 0;
                left -= ((pc - start) >> 2) + 1;
                t = code[pc + 1];
                if (t !== 0 && left >= 32) {
                  pc = t;
                  start = t;
                  continue;
                }
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                link = pc;
                break;
              }
              pc = (pc + 8) | 0;
              continue;
            }
            case 189: {
              // CMP8 ri+JNE32 j
              x = g8[(w >> 14) & 15];
              y = code[pc + 2];
              r = (x - y) | 0;
              t2 = (~x & y) | (~(x ^ y) & r);
              fc = ((t2 << 24) & -0x40000000) | (t2 & 8);
              fr = (r << 24) >> 24;
              if (fr !== 0) {
                pc = (pc + 4) | 0;
                left -= ((pc - start) >> 2) + 1;
                t = code[pc + 1];
                if (t !== 0 && left >= 32) {
                  pc = t;
                  start = t;
                  continue;
                }
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                link = pc;
                break;
              }
              pc = (pc + 8) | 0;
              continue;
            }
            case 190: {
              // SUB32 ri+JE32 j
              x = g[(w >> 14) & 15];
              y = code[pc + 2];
              r = (x - y) | 0;
              fc = ((~x & y) | (~(x ^ y) & r)) & -1073741816;
              fr = r;
              g[(w >> 14) & 15] = r;
              if (fr === 0) {
                pc = (pc + 4) | 0;
                left -= ((pc - start) >> 2) + 1;
                t = code[pc + 1];
                if (t !== 0 && left >= 32) {
                  pc = t;
                  start = t;
                  continue;
                }
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                link = pc;
                break;
              }
              pc = (pc + 8) | 0;
              continue;
            }
            case 191: {
              // SUB32 ri+JNE32 j
              x = g[(w >> 14) & 15];
              y = code[pc + 2];
              r = (x - y) | 0;
              fc = ((~x & y) | (~(x ^ y) & r)) & -1073741816;
              fr = r;
              g[(w >> 14) & 15] = r;
              if (fr !== 0) {
                pc = (pc + 4) | 0;
                left -= ((pc - start) >> 2) + 1;
                t = code[pc + 1];
                if (t !== 0 && left >= 32) {
                  pc = t;
                  start = t;
                  continue;
                }
                cpu.eip = (eipBase + code[pc + 2]) | 0;
                link = pc;
                break;
              }
              pc = (pc + 8) | 0;
              continue;
            }
            default: {
              const handler = w & 0x3ff;
              cpu.enterSlow(pc, left, start, fr, fc);
              putRegisters(m);
              cpu.eip = (eipBase + (code[pc + 3] & 0x1fff)) | 0;
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
