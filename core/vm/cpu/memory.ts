/** Memory by linear address: a page of the derived tables at once, everything else by `readSlow` and `writeSlow`. */
import { WORD } from "../layout.ts";
import { CR0, VECTOR } from "./architecture.ts";
import { AC } from "./flags.ts";
import { FAST_READ, FAST_WRITE, Paging, WRITE } from "./paging.ts";

export class Memory extends Paging {
  read(address: number, size: number): number {
    if (size === 2) return this.read32(address);
    return size === 1 ? this.read16(address) : this.read8(address);
  }

  write(address: number, size: number, value: number): void {
    if (size === 2) this.write32(address, value);
    else if (size === 1) this.write16(address, value);
    else this.write8(address, value);
  }

  read8(address: number): number {
    const m = this.m32;
    const entry = FAST_READ + this.privilege + ((address >>> 11) & 0x3fe);
    if (m[entry] === (address & 0xffff_f000)) return this.m8[(address + m[entry + 1]) >>> 0];
    return this.readSlow(address, 1);
  }

  read16(address: number): number {
    const m = this.m32;
    const entry = FAST_READ + this.privilege + ((address >>> 11) & 0x3fe);
    if (m[entry] === (address & 0xffff_f001)) return this.m16[(address + m[entry + 1]) >>> 1];
    return this.readSlow(address, 2);
  }

  read32(address: number): number {
    const m = this.m32;
    const entry = FAST_READ + this.privilege + ((address >>> 11) & 0x3fe);
    if (m[entry] === (address & 0xffff_f003)) return m[(address + m[entry + 1]) >>> 2];
    return this.readSlow(address, 4);
  }

  write8(address: number, value: number): void {
    const m = this.m32;
    const entry = FAST_WRITE + this.privilege + ((address >>> 11) & 0x3fe);
    if (m[entry] === (address & 0xffff_f000)) this.m8[(address + m[entry + 1]) >>> 0] = value;
    else this.writeSlow(address, 1, value);
  }

  write16(address: number, value: number): void {
    const m = this.m32;
    const entry = FAST_WRITE + this.privilege + ((address >>> 11) & 0x3fe);
    if (m[entry] === (address & 0xffff_f001)) this.m16[(address + m[entry + 1]) >>> 1] = value;
    else this.writeSlow(address, 2, value);
  }

  write32(address: number, value: number): void {
    const m = this.m32;
    const entry = FAST_WRITE + this.privilege + ((address >>> 11) & 0x3fe);
    if (m[entry] === (address & 0xffff_f003)) m[(address + m[entry + 1]) >>> 2] = value;
    else this.writeSlow(address, 4, value);
  }

  /** Offset in the linear memory of a byte whose page may be read without a second look; -1 for others. */
  fastRead(address: number): number {
    const entry = FAST_READ + this.privilege + ((address >>> 11) & 0x3fe);
    return this.m32[entry] === (address & 0xffff_f000) ? (address + this.m32[entry + 1]) >>> 0 : -1;
  }

  /** The same for writing. */
  fastWrite(address: number): number {
    const entry = FAST_WRITE + this.privilege + ((address >>> 11) & 0x3fe);
    return this.m32[entry] === (address & 0xffff_f000) ? (address + this.m32[entry + 1]) >>> 0 : -1;
  }

  /** Everything but an aligned access to a page of the derived table: unaligned, page-crossing, MMIO, TLB miss. */
  readSlow(address: number, byteCount: number): number {
    if ((address & (byteCount - 1)) !== 0 && this.alignmentChecked) this.faultWith(VECTOR.AC, 0);
    const entry = FAST_READ + this.privilege + ((address >>> 11) & 0x3fe);
    if (this.m32[entry] === (address & 0xffff_f000) && (address & 0xfff) + byteCount <= 0x1000) {
      const at = (address + this.m32[entry + 1]) >>> 0;
      const m8 = this.m8;
      if (byteCount === 1) return m8[at];
      const low = m8[at] | (m8[at + 1] << 8);
      return byteCount === 2 ? low : low | (m8[at + 2] << 16) | (m8[at + 3] << 24);
    }
    if (this.dataBreakpoints) this.watch(address, byteCount, false);
    const inPage = 0x1000 - (address & 0xfff);
    const first = this.translate(address, 0);
    if (byteCount <= inPage) return this.readPhysical(first, byteCount);
    const second = this.translate((address + inPage) | 0, 0);
    let value = 0;
    for (let i = 0; i < byteCount; i += 1) {
      value |= this.readPhysical(i < inPage ? first + i : second + i - inPage, 1) << (8 * i);
    }
    return value;
  }

  writeSlow(address: number, byteCount: number, value: number): void {
    if ((address & (byteCount - 1)) !== 0 && this.alignmentChecked) this.faultWith(VECTOR.AC, 0);
    const entry = FAST_WRITE + this.privilege + ((address >>> 11) & 0x3fe);
    if (this.m32[entry] === (address & 0xffff_f000) && (address & 0xfff) + byteCount <= 0x1000) {
      const at = (address + this.m32[entry + 1]) >>> 0;
      const m8 = this.m8;
      m8[at] = value;
      if (byteCount >= 2) m8[at + 1] = value >> 8;
      if (byteCount === 4) {
        m8[at + 2] = value >> 16;
        m8[at + 3] = value >> 24;
      }
      return;
    }
    if (this.dataBreakpoints) this.watch(address, byteCount, true);
    const inPage = 0x1000 - (address & 0xfff);
    const first = this.translate(address, WRITE);
    if (byteCount <= inPage) {
      this.writePhysical(first, byteCount, value);
      return;
    }
    const second = this.translate((address + inPage) | 0, WRITE);
    for (let i = 0; i < byteCount; i += 1) {
      this.writePhysical(i < inPage ? first + i : second + i - inPage, 1, (value >>> (8 * i)) & 0xff);
    }
  }

  /** Reads what `writeSlow` will write back, faulting as the write would. */
  readForUpdate(address: number, byteCount: number): number {
    this.probeWrite(address, byteCount);
    if (byteCount === 1) return this.read8(address);
    return byteCount === 2 ? this.read16(address) : this.read32(address);
  }

  /** Faults as a write of these bytes would, without writing. */
  probeWrite(address: number, byteCount: number): void {
    const m = this.m32;
    const entry = FAST_WRITE + this.privilege + ((address >>> 11) & 0x3fe);
    if (m[entry] === (address & (0xffff_f000 | (byteCount - 1)))) return;
    if ((address & (byteCount - 1)) !== 0 && this.alignmentChecked) this.faultWith(VECTOR.AC, 0);
    this.translate(address, WRITE);
    if ((address & 0xfff) + byteCount > 0x1000) this.translate(((address & ~0xfff) + 0x1000) | 0, WRITE);
  }

  /** Accesses to descriptor tables and task states: with supervisor rights whatever the CPL. */
  readSystem(address: number, size: number): number {
    const privilege = this.privilege;
    this.privilege = 0;
    const value = this.read(address, size);
    this.privilege = privilege;
    return value;
  }

  writeSystem(address: number, size: number, value: number): void {
    const privilege = this.privilege;
    this.privilege = 0;
    this.write(address, size, value);
    this.privilege = privilege;
  }

  /** CR0.AM, EFLAGS.AC and CPL 3: unaligned accesses fault. */
  get alignmentChecked(): boolean {
    return this.privilege !== 0 && (this.m32[WORD.CR0] & CR0.AM) !== 0 && (this.m32[WORD.FLAGS] & AC) !== 0;
  }
}
