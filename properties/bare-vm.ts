/**
 * A VM by itself that lives through a log from power on: no hosts, no protocol, nothing of `core/ft`. What it makes is
 * what the log says happened, whoever was primary when.
 */
import { decodeBatch } from "../core/replay/codec.ts";
import { powerOn } from "../core/replay/execution.ts";
import type { MadeOutput } from "../core/replay/output.ts";
import { delivery, Divergence, Replayer } from "../core/replay/replayer.ts";
import type { MachineKind } from "../sim/hosts/ft-nodes.ts";
import type { Platform } from "../sim/platform.ts";
import type { VmView } from "../sim/topology.ts";

/** Where it ended: at the log's end, or where the execution left the log. */
interface Relived {
  readonly position: number;
  readonly diverged: { readonly expected: string; readonly found: string } | null;
}

/** Relives a log, batch after batch, and tells of each output. */
export type BareVm = (log: readonly Uint8Array[], made: (output: MadeOutput) => void) => Relived;

/** Null where the log does not hold all that the VM needs: a backup that reads the disk itself, or no log at all. */
export function bareVm(topology: VmView, machineKind: MachineKind, { pool, hash }: Platform): BareVm | null {
  if (topology.backupReads || topology.strategy === "checkpoint") return null;
  return (log, made) => {
    const memory = pool.take(machineKind.memoryBytes);
    try {
      const machine = machineKind.createMachine(memory, nobody);
      const replaying = { queue: [], head: 0, received: 0, horizon: machine.position };
      const replayer = new Replayer(
        machine,
        powerOn(machine.latestGuestNs),
        replaying,
        { hash, disks: topology.disks, delivery },
        {
          input: (input) => input,
          applied() {},
          made,
          started() {},
          released() {},
          digest() {},
          control() {},
          shutDown() {},
        },
      );
      try {
        // All at once: a batch says that nothing happened up to its horizon, and a successor may go live before that.
        const batches = log.map(decodeBatch);
        for (const batch of batches) replayer.receive({ ...batch, horizon: 0 });
        replayer.extend(batches.at(-1)?.horizon ?? 0);
        replayer.run(Infinity, 0);
        return { position: machine.position, diverged: null };
      } catch (error) {
        if (!(error instanceof Divergence)) throw error;
        return { position: error.position, diverged: { expected: error.expected, found: error.found } };
      }
    } finally {
      pool.give(memory);
    }
  };
}

/** The replayer answers the machine's reads from the log as soon as it drives it. */
const nobody = {
  guestNs: () => 0,
  wallSeconds: () => 0,
};
