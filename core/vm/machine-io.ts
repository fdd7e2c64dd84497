/**
 * What crosses the border of a machine. Everything the machine cannot compute by itself enters here, at an exact
 * position: `MachineInput` between two units, `InputSource` in the middle of one. Everything it says leaves as a
 * `MachineOutput`. The recorder, the replayer and a bare `lockstep boot` are three drivers of this one border.
 */
import type { Nanoseconds, Position, Units } from "./units.ts";

/** Answers to reads in the middle of a unit. Each call is one log entry on the primary. */
export interface InputSource {
  /** Guest time: nanoseconds since power on, never less than an earlier answer. TSC, 8254 and RTC derive from it. */
  guestNs(): Nanoseconds;
  /** Wall clock in Unix seconds; read by the RTC once, at boot. */
  wallSeconds(): number;
}

/** Applied between two units, at a recorded position. */
export type MachineInput =
  /** A timer's due time (`Machine.nextTimerNs`) has come. */
  | { readonly kind: "timer"; readonly atGuestNs: Nanoseconds }
  /** An Ethernet frame, without FCS, for the virtual card. */
  | { readonly kind: "frame"; readonly bytes: Uint8Array }
  /** A disk operation is complete; `data` for reads that succeeded (bounce buffer, paper 3.4). */
  | { readonly kind: "disk"; readonly operation: number; readonly ok: boolean; readonly data: Uint8Array | null }
  /** Bytes for a request of the virtio entropy device. */
  | { readonly kind: "entropy"; readonly operation: number; readonly bytes: Uint8Array }
  /** Bytes received by the 16550A. */
  | { readonly kind: "serial"; readonly bytes: Uint8Array }
  /** RESET# of the whole machine (control operation, or the guest's own request by 64h, 92h or CF9h). */
  | { readonly kind: "reset" };

/** A disk operation as the guest asked for it; the bytes are the machine's own copy (bounce buffer). */
export interface DiskOperation {
  /** Numbered from 0 in the order in which the guest started them, by machine. */
  readonly operation: number;
  readonly type: "read" | "write" | "flush";
  /** First 512-byte sector; 0 for a flush. */
  readonly sector: number;
  readonly sectorCount: number;
  /** Bytes to write; null for reads and flushes. */
  readonly data: Uint8Array | null;
  /** Guest pages that the operation's buffers touch: overlapping operations are serialised by these and by sectors. */
  readonly pages: readonly number[];
}

/** Made by the guest in the unit that ended at `Machine.position`: `run` stops right after each. */
export type MachineOutput =
  | { readonly kind: "frame"; readonly bytes: Uint8Array }
  | { readonly kind: "console"; readonly byte: number }
  | { readonly kind: "disk"; readonly operation: DiskOperation }
  | { readonly kind: "entropy"; readonly operation: number; readonly byteCount: number }
  /** A write to the debug-exit port. */
  | { readonly kind: "debug-exit"; readonly code: number }
  /** The guest pulled RESET#. The driver answers with the input `reset` at the same position. */
  | { readonly kind: "reset" };

export interface MachineConfig {
  /** Multiple of 4096. */
  readonly ramBytes: number;
  /** Six bytes as 12 hexadecimal digits, or null for no card. */
  readonly macAddress: string | null;
  /** Sectors of 512 bytes, or null for no disk. */
  readonly diskSectors: number | null;
  /** Whether a virtio entropy device is present. */
  readonly entropy: boolean;
}

/**
 * Why `VirtualMachine.run` returned. `budget`: all units done. `output`: the last unit produced something, see
 * `takeOutputs`. `timer`: the guest armed a timer, or took the tick that held up the next one: look at `nextTimerNs`
 * before going on. `halted`: in HLT with no interrupt to deliver; only an input can wake it. `shutdown`: triple fault.
 */
export type RunEnd = "budget" | "output" | "timer" | "halted" | "shutdown";

/**
 * A machine as the recorder, the replayer and VMotion see it. All of it is deterministic: two machines with equal
 * state, fed the same inputs at the same positions and the same answers by `source`, stay equal for ever.
 */
export interface VirtualMachine {
  /** Who answers reads in the middle of a unit: the recorder, the replayer or a bare clock. */
  source: InputSource;
  readonly position: Position;
  readonly instructions: number;
  /** The latest guest time that it was told: later answers must not be less. Not 0 where it comes from a snapshot. */
  readonly latestGuestNs: Nanoseconds;
  /** Pages of RAM, 4096 bytes each. */
  readonly pageCount: number;
  /** After a triple fault nothing but a reset makes it run. */
  readonly isShutDown: boolean;
  /** Runs at most `budget` units; how many were done is the difference of `position`. */
  run(budget: Units): RunEnd;
  /** Outputs of the last unit, in the order in which the guest made them; empties the list. */
  takeOutputs(): readonly MachineOutput[];
  /** Between two units. What the guest has no room for (no receive descriptor) is dropped, alike on both sides. */
  apply(input: MachineInput): void;
  /** Guest time at which the next `timer` input is due; may lie in the past; null when no timer is armed. */
  nextTimerNs(): Nanoseconds | null;
  /** Disk operations handed out by `takeOutputs` and not yet completed by `apply`, oldest first. */
  startedDiskOperations(): readonly DiskOperation[];
  /** Entropy requests handed out and not yet answered. */
  startedEntropyRequests(): readonly { readonly operation: number; readonly byteCount: number }[];
  /** 16 hexadecimal digits over registers, TLB, devices and RAM. Changes nothing, the TLB included. */
  digest(): string;
  /** Everything but RAM, as canonical bytes. */
  saveDevices(): Uint8Array;
  /** Takes what `saveDevices` of a machine of the same configuration gave; throws a `SnapshotError` on other bytes. */
  restoreDevices(bytes: Uint8Array): void;
  /** The live bytes of a page: copy before the machine runs on. */
  readPage(page: number): Uint8Array;
  writePage(page: number, bytes: Uint8Array): void;
  /** Makes a page zero. One that was never written is so already, does not count as written now, and costs nothing. */
  clearPage(page: number): void;
  /** A mark for `pagesWrittenSince`. Marks are independent of each other: VMotion, digests and snapshots each have theirs. */
  writeMark(): number;
  /** Pages written since the mark was taken, ascending. */
  pagesWrittenSince(mark: number): readonly number[];
}
