/**
 * The processor: runs units (DESIGN 4), delivers what is due between them. State is in the linear memory between two
 * calls of `run`; during one, some of it is in fields of this object and of its context.
 */
import type { Bus, Processor, StopReason } from "../bus.ts";
import { type LinearMemory, RAM_OFFSET, SEGMENT, SEGMENT_WORD, WORD } from "../layout.ts";
import { fuse, unfuse } from "./specialise.ts";
import { train } from "./training.ts";
import type { ByteCount, PhysicalAddress, Position, Units } from "../units.ts";
import { BLOCK_MAX, SCRATCH, SCRATCH_WORDS } from "./code-cache.ts";
import { CR0, VECTOR } from "./architecture.ts";
import { CpuContext } from "./context.ts";
import { GUEST_FAULT } from "./fault.ts";
import { decode } from "./decode.ts";
import { deliver, doubles } from "./delivery.ts";
import { IF, RF, TF } from "./flags.ts";
import { ENDING_BASE } from "./forms.ts";
import { CASES } from "./hot/cases.ts";
import { interpret } from "./interpret.ts";
import { startOf } from "./ops/control.ts";
import { HANDLER_MASK, NEXT_MASK, RECORD_WORDS } from "./record.ts";

const ACTIVITY = { RUNNING: 0, HALTED: 1, SHUTDOWN: 2 } as const;
/** Bits of DR6 and of the pending debug word: breakpoints 0..3, single step. */
const SINGLE_STEP = 0x4000;
const TWO_32 = 0x1_0000_0000;

const CHAIN = CASES.get("CHAIN") as number;
/** Cases that end a block, and those whose record word 1 is a link. */
const ENDING_CASES = new Set(
  ["CHAIN", "JMP32 j", "CALL32 j", "CALL32 r", "CALL32 m", "JMP32 r", "JMP32 m", "RET32 "].map((name) =>
    CASES.get(name),
  ),
);
const LINKED_CASES = new Set(
  [...CASES]
    .filter(([name]) => name === "CHAIN" || (name.endsWith(" j") && !name.includes("+")))
    .map(([, number]) => number),
);

function endsBlock(handler: number): boolean {
  return handler >= ENDING_BASE || ENDING_CASES.has(handler);
}

function isLinked(handler: number): boolean {
  return LINKED_CASES.has(handler);
}

/** Whether V8 has been shown the whole interpreter (training.ts): once there is enough to run to be worth it. */
let trained = false;
let unitsRun = 0;
const UNITS_BEFORE_TRAINING = 1_000_000;
/**
 * Most units between two entries of the interpreter's loop. V8 puts compiled code into use at an entry. If it sees the
 * loop run long without one, it compiles it for the middle ("on-stack replacement"), which takes three times as long, gives
 * slower code, and is not undone. So the loop is entered often until it can be expected to be compiled.
 */
const SLICE_UNITS = 20_000;
const EARLY_SLICE_UNITS = 1_000;
const EARLY_UNITS = 30_000_000;

/** Ends a block at page offset `offset`. */
function putEnd(code: Int32Array, pc: number, offset: number): void {
  code[pc] = CHAIN;
  code[pc + 1] = 0;
  code[pc + 2] = offset;
  code[pc + 3] = offset;
}

export class Cpu extends CpuContext implements Processor {
  /** Position at the start of the present slice of `run`. */
  #base: Position = 0;
  /** Budget of the present slice. */
  #budget = 0;
  /** How many units the next block may run: 1 while something must be looked at after each. */
  #limit = BLOCK_MAX;
  readonly #straddling = new Uint8Array(16);

  /** Takes the state in `memory` as it is; for a machine that powers on, `reset` follows. */
  constructor(memory: LinearMemory, bus: Bus) {
    super(memory, bus);
    this.#load();
  }

  get position(): Position {
    return this.#base + this.#budget - this.left + (this.start < 0 ? 0 : (this.pc - this.start) / RECORD_WORDS);
  }

