/** The RAM of a host: how much of it replicas of each VM hold. Nodes reach it, so it knows nothing of them. */
import type { ByteCount } from "../../core/vm/units.ts";
import type { VmConfig } from "../topology.ts";

type Vm = Pick<VmConfig, "name" | "machine">;

export class HostMemory {
  readonly #ramBytes: ByteCount;
  readonly #faults: { readonly memoryTakenBy: readonly unknown[] };
  /** Machines of each VM: a node may hold the next one before it gives back the last. */
  readonly #held = new Map<string, { readonly ramBytes: ByteCount; readonly machines: number }>();

  /** `faults` that leave no memory for another machine. */
  constructor(ramBytes: ByteCount, faults: { readonly memoryTakenBy: readonly unknown[] }) {
    this.#ramBytes = ramBytes;
    this.#faults = faults;
  }

  /** Whether a replica of this VM fits beside those of others. */
  fits({ name, machine }: Vm): boolean {
    let byteCount = machine.ramBytes;
    for (const [other, held] of this.#held) if (other !== name && held.machines > 0) byteCount += held.ramBytes;
    return byteCount <= this.#ramBytes;
  }

  /** Whether it may have it now. */
  hasRoom(vm: Vm): boolean {
    return this.#faults.memoryTakenBy.length === 0 && this.fits(vm);
  }

  /** The VM's node has taken one more machine's memory, or (-1) given it back. */
  count({ name, machine: { ramBytes } }: Vm, machines: 1 | -1): void {
    this.#held.set(name, { ramBytes, machines: (this.#held.get(name)?.machines ?? 0) + machines });
  }
}
