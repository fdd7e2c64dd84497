/**
 * The one linear memory of a VM: CPU state, TLB and RAM at offsets declared here and nowhere else (DESIGN 4).
 *
 * Three regions:
 * - `[0, STATE_BYTES)`: architectural state. What runs from here on depends on these bytes and on RAM alone: a snapshot
 *   or digest takes them as they are, between two units.
 * - `[DERIVED_OFFSET, RAM_OFFSET)`: what the interpreter derives from them to be fast. Never part of a snapshot; may be
 *   thrown away at any time without a trace in the run.
 * - `[RAM_OFFSET, RAM_OFFSET + ramBytes)`: guest RAM, physical address 0 first.
 *
 * Dirty pages. The TLB is architectural, so whoever wants to know which pages were written may not touch it. Writes on
 * the fast path go through the derived write table; an entry there says "this translation is in the TLB, and its page is
 * already marked in the present epoch and holds no decoded code". `beginEpoch` empties that table alone: the next write
 * to each page takes the slow path once, finds its translation in the TLB, and marks the page. Each consumer (snapshot,
 * digest, VMotion) remembers the epoch that it began, so none disturbs another.
 */

/** Indices of 32-bit words of the architectural state. Byte offset: times 4. */
export const WORD = {
  /** EAX, ECX, EDX, EBX, ESP, EBP, ESI, EDI. */
  GPR: 0,
  /** Always 0: the base or index register of an address that has none. */
  ZERO: 8,
  EIP: 9,
  /** EFLAGS without CF, PF, AF, ZF, SF, OF, which are in the two words below (see cpu/flags.ts). */
  FLAGS: 10,
  LAZY_RESULT: 11,
  LAZY_CARRY: 12,
  /** 1: no interrupt before the next instruction (after STI); 2: no debug trap either (after MOV SS, POP SS). */
  SHADOW: 13,
  /** 0 running, 1 halted by HLT, 2 shut down by a triple fault. */
  ACTIVITY: 14,
  /** DR6 bits of a debug trap that is due before the next instruction. */
  PENDING_DEBUG: 15,
  /** Level of INTR. */
  INTERRUPT_LINE: 16,
  /** Physical address mask: all ones, or bit 20 clear while the A20 gate is closed. */
  A20_MASK: 17,
  /** Units done since power on: low 32 bits, then high 21. */
  POSITION: 18,
  /** Of those, units that retired no instruction: deliveries and all but the last iteration of a REP. */
  UNRETIRED: 20,
  /** Added to what the bus says when the guest reads the TSC: low, high (WRMSR). */
  TSC_OFFSET: 22,
  /** Segment registers as `SEGMENT_WORDS` words each: selector, base, limit, attributes; order as `SEGMENT`. */
  SEGMENTS: 24,
  GDTR_BASE: 56,
  GDTR_LIMIT: 57,
  IDTR_BASE: 58,
  IDTR_LIMIT: 59,
  CR0: 60,
  CR2: 61,
  CR3: 62,
  CR4: 63,
  /** DR0..DR7; 4 and 5 unused. */
  DR: 64,
  CPL: 72,
} as const;

/** Order of the segment registers; 0 to 5 as the manual encodes them. */
export const SEGMENT = { ES: 0, CS: 1, SS: 2, DS: 3, FS: 4, GS: 5, LDTR: 6, TR: 7 } as const;
export const SEGMENT_WORDS = 4;
/** Words within one segment register. Attributes are the descriptor's high word, bits 8..23 as they stand there. */
export const SEGMENT_WORD = { SELECTOR: 0, BASE: 1, LIMIT: 2, ATTRIBUTES: 3 } as const;

/** x87 state; its layout is that of fpu/. */
export const FPU_OFFSET = 512;
export const FPU_BYTES = 256;

/**
 * The TLB: direct mapped, two words an entry: linear page with the `TLB_FLAG`s, physical page. Separate entries for
 * data and for code, so that a data access never drops the translation of running code.
 */
export const TLB_ENTRIES = 512;
export const TLB_OFFSET = 1024;
export const CODE_TLB_ENTRIES = 128;
export const CODE_TLB_OFFSET = TLB_OFFSET + TLB_ENTRIES * 8;
export const TLB_FLAG = {
  VALID: 1,
  /** The write tag: the walk was done for a write, the D bit is set in memory. */
  DIRTY: 2,
  WRITABLE: 4,
  USER: 8,
  /** Part of a 4 MiB page: INVLPG anywhere in that page drops it. */
  LARGE: 16,
} as const;

const STATE_BYTES = CODE_TLB_OFFSET + CODE_TLB_ENTRIES * 8;

