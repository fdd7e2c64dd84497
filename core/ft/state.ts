/** All that a node knows: plain data in one place, so that a world can be saved and forked at any event. */
import type { Phase } from "./phase.ts";
import type { ReplicaId } from "./record.ts";

export interface NodeState {
  phase: Phase;
  replica: ReplicaId;
}
