/** From a won request to an owner that runs: everything acknowledged is executed, what replay left unfinished is its own. */
import { isCompleted, isPoweredOff, isWrite, itemCount, kindAt, through, type History } from "./history.ts";
import type { Moment, Violation } from "./moment.ts";
import type { Known } from "./record.ts";
import { replica, type Host, type Issued, type Replica, type State } from "./state.ts";
import { reveal } from "./outputs.ts";

/** The backup won. With a disk of its own it first waits until that has all that the log says was completed. */
export function won(moment: Moment, next: State, host: Host, record: Known): Violation | null {
  const one = next.replicas[host];
  if (moment.rules.disks === "shared" || moment.has("live-before-disk")) return goLive(moment, next, host, record);
  Object.assign(one, { role: "draining", known: ownedBy(moment.idOn(host), record) });
  return null;
}

export function drain(moment: Moment, host: Host): void {
  const { history, issued, known } = moment.state.replicas[host];
  if (history === null) return;
  for (let item = 0; item < itemCount(history); item++)
    if (isWrite(kindAt(history, item)) && isCompleted(history, item) && issued[item] !== "landed") return;
  moment.step(`${moment.idOn(host)} has drained, and goes live`, (next) => goLive(moment, next, host, known));
}

export function goLive(moment: Moment, next: State, host: Host, record: Known): Violation | null {
  const one = next.replicas[host];
  let { history } = one;
  if (history === null) return "I5 the winner has no state to go live with";
  if (moment.has("acknowledges-then-drops") && itemCount(history) > 0) history = history.slice(0, -2);
  if (moment.has("no-drain")) history = history.slice(0, 3);
  const id = moment.idOn(host);
  const torn = one.partial && moment.has("epoch-in-part") ? revealTorn(moment, next, host) : null;
  next.replicas[host] = replica(one.attempt, "primary", {
    history,
    known: ownedBy(id, { ...record, backup: null }),
    handed: moment.has("forgets-replayed") || moment.has("epoch-without-outputs") ? itemCount(history) : one.note,
    skip: moment.has("note-covers-writes") ? one.note : moment.has("epoch-without-writes") ? itemCount(history) : 0,
    issued: reissued(moment, one, history),
    power: isPoweredOff(history) && !moment.has("off-is-failure") ? "logged" : "on",
  });
  next.ran = id;
  if (torn) return torn;
  return history.startsWith(next.released) ? null : `I1 ${id} goes live with ${history}, released was ${next.released}`;
}

/** Operations without a completion entry are issued again; those on a disk of its own are under way or landed. */
function reissued(moment: Moment, { issued }: Replica, history: History): Replica["issued"] {
  const after: Record<number, Issued> = {};
  const redo = moment.has("reissues-completed") || moment.has("reissues-completed-in-order");
  for (let item = 0; item < itemCount(history); item++) {
    const how = issued[item];
    if (isCompleted(history, item)) {
      if (redo) after[item] = "redo";
      else if (moment.has("live-before-disk") && isWrite(kindAt(history, item)) && how !== "landed")
        after[item] = how === "sent" ? "redone" : "redo";
    } else if (how && moment.rules.disks === "non-shared") after[item] = how;
  }
  return after;
}

/** The outputs of an epoch whose memory never came. */
function revealTorn(moment: Moment, next: State, host: Host): Violation | null {
  const { history, known } = next.replicas[host];
  const theirs = moment.replica(known.owner)?.history ?? "";
  for (let item = itemCount(history ?? ""); item < itemCount(theirs); item++)
    if (kindAt(theirs, item) === "F") return reveal(next, moment.idOn(host), through(theirs, item));
  return null;
}

const ownedBy = (owner: string, { version, generation, backup }: Known): Known => ({
  version,
  generation,
  owner,
  backup,
});
