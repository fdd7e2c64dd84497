/**
 * From linear to physical addresses: page tables, TLB, and the derived tables in front of it (layout.ts). SDM vol. 3,
 * chapter 4.
 */
import {
  CODE_TLB_ENTRIES,
  CODE_TLB_OFFSET,
  FAST_READ_OFFSET,
  FAST_WRITE_OFFSET,
  RAM_OFFSET,
  TLB_ENTRIES,
  TLB_FLAG,
  TLB_OFFSET,
  WORD,
} from "../layout.ts";
import { CR0, CR4, VECTOR } from "./architecture.ts";
import { Storage } from "./storage.ts";

export const FAST_READ = FAST_READ_OFFSET >> 2;
export const FAST_WRITE = FAST_WRITE_OFFSET >> 2;
/** Words of one of the two tables (supervisor, user) for reads or writes. */
export const FAST_WORDS = TLB_ENTRIES * 2;
const TLB = TLB_OFFSET >> 2;
const CODE_TLB = CODE_TLB_OFFSET >> 2;

export const WRITE = 1;
const FETCH = 2;

export class Paging extends Storage {
  /** Word offset into the derived tables: 0 for supervisor accesses, `FAST_WORDS` for those of CPL 3. */
  privilege = 0;
  /** Linear page that code runs in, with its translation in force; low bits set: none. */
  codePage = 1;
  codePhysical = 0;
  /** All of that page is RAM and within the limit of CS. */
  wholePage = false;

  /** Makes the next instruction fetch look at the TLB again. */
  leaveCodePage(): void {
    this.codePage = 1;
  }

  /** Physical address of a data access; fills the TLB and the derived tables. */
  translate(address: number, access: number): number {
    const m = this.m32;
    const user = this.privilege !== 0;
    let physical = address;
    if (m[WORD.CR0] < 0) {
      const entry = TLB + ((address >>> 12) & (TLB_ENTRIES - 1)) * 2;
      const tag = m[entry];
      if (((tag ^ address) & 0xffff_f000) !== 0 || !this.permits(tag, access, user)) this.walk(address, access, entry);
      physical = m[entry + 1] | (address & 0xfff);
    }
    physical = (physical & m[WORD.A20_MASK]) >>> 0;
    if (physical < this.memory.ramBytes) this.arm(address, physical, access);
    return physical;
  }

  /** Physical address of an instruction byte, through the code TLB. */
  translateFetch(address: number): number {
    const m = this.m32;
    let physical = address;
    if (m[WORD.CR0] < 0) {
      const entry = CODE_TLB + ((address >>> 12) & (CODE_TLB_ENTRIES - 1)) * 2;
      const tag = m[entry];
      if (((tag ^ address) & 0xffff_f000) !== 0 || !this.permits(tag, 0, this.privilege !== 0))
        this.walk(address, FETCH, entry);
      physical = m[entry + 1] | (address & 0xfff);
    }
    return (physical & m[WORD.A20_MASK]) >>> 0;
  }

  private permits(tag: number, access: number, user: boolean): boolean {
    if ((tag & TLB_FLAG.VALID) === 0) return false;
    if (user && (tag & TLB_FLAG.USER) === 0) return false;
    if ((access & WRITE) === 0) return true;
    if ((tag & TLB_FLAG.DIRTY) === 0) return false;
    return (tag & TLB_FLAG.WRITABLE) !== 0 || (!user && (this.m32[WORD.CR0] & CR0.WP) === 0);
  }

