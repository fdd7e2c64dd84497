/**
 * The seam between the CPU and the machine around it: what the CPU asks for (`Bus`) and what the machine sees of the
 * CPU (`Processor`). Both sides are synchronous; calls of `Bus` happen in the middle of a unit.
 */
import type { ByteCount, PhysicalAddress, Position, Units } from "./units.ts";

export type AccessSize = 1 | 2 | 4;

export interface Bus {
  /** IN: the value in the low `size` bytes; absent ports float high. */
  portRead(port: number, size: AccessSize): number;
  /** OUT: `value` has `size` bytes, unsigned. */
  portWrite(port: number, size: AccessSize, value: number): void;
  /** Access to a physical address outside RAM; absent addresses read all ones. Never crosses an aligned 4 bytes. */
  mmioRead(address: PhysicalAddress, size: AccessSize): number;
  /** As `mmioRead`; `value` has `size` bytes, unsigned. */
  mmioWrite(address: PhysicalAddress, size: AccessSize, value: number): void;
  /** The INTA cycle: the vector of the highest interrupt requested at the 8259 pair. */
  acknowledgeInterrupt(): number;
  /** RDTSC: an integer below 2^53. Non-deterministic: recorded on the primary, taken from the log on the backup. */
  readTimestampCounter(): number;
  /** FERR# asserted while CR0.NE is 0: IRQ 13 in a PC. */
  signalFloatError(): void;
}

/**
 * Why `run` returned. `budget`: all units done. `halted`: in HLT with no interrupt to deliver (consumes no units).
 * `stopped`: `requestStop` was called during the last unit. `shutdown`: triple fault, nothing runs any more.
 */
export type StopReason = "budget" | "halted" | "stopped" | "shutdown";

export interface Processor {
  /** Units done since power on; inside a unit: those before it. */
  readonly position: Position;
  /** Instructions retired since power on, a REP counted once. */
  readonly instructions: number;
  /** Runs at most `budget` units. How many were done is the difference of `position`. */
  run(budget: Units): StopReason;
  /** From within a `Bus` call: `run` returns right after the present unit. */
  requestStop(): void;
  /** Level of INTR, from the 8259. Sampled between units. */
  setInterruptLine(asserted: boolean): void;
  /** A20 gate (ports 92h, 60h): when closed, physical bit 20 reads as zero. */
  setA20(open: boolean): void;
  /** RESET#: registers as after power on; RAM and counts stay. */
  reset(): void;
  /** RAM was written by somebody else than the CPU (DMA, loader): mark dirty, drop decoded code. */
  ramWritten(address: PhysicalAddress, byteCount: ByteCount): void;
}
