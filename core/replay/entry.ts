/**
 * Log entries: everything that the backup needs to relive the primary's execution, in the order in which it happened.
 *
 * Position of an entry. An asynchronous one (machine input, control) at N: the machine stood at N, and the input was
 * applied before unit N + 1. A synchronous one (guest clock, wall clock) or an output at N: it happened in unit N.
 * So entries at N that belong to unit N stand before those applied at N, and a batch ends only between units.
 * The rest (release notes, digests) carry the position at which they were written.
 */
import type { MachineInput } from "../vm/machine-io.ts";
import type { Nanoseconds, Position } from "../vm/units.ts";

/** Entries are numbered from 1, without a gap, through all generations of a history: a boot begins a new one. */
export type EntryNumber = number & { readonly flavor?: "entryNumber" };

/** Outputs of all devices are numbered from 1 in the order in which the guest made them, alike on all replicas. */
export type OutputNumber = number & { readonly flavor?: "outputNumber" };

export type OutputDevice = "frame" | "console" | "disk";

export type ControlOperation =
  | { readonly type: "power-off" }
  | { readonly type: "reset" }
  /** CPU share of the VM in thousandths of the host's speed. */
  | { readonly type: "cpu-share"; readonly perMille: number };

export type EntryBody =
  | { readonly kind: "input"; readonly input: MachineInput }
  | { readonly kind: "guest-clock"; readonly guestNs: Nanoseconds }
  | { readonly kind: "wall-clock"; readonly seconds: number }
  /** The output's own entry: what the Output Rule waits for. `hash` is 16 hexadecimal digits over its bytes. */
  | { readonly kind: "output"; readonly output: OutputNumber; readonly device: OutputDevice; readonly hash: string }
  /** Release note: every frame and console byte up to this number was handed to the wire. Disk writes are not covered. */
  | { readonly kind: "released"; readonly through: OutputNumber }
  | { readonly kind: "digest"; readonly digest: string }
  | { readonly kind: "control"; readonly operation: ControlOperation };

export interface LogEntry {
  readonly position: Position;
  readonly body: EntryBody;
}
