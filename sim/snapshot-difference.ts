import { linearMemoryBytes } from "../core/vm/layout.ts";
import { Machine } from "../core/vm/machine.ts";
import { firstDifference, type MachineDifference } from "../core/vm/snapshot/difference.ts";
import type { MachineState } from "../core/vm/snapshot/machine-state.ts";
import { decodeSnapshot } from "../core/vm/snapshot/snapshot-bytes.ts";
import type { Platform } from "./platform.ts";

/**
 * The first difference of two snapshots of machines (uncompressed bytes), or null.
 * @throws SnapshotError for bytes that are no snapshot
 */
export function snapshotDifference(left: Uint8Array, right: Uint8Array, platform: Platform): MachineDifference | null {
  const [a, b] = [decodeSnapshot(left, platform.hash), decodeSnapshot(right, platform.hash)];
  const [ours, theirs] = [JSON.stringify(a.config), JSON.stringify(b.config)];
  if (ours !== theirs) return { where: "configuration", left: ours, right: theirs };
  return firstDifference(restored(a, platform), restored(b, platform));
}

function restored(state: MachineState, platform: Platform): Machine {
  const memory = platform.pool.take(linearMemoryBytes(state.config.ramBytes));
  const machine = new Machine(state.config, memory, { guestNs: () => 0, wallSeconds: () => 0 }, platform.hash);
  machine.restore(state);
  return machine;
}
