/** A cold start after the loss of all hosts, or a power-off: one compare-and-set to the next generation, before the first instruction. */
import { ask } from "./asking.ts";
import { allLost } from "./faults.ts";
import { isCompleted, isWrite, itemCount, kindAt, through, blockOf } from "./history.ts";
import type { Moment, Violation } from "./moment.ts";
import { hostOf, replica, type Host, type State } from "./state.ts";

export function coldStart(moment: Moment, host: Host): void {
  const { state, rules } = moment;
  const { attempt, role } = state.replicas[host];
  if (role !== "idle" || (!allLost(moment) && !moment.has("cold-on-belief"))) return;
  const hasCopy =
    rules.disks === "shared" || moment.has("stale-copy-boots") || hostOf(state.record.owner ?? "") === host;
  if (!hasCopy) return;
  moment.option("cold", `${moment.idOn(host)} asks for a cold start`, (next) => {
    next.replicas[host] = replica(attempt, "starting", { known: { ...state.record, owner: null, backup: null } });
    ask(moment, next, host, "cold-start");
  });
}

/**
 * The copy that boots holds every write that the guest knew to be done when the last output left. An owner that died
 * before it had run, with its own disk not yet as far as the log, is excused: nobody else may boot, by the rule, and
 * the record does not say that it never ran.
 */
export function judgeCopy(moment: Moment, state: State, host: Host): Violation | null {
  const { rules } = moment;
  if (state.ran !== state.record.owner && !moment.has("promise-survives-winner")) return null;
  const copy = state.disks[rules.disks === "shared" ? "shared" : host];
  const { released } = state;
  for (let item = 0; item < itemCount(released); item++) {
    const kind = kindAt(released, item);
    if (!isWrite(kind) || !isCompleted(released, item)) continue;
    const held = copy[blockOf(kind)];
    const value = through(released, item);
    if (held.length < value.length) return `I6 the copy that boots holds ${held || "nothing"}, promised was ${value}`;
  }
  return null;
}