  /** Walks the page tables and fills the TLB entry, or raises #PF (SDM vol. 3, 4.3, 4.6 to 4.8). */
  private walk(address: number, access: number, entry: number): void {
    const m = this.m32;
    const user = this.privilege !== 0;
    const write = (access & WRITE) !== 0;
    const directoryAt = ((m[WORD.CR3] & 0xffff_f000) | ((address >>> 20) & 0xffc)) & m[WORD.A20_MASK];
    const directory = this.readPhysical(directoryAt >>> 0, 4);
    if ((directory & 1) === 0) this.pageFault(address, access, entry, 0);
    const large = (directory & 0x80) !== 0 && (m[WORD.CR4] & CR4.PSE) !== 0;
    let tableAt = 0;
    let table = directory;
    let rights = directory;
    let frame: number;
    if (large) {
      if ((directory & 0x3f_e000) !== 0) this.pageFault(address, access, entry, 9);
      frame = (directory & 0xffc0_0000) | (address & 0x3f_f000);
    } else {
      tableAt = ((directory & 0xffff_f000) | ((address >>> 10) & 0xffc)) & m[WORD.A20_MASK];
      table = this.readPhysical(tableAt >>> 0, 4);
      if ((table & 1) === 0) this.pageFault(address, access, entry, 0);
      rights = directory & table;
      frame = table & 0xffff_f000;
    }
    const writable = (rights & 2) !== 0;
    if (user && (rights & 4) === 0) this.pageFault(address, access, entry, 1);
    if (write && !writable && (user || (m[WORD.CR0] & CR0.WP) !== 0)) this.pageFault(address, access, entry, 1);

    const dirty = write ? 0x40 : 0;
    if (large) {
      if ((directory & (0x20 | dirty)) !== (0x20 | dirty))
        this.writePhysical(directoryAt >>> 0, 4, directory | 0x20 | dirty);
    } else {
      if ((directory & 0x20) === 0) this.writePhysical(directoryAt >>> 0, 4, directory | 0x20);
      if ((table & (0x20 | dirty)) !== (0x20 | dirty)) this.writePhysical(tableAt >>> 0, 4, table | 0x20 | dirty);
    }
    if (access !== FETCH) this.disarm(address);
    m[entry] =
      (address & 0xffff_f000) |
      TLB_FLAG.VALID |
      (write ? TLB_FLAG.DIRTY : 0) |
      (writable ? TLB_FLAG.WRITABLE : 0) |
      ((rights & 4) === 0 ? 0 : TLB_FLAG.USER) |
      (large ? TLB_FLAG.LARGE : 0);
    m[entry + 1] = frame;
  }

  /** #PF; `present` is the P bit of the error code, with bit 3 for a reserved bit that is set. */
  private pageFault(address: number, access: number, entry: number, present: number): never {
    const m = this.m32;
    m[WORD.CR2] = address;
    if (((m[entry] ^ address) & 0xffff_f000) === 0) {
      m[entry] = 0;
      if (access !== FETCH) this.disarm(address);
    }
    const user = this.privilege === 0 ? 0 : 4;
    this.faultWith(VECTOR.PF, present | ((access & WRITE) << 1) | user);
  }

  /** INVLPG: drops the translations of a page, or of the whole 4 MiB page that covers it. */
  invalidatePage(address: number): void {
    this.invalidateIn(TLB, TLB_ENTRIES, address);
    this.invalidateIn(CODE_TLB, CODE_TLB_ENTRIES, address);
    this.memory.dropDerived();
  }

  private invalidateIn(table: number, entries: number, address: number): void {
    const m = this.m32;
    const own = table + ((address >>> 12) & (entries - 1)) * 2;
    if (((m[own] ^ address) & 0xffff_f000) === 0) m[own] = 0;
    for (let entry = table; entry < table + entries * 2; entry += 2) {
      if ((m[entry] & TLB_FLAG.LARGE) !== 0 && ((m[entry] ^ address) & 0xffc0_0000) === 0) m[entry] = 0;
    }
  }

  /** Drops all translations: load of CR3, change of CR0.PG, WP, CR4.PSE. */
  flushTlb(): void {
    this.m32.fill(0, TLB, TLB + TLB_ENTRIES * 2);
    this.m32.fill(0, CODE_TLB, CODE_TLB + CODE_TLB_ENTRIES * 2);
    this.memory.dropDerived();
  }

  /** Enters a page of RAM into the derived tables, where no access to it needs a second look. */
  private arm(address: number, physical: number, access: number): void {
    const m = this.m32;
    if (this.dataBreakpoints && this.isWatched(address)) return;
    const index = this.privilege + ((address >>> 11) & 0x3fe);
    const addend = ((physical & ~0xfff) + RAM_OFFSET - (address & 0xffff_f000)) | 0;
    m[FAST_READ + index] = address & 0xffff_f000;
    m[FAST_READ + index + 1] = addend;
    if ((access & WRITE) !== 0 && !this.blocks.hasCode(physical >>> 12)) {
      this.memory.markWritten(physical, 1);
      m[FAST_WRITE + index] = address & 0xffff_f000;
      m[FAST_WRITE + index + 1] = addend;
    }
  }

  /** Drops what the derived tables hold at the place of this page. */
  private disarm(address: number): void {
    const m = this.m32;
    const index = (address >>> 11) & 0x3fe;
    m[FAST_READ + index] = -1;
    m[FAST_READ + FAST_WORDS + index] = -1;
    m[FAST_WRITE + index] = -1;
    m[FAST_WRITE + FAST_WORDS + index] = -1;
  }
}