/**
 * Derived tables, for reads and for writes, each for supervisor and for user: two words an entry: linear page or -1,
 * and what to add to a linear address to have its byte offset in the linear memory.
 */
const DERIVED_OFFSET = 8192;
export const FAST_READ_OFFSET = DERIVED_OFFSET;
export const FAST_WRITE_OFFSET = FAST_READ_OFFSET + 2 * TLB_ENTRIES * 8;
const DERIVED_END = FAST_WRITE_OFFSET + 2 * TLB_ENTRIES * 8;

export const PAGE_BYTES = 4096;
export const RAM_OFFSET = DERIVED_END;

/** Byte length of the buffer for a VM with that much RAM; a multiple of 64 KiB, as `WebAssembly.Memory` wants it. */
export function linearMemoryBytes(ramBytes: number): number {
  return Math.ceil((RAM_OFFSET + ramBytes) / 65536) * 65536;
}

export class LinearMemory {
  readonly ramBytes: number;
  /** Views of the whole linear memory. */
  readonly u8: Uint8Array;
  readonly u16: Uint16Array;
  readonly i32: Int32Array;
  /** View of RAM alone: index is the physical address. A writer tells `Processor.ramWritten`. */
  readonly ram: Uint8Array;
  /** Architectural state as bytes. */
  readonly state: Uint8Array;
  /** By physical page: the epoch of its last first write. Dirty since epoch E: at least E. */
  readonly pageEpochs: Uint32Array;
  #epoch = 1;

  /** @param buffer at least `linearMemoryBytes(ramBytes)` long; its bytes are taken as they are (zero: power off). */
  constructor(buffer: ArrayBuffer, ramBytes: number) {
    if (ramBytes <= 0 || ramBytes % PAGE_BYTES !== 0 || ramBytes > 0x7f00_0000) {
      throw new RangeError(`ramBytes must be a positive multiple of ${PAGE_BYTES} below 2 GiB, not ${ramBytes}`);
    }
    if (buffer.byteLength < linearMemoryBytes(ramBytes)) {
      throw new RangeError(`linear memory of ${buffer.byteLength} bytes is too small for ${ramBytes} bytes of RAM`);
    }
    this.ramBytes = ramBytes;
    this.u8 = new Uint8Array(buffer);
    this.u16 = new Uint16Array(buffer);
    this.i32 = new Int32Array(buffer);
    this.ram = new Uint8Array(buffer, RAM_OFFSET, ramBytes);
    this.state = new Uint8Array(buffer, 0, STATE_BYTES);
    this.pageEpochs = new Uint32Array(ramBytes / PAGE_BYTES);
    this.dropDerived();
  }

  /** The present epoch: pages written from now on get at least this number. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Ends the present epoch. Pages whose `pageEpochs` is at least the returned number were written after this call. */
  beginEpoch(): number {
    this.#epoch += 1;
    this.disarmWrites();
    return this.#epoch;
  }

  /** Makes the next write to each page take the slow path. */
  disarmWrites(): void {
    this.i32.fill(-1, FAST_WRITE_OFFSET >> 2, DERIVED_END >> 2);
  }

  /** Marks the pages of a range as written. For the CPU and `Processor.ramWritten`. */
  markWritten(address: number, byteCount: number): void {
    if (byteCount <= 0) return;
    const last = (address + byteCount - 1) >>> 12;
    for (let page = address >>> 12; page <= last; page += 1) this.pageEpochs[page] = this.#epoch;
  }

  /**
   * Takes over state and RAM of a machine of the same size, whatever is here, and which pages were written when: marks
   * of either are good for both. `Processor` has to be told of the state.
   */
  copyFrom(other: LinearMemory): void {
    this.state.set(other.state);
    const { pageEpochs, ram } = other;
    for (let page = 0; page < pageEpochs.length;) {
      const begin = page * PAGE_BYTES;
      const isWritten = pageEpochs[page]! !== 0;
      // Whole stretches: page by page it takes twice as long. Pages that nobody ever wrote are zero.
      do page += 1;
      while (page < pageEpochs.length && (pageEpochs[page]! !== 0) === isWritten);
      if (isWritten) this.ram.set(ram.subarray(begin, page * PAGE_BYTES), begin);
      else this.ram.fill(0, begin, page * PAGE_BYTES);
    }
    this.pageEpochs.set(pageEpochs);
    this.#epoch = other.#epoch;
    this.dropDerived();
  }

  /**
   * Forgets the derived tables. To be called after `state` was replaced (restore); RAM that was replaced needs
   * `Processor.ramWritten` besides.
   */
  dropDerived(): void {
    this.i32.fill(-1, DERIVED_OFFSET >> 2, DERIVED_END >> 2);
  }
}