  get instructions(): number {
    return this.position - this.unretired;
  }

  get isShutDown(): boolean {
    return this.m32[WORD.ACTIVITY] === ACTIVITY.SHUTDOWN;
  }

  reset(): void {
    const m = this.m32;
    m.fill(0, WORD.GPR, WORD.POSITION);
    m.fill(0, WORD.TSC_OFFSET, WORD.CPL + 1);
    // SDM vol. 3, table 9-1.
    m[WORD.GPR + 2] = 0x619;
    m[WORD.FLAGS] = 2;
    m[WORD.EIP] = 0xfff0;
    m[WORD.A20_MASK] = -1;
    m[WORD.CR0] = CR0.CD | CR0.NW | CR0.ET;
    m[WORD.DR + 6] = 0xffff_0ff0 | 0;
    m[WORD.DR + 7] = 0x400;
    m[WORD.GDTR_LIMIT] = 0xffff;
    m[WORD.IDTR_LIMIT] = 0xffff;
    for (let segment = 0; segment < 6; segment += 1) this.putSegment(segment, 0, 0, 0xffff, 0x9300);
    this.putSegment(SEGMENT.CS, 0xf000, 0xffff_0000 | 0, 0xffff, 0x9b00);
    this.putSegment(SEGMENT.LDTR, 0, 0, 0xffff, 0x8200);
    this.putSegment(SEGMENT.TR, 0, 0, 0xffff, 0x8b00);
    // ZF set is the zero result word; the manual wants all flags clear.
    m[WORD.LAZY_RESULT] = 1;
    this.fpu.reset();
    this.flushTlb();
    this.#load();
  }

  requestStop(): void {
    this.stopRequested = true;
    this.leaveBlock();
  }

  setInterruptLine(asserted: boolean): void {
    this.m32[WORD.INTERRUPT_LINE] = asserted ? 1 : 0;
    this.attention = 1;
  }

  setA20(open: boolean): void {
    this.m32[WORD.A20_MASK] = open ? -1 : ~0x10_0000;
    this.memory.dropDerived();
    this.leaveCodePage();
    this.leaveBlock();
  }

  ramWritten(address: PhysicalAddress, byteCount: ByteCount): void {
    const end = Math.min(address + byteCount, this.memory.ramBytes);
    this.memory.markWritten(address, end - address);
    for (let at = address; at < end; at = (at & ~0xfff) + 0x1000) {
      const inPage = Math.min(end, (at & ~0xfff) + 0x1000) - at;
      if (this.blocks.written(at, inPage)) this.leaveBlock();
    }
  }

  /** The architectural state in the linear memory was replaced (restore, loader), between two units. */
  stateReplaced(): void {
    this.memory.dropDerived();
    this.leaveCodePage();
    this.#load();
  }

  run(budget: Units): StopReason {
    this.#load();
    for (let rest = budget; ;) {
      if (!trained && unitsRun > UNITS_BEFORE_TRAINING) {
        trained = true;
        train((memory, bus) => new Cpu(memory, bus));
      }
      const slice = Math.min(rest, unitsRun < EARLY_UNITS ? EARLY_SLICE_UNITS : SLICE_UNITS);
      this.#budget = slice;
      this.left = slice;
      const reason = interpret(this);
      const done = slice - this.left;
      unitsRun += done;
      rest -= done;
      this.#count();
      if (reason !== "budget" || rest <= 0) {
        this.#save();
        return reason;
      }
    }
  }

