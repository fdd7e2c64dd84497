/**
 * Bounce buffers, both ways (paper 3.4, 3.5): the disk and the card never touch guest memory by themselves. A write
 * takes the bytes that the guest had when it started the operation; data and frames that arrive enter only with their
 * log entry.
 */
import type { DiskOperation, MachineInput, VirtualMachine } from "../vm/machine-io.ts";

export interface Bounce {
  /** The operation as the disk gets it. */
  outgoing(operation: DiskOperation, machine: VirtualMachine): DiskOperation;
  /** Called when data arrives, before its entry has a position. */
  arrived(input: MachineInput, machine: VirtualMachine): void;
}

export const bounce: Bounce = {
  outgoing: (operation) => operation,
  arrived: () => {},
};
