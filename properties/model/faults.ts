/** What befalls hosts and the service that keeps the record; replies and requests are lost and copied where they are served. */
import { leave, settleDisk } from "./asking.ts";
import type { Moment } from "./moment.ts";
import { hosts, replica, type Host, type Role } from "./state.ts";

const crashable: ReadonlySet<Role> = new Set(["starting", "backup", "destination", "draining", "primary"]);

export function hostFaults(moment: Moment, host: Host): void {
  const { attempt, role } = moment.state.replicas[host];
  if (crashable.has(role) && (!moment.rules.bounded || moment.isProtected() || isNobody(moment, host)))
    moment.option("crash", `${moment.idOn(host)} crashes`, (next) => leave(next, host, "down"));
  if (role === "down" || role === "halted")
    moment.option("back", `host ${host} is back, memory lost`, (next) => {
      next.replicas[host] = replica(attempt + 1, "idle");
      settleDisk(moment, next, host);
    });
}

/** Neither the record nor a request that could still land makes it a replica. */
function isNobody(moment: Moment, host: Host): boolean {
  const { record, requests, replicas } = moment.state;
  const me = moment.idOn(host);
  if (record.owner === me || record.backup === me || replicas[host].role === "destination") return false;
  return !requests.some(({ next, expected }) => next.owner === me && expected.version === record.version);
}

/** A restart forgets what was not persisted, which is nothing unless a mutant answers before it persists. */
export function restartOfArbiter(moment: Moment): void {
  const { persisted } = moment.state;
  if (persisted === null) return;
  moment.option("restart", "the arbiter restarts without its last change", (next) => {
    next.record = persisted;
    next.persisted = null;
    next.fence = persisted.owner ?? next.fence;
  });
  moment.step("the arbiter persists its last change", (next) => {
    next.persisted = null;
  });
}

const holdsState: ReadonlySet<Role> = new Set(["primary", "backup", "destination", "draining"]);

/** Whether every host is known not to hold the VM: known dead, never silent. */
export function allLost({ state }: Moment): boolean {
  return !hosts.some((host) => holdsState.has(state.replicas[host].role));
}