  /** Ends the present slice. The next one looks first at what may be due, as `#limit` and TF want. */
  #count(): void {
    this.#base = this.position;
    this.#budget = 0;
    this.left = 0;
    this.attention = 1;
  }

  /** `other` has the same RAM, byte for byte: what was decoded from it is good here too. */
  adoptCode(other: Cpu): void {
    this.blocks.adopt(other.blocks);
    this.memory.disarmWrites();
  }

  /** Takes the state from the linear memory. */
  #load(): void {
    const m = this.m32;
    this.eip = m[WORD.EIP];
    this.lazyResult = m[WORD.LAZY_RESULT];
    this.lazyCarry = m[WORD.LAZY_CARRY];
    this.#base = (m[WORD.POSITION] >>> 0) + m[WORD.POSITION + 1] * TWO_32;
    this.unretired = (m[WORD.UNRETIRED] >>> 0) + m[WORD.UNRETIRED + 1] * TWO_32;
    this.#budget = 0;
    this.left = 0;
    this.setCpl(m[WORD.CPL]);
    this.refreshSegments();
    this.refreshBreakpoints();
    this.attention = 1;
  }

  /** Puts the state into the linear memory. */
  #save(): void {
    const m = this.m32;
    const position = this.#base;
    m[WORD.EIP] = this.eip;
    m[WORD.LAZY_RESULT] = this.lazyResult;
    m[WORD.LAZY_CARRY] = this.lazyCarry;
    m[WORD.POSITION] = position | 0;
    m[WORD.POSITION + 1] = Math.floor(position / TWO_32);
    m[WORD.UNRETIRED] = this.unretired | 0;
    m[WORD.UNRETIRED + 1] = Math.floor(this.unretired / TWO_32);
  }

  /** Delivers the fault that ended the instruction in execution: one unit. */
  takeFault(): void {
    const m = this.m32;
    if (this.pc >= 0) {
      this.left -= (this.pc - this.start) >> 2;
      if (!this.enteredTask) this.eip = startOf(this, this.pc);
    }
    this.start = -1;
    this.pc = -1;
    this.tracing = false;
    this.setCpl(m[WORD.CPL]);
    if (this.faultVector === VECTOR.DB) m[WORD.DR + 7] &= ~0x2000;
    // Faults resume with RF set (SDM vol. 3, 17.3.1.1).
    m[WORD.FLAGS] |= RF;
    this.#deliver(this.faultVector, this.faultCode);
  }

  /** Delivers an exception or interrupt, with whatever goes wrong on the way: double fault, shutdown. One unit. */
  #deliver(firstVector: number, firstCode: number): void {
    let vector = firstVector;
    let errorCode = firstCode;
    this.attention = 1;
    for (;;) {
      this.enteredTask = false;
      try {
        deliver(this, vector, "hardware", errorCode);
        this.left -= 1;
        this.unretired += 1;
        return;
      } catch (error) {
        if (error !== GUEST_FAULT) throw error;
        this.setCpl(this.m32[WORD.CPL]);
        if (vector === VECTOR.DF && !this.enteredTask) {
          // A unit like any: a replica that stops at this position has shut down, too.
          this.m32[WORD.ACTIVITY] = ACTIVITY.SHUTDOWN;
          this.left -= 1;
          this.unretired += 1;
          return;
        }
        // A fault of a task just entered is its own, not one in the delivery that entered it (SDM vol. 3, 7.3).
        const doubled = !this.enteredTask && doubles(vector, this.faultVector);
        vector = doubled ? VECTOR.DF : this.faultVector;
        errorCode = doubled ? 0 : this.faultCode;
      }
    }
  }

  /**
   * Between two units, when something is due: the end of a block that was left early, a stop, a debug trap, INTR.
   * Returns why `run` ends, or null.
   */
  attend(): StopReason | null {
    const m = this.m32;
    if (this.trapAt >= 0) {
      this.code[this.trapAt] = this.trapWord;
      this.trapAt = -1;
    }
    if (this.tracing) {
      this.tracing = false;
      if (m[WORD.SHADOW] !== 2) m[WORD.PENDING_DEBUG] |= SINGLE_STEP;
    }
    for (;;) {
      this.attention = 0;
      this.#limit = BLOCK_MAX;
      if (this.stopRequested) {
        this.stopRequested = false;
        return "stopped";
      }
      if (m[WORD.ACTIVITY] === ACTIVITY.SHUTDOWN) return "shutdown";
      const shadow = m[WORD.SHADOW];
      const trap = m[WORD.PENDING_DEBUG] !== 0 && shadow !== 2;
      const interrupt = m[WORD.INTERRUPT_LINE] !== 0 && (m[WORD.FLAGS] & IF) !== 0 && shadow === 0;
      if (m[WORD.ACTIVITY] === ACTIVITY.HALTED && !trap && !interrupt) return "halted";
      if (this.left <= 0) return "budget";
      if (trap) {
        m[WORD.ACTIVITY] = ACTIVITY.RUNNING;
        m[WORD.DR + 6] |= m[WORD.PENDING_DEBUG];
        m[WORD.PENDING_DEBUG] = 0;
        m[WORD.DR + 7] &= ~0x2000;
        this.#deliver(VECTOR.DB, -1);
        continue;
      }
      if (interrupt) {
        m[WORD.ACTIVITY] = ACTIVITY.RUNNING;
        this.#deliver(this.bus.acknowledgeInterrupt() & 0xff, -1);
        continue;
      }
      // The one fault that leaves RF as it was (SDM vol. 3, 17.3.1.1).
      if (this.#breakpointHit()) {
        m[WORD.DR + 7] &= ~0x2000;
        this.#deliver(VECTOR.DB, -1);
        continue;
      }
      this.#prepareUnit(shadow);
      return null;
    }
  }

  /** Sets up what the unit that follows does to SHADOW, RF and TF. */
  #prepareUnit(shadow: number): void {
    const m = this.m32;
    if (shadow !== 0) {
      m[WORD.SHADOW] = 0;
      this.#limit = 1;
    }
    m[WORD.FLAGS] &= ~RF;
    if ((m[WORD.FLAGS] & TF) !== 0) {
      this.tracing = true;
      this.#limit = 1;
    }
    if (this.#hasCodeBreakpoints()) this.#limit = 1;
    if (this.#limit === 1) this.attention = 1;
  }

  #hasCodeBreakpoints(): boolean {
    const control = this.m32[WORD.DR + 7];
    if ((control & 0xff) === 0) return false;
    for (let i = 0; i < 4; i += 1) {
      if (((control >> (2 * i)) & 3) !== 0 && ((control >> (16 + 4 * i)) & 3) === 0) return true;
    }
    return false;
  }

  /** An instruction breakpoint at the next instruction; its bits go to DR6. A fault, so RF suppresses it. */
  #breakpointHit(): boolean {
    const m = this.m32;
    if ((m[WORD.FLAGS] & RF) !== 0 || !this.#hasCodeBreakpoints()) return false;
    const control = m[WORD.DR + 7];
    const linear = (this.segmentWord(SEGMENT.CS, SEGMENT_WORD.BASE) + this.eip) | 0;
    let hit = 0;
    for (let i = 0; i < 4; i += 1) {
      const enabled = ((control >> (2 * i)) & 3) !== 0 && ((control >> (16 + 4 * i)) & 3) === 0;
      if (enabled && m[WORD.DR + i] === linear) hit |= 1 << i;
    }
    m[WORD.DR + 6] |= hit;
    return hit !== 0;
  }

  /**
   * The block to run next: its pc. Fetch faults come from here. `link` is the branch that led here and may be linked to
   * the block, if both are in one page, or -1.
   */
  block(link: number): number {
    const eip = this.eip;
    const linear = (this.segmentWord(SEGMENT.CS, SEGMENT_WORD.BASE) + eip) | 0;
    const limit = this.segmentWord(SEGMENT.CS, SEGMENT_WORD.LIMIT) >>> 0;
    if (eip >>> 0 > limit) this.generalProtection(0);
    if ((linear & 0xffff_f000) !== this.codePage) {
      this.codePhysical = this.translateFetch(linear) & 0xffff_f000;
      this.codePage = linear & 0xffff_f000;
    }
    const offset = linear & 0xfff;
    const physical = (this.codePhysical | offset) >>> 0;
    const samePage = ((eip - offset) | 0) === this.eipBase;
    this.eipBase = (eip - offset) | 0;
    const wholePage = limit === 0xffff_ffff || (((this.eipBase + 0xfff) | 0) >>> 0 <= limit && this.eipBase >= 0);
    this.wholePage = wholePage && physical < this.memory.ramBytes;
    if (!this.wholePage) return this.#single(linear, physical, limit);

    let pc = this.blocks.find(physical, this.mode);
    if (pc === 0) {
      pc = this.#build(physical);
      if (pc === 0) return this.#single(linear, physical, limit);
    } else if (link >= SCRATCH_WORDS && samePage) this.code[link + 1] = pc;
    const units = Math.min(this.left, this.#limit);
    return this.code[pc - 3] <= units ? pc : this.#shortened(pc, units);
  }

  /** The first `units` instructions of a block, in the scratch block. */
  #shortened(pc: number, units: number): number {
    const code = this.code;
    const end = units * RECORD_WORDS;
    code.copyWithin(SCRATCH, pc, pc + end);
    // A branch may not go on into a linked block: a link is word 1 of a record that has no displacement.
    for (let at = SCRATCH; at < SCRATCH + end; at += RECORD_WORDS) {
      if (isLinked(code[at] & HANDLER_MASK)) code[at + 1] = 0;
    }
    unfuse(code, SCRATCH + end - RECORD_WORDS);
    putEnd(code, SCRATCH + end, code[SCRATCH + end - 1] & NEXT_MASK);
    return SCRATCH;
  }

  /** Decodes a block at a physical address; 0 if its first instruction goes beyond the page. */
  #build(physical: number): number {
    const pc = this.blocks.allocate();
    const code = this.code;
    const pageAt = RAM_OFFSET + (physical & ~0xfff);
    let offset = physical & 0xfff;
    let at = pc;
    let count = 0;
    while (count < BLOCK_MAX && offset < 0x1000) {
      const length = decode(this.m8, pageAt + offset, pageAt + 0x1000, this.mode, code, at, offset);
      if (length === 0) break;
      offset += length;
      if (count > 0) fuse(code, at - RECORD_WORDS);
      at += RECORD_WORDS;
      count += 1;
      if (endsBlock(code[at - RECORD_WORDS] & HANDLER_MASK)) break;
    }
    if (count === 0) return 0;
    putEnd(code, at, offset);
    const page = physical >>> 12;
    if (!this.blocks.hasCode(page)) this.memory.disarmWrites();
    this.blocks.add(pc, physical, this.mode, count, at + RECORD_WORDS - pc, offset - (physical & 0xfff));
    return pc;
  }

  /** One instruction that is not cached: across pages, near the limit of CS, or outside RAM. */
  #single(linear: number, physical: number, limit: number): number {
    const bytes = this.#straddling;
    const eip = this.eip >>> 0;
    const available = Math.min(15, limit - eip + 1);
    const inPage = 0x1000 - (linear & 0xfff);
    let second = -1;
    for (let count = 1; count <= available; count += 1) {
      const i = count - 1;
      if (i >= inPage && second < 0) second = this.translateFetch((linear + inPage) | 0);
      bytes[i] = this.readPhysical(i < inPage ? physical + i : second + i - inPage, 1);
      if (decode(bytes, 0, count, this.mode, this.code, SCRATCH, linear & 0xfff) !== 0) {
        putEnd(this.code, SCRATCH + RECORD_WORDS, this.code[SCRATCH + 3] & NEXT_MASK);
        return SCRATCH;
      }
    }
    return this.generalProtection(0);
  }
}
