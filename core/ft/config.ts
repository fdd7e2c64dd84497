/** What a node is told once, by its host, about the VM that it serves. */
import type { Hash64, MemoryPool } from "../ports.ts";
import type { InputSource, VirtualMachine } from "../vm/machine-io.ts";
import type { HostId } from "./record.ts";
import type { Tuning } from "./tuning.ts";

export interface NodeConfig {
  readonly host: HostId;
  /** Number of this boot of the host, from 1: no replica is named twice. */
  readonly boot: number;
  /** The VM's name, where the hosts have several; null where they have this one alone. */
  readonly vm: string | null;
  /** Memory that `createMachine` needs. */
  readonly memoryBytes: number;
  /** A machine just powered on, with the guest loaded; alike on every host. `memory` is all zero. */
  createMachine(memory: ArrayBuffer, source: InputSource): VirtualMachine;
  readonly pool: MemoryPool;
  readonly hash: Hash64;
  /** Paper 4.1. `shared`: writes are outputs, the arbiter's record lives beside the disk. */
  readonly disks: "shared" | "non-shared";
  /** Sectors of 512 bytes, or null for no disk: what a new backup's copy of a non-shared disk takes. */
  readonly diskSectors: number | null;
  /** Paper 4.2: the backup reads the disk itself instead of getting the data by the log. */
  readonly backupReads: boolean;
  readonly strategy: "replay" | "checkpoint";
  /** The virtual card's, 12 hexadecimal digits: announced at go-live. */
  readonly macAddress: string | null;
  readonly tuning: Tuning;
}
