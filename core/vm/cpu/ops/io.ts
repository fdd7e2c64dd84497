/** IN and OUT, with the I/O permission map (SDM vol. 1, 18.5). */
import type { AccessSize } from "../../bus.ts";
import { SEGMENT, SEGMENT_WORD, WORD } from "../../layout.ts";
import { CR0, CR4 } from "../architecture.ts";
import type { CpuContext } from "../context.ts";
import { VM } from "../flags.ts";

/** #GP(0) unless IOPL, or the permission map of the task, lets the program use `byteCount` ports from `port`. */
export function checkPort(cpu: CpuContext, port: number, byteCount: number): void {
  const m = cpu.m32;
  if ((m[WORD.CR0] & CR0.PE) === 0) return;
  if ((m[WORD.FLAGS] & VM) === 0 && cpu.cpl <= cpu.iopl) return;
  const base = cpu.segmentWord(SEGMENT.TR, SEGMENT_WORD.BASE);
  const limit = cpu.segmentWord(SEGMENT.TR, SEGMENT_WORD.LIMIT) >>> 0;
  const attributes = cpu.segmentWord(SEGMENT.TR, SEGMENT_WORD.ATTRIBUTES);
  if ((attributes & 0x8900) !== 0x8900 || (attributes & 0x800) === 0 || limit < 0x67) cpu.generalProtection(0);
  const mapAt = cpu.readSystem((base + 0x66) | 0, 1) + (port >> 3);
  // Two bytes are always read: the bits of one access may straddle them.
  if (mapAt + 1 > limit) cpu.generalProtection(0);
  const bits = cpu.readSystem((base + mapAt) | 0, 1) >> (port & 7);
  if ((bits & ((1 << byteCount) - 1)) !== 0) cpu.generalProtection(0);
}

/** I/O breakpoints (CR4.DE, R/W 2). */
function watchPort(cpu: CpuContext, port: number, byteCount: number): void {
  const m = cpu.m32;
  const control = m[WORD.DR + 7];
  if ((control & 0xff) === 0 || (m[WORD.CR4] & CR4.DE) === 0) return;
  for (let i = 0; i < 4; i += 1) {
    if (((control >> (2 * i)) & 3) === 0 || ((control >> (16 + 4 * i)) & 3) !== 2) continue;
    const length = ((control >> (18 + 4 * i)) & 3) + 1;
    const start = m[WORD.DR + i] & ~(length - 1);
    if (port < start + length && start < port + byteCount) {
      m[WORD.PENDING_DEBUG] |= 1 << i;
      cpu.attention = 1;
    }
  }
}

/** `size` is log2 of the bytes. */
export function portIn(cpu: CpuContext, port: number, size: number): number {
  watchPort(cpu, port, 1 << size);
  return cpu.bus.portRead(port, (1 << size) as AccessSize) | 0;
}

export function portOut(cpu: CpuContext, port: number, size: number, value: number): void {
  watchPort(cpu, port, 1 << size);
  cpu.bus.portWrite(port, (1 << size) as AccessSize, size === 2 ? value >>> 0 : value & ((1 << (8 << size)) - 1));
}

function input(cpu: CpuContext, pc: number, port: number): void {
  const size = (cpu.code[pc] >> 24) & 3;
  checkPort(cpu, port, 1 << size);
  cpu.setRegister(size, WORD.GPR, portIn(cpu, port, size));
}

function output(cpu: CpuContext, pc: number, port: number): void {
  const size = (cpu.code[pc] >> 24) & 3;
  checkPort(cpu, port, 1 << size);
  portOut(cpu, port, size, cpu.getRegister(size, WORD.GPR));
}

export function inI(cpu: CpuContext, pc: number): void {
  input(cpu, pc, cpu.code[pc + 2] & 0xff);
}

export function inDx(cpu: CpuContext, pc: number): void {
  input(cpu, pc, cpu.m16[4]);
}

export function outI(cpu: CpuContext, pc: number): void {
  output(cpu, pc, cpu.code[pc + 2] & 0xff);
}

export function outDx(cpu: CpuContext, pc: number): void {
  output(cpu, pc, cpu.m16[4]);
}
