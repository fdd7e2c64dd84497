/**
 * What a device front has around it. A front is a pure function of the machine: what it cannot compute it asks of
 * `guestNs` and `wallSeconds` (recorded reads) or gets later as a `MachineInput` (from its back, the host's side).
 */
import type { MachineOutput } from "../machine-io.ts";
import type { Nanoseconds } from "../units.ts";

export interface Board {
  /** Level of an ISA interrupt line, 0 to 15. */
  setInterruptRequest(line: number, asserted: boolean): void;
  /** Guest time now; a recorded read. */
  guestNs(): Nanoseconds;
  /** Unix seconds; a recorded read. */
  wallSeconds(): number;
  /** The guest says something to the outside; the machine stops after the present unit. */
  output(output: MachineOutput): void;
  /** A timer was armed anew: the driver should look at `nextTimerNs` after the present unit. */
  timersChanged(): void;
  /** The A20 gate. */
  readonly a20: boolean;
  setA20(open: boolean): void;
}

/** A part on the 8-bit side of the I/O bus: wider accesses reach it as one byte per port, lowest first. */
export interface PortDevice {
  portRead(port: number): number;
  portWrite(port: number, value: number): void;
}
