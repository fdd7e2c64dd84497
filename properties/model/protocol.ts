/**
 * The protocol's safety core (DESIGN 6) as a transition system: all that may happen next in a state. Faults are bounded
 * by a budget; all else is free and makes progress, so there are no cycles, and liveness is judged in the states that
 * only a fault can leave.
 */
import { backupSteps, destinationSteps } from "./backup.ts";
import { coldStart } from "./cold-start.ts";
import { hostFaults, restartOfArbiter } from "./faults.ts";
import { drain } from "./live.ts";
import { Moment } from "./moment.ts";
import { issueWrites } from "./outputs.ts";
import { ownerSteps } from "./owner.ts";
import type { Rules } from "./rules.ts";
import { hosts, type Host, type State } from "./state.ts";
import { storageSteps } from "./storage.ts";

export function explore(state: State, rules: Rules): Moment {
  const moment = new Moment(state, rules);
  for (const host of hosts) {
    hostFaults(moment, host);
    coldStart(moment, host);
    replicaSteps(moment, host);
  }
  storageSteps(moment);
  restartOfArbiter(moment);
  return moment;
}

function replicaSteps(moment: Moment, host: Host): void {
  switch (moment.state.replicas[host].role) {
    case "primary":
      return ownerSteps(moment, host);
    case "backup":
      return backupSteps(moment, host);
    case "destination":
      return destinationSteps(moment, host);
    case "draining":
      issueWrites(moment, host);
      return drain(moment, host);
    default:
  }
}
