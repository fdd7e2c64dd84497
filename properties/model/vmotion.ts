/**
 * Arming and moves: a clone, the exact cut, in step, one compare-and-set, sent by the source only. The destination of a
 * move of the primary learns the result from the record.
 */
import { ask, vacate } from "./asking.ts";
import { isCompleted, isWrite, itemCount, kindAt } from "./history.ts";
import type { Moment } from "./moment.ts";
import type { Budget } from "./rules.ts";
import { hostOf, hosts, replica, type CloneKind, type Host, type Issued, type State } from "./state.ts";

export function cloneSteps(moment: Moment, host: Host): void {
  const { clone, request, known, power } = moment.state.replicas[host];
  if (!clone && !request && power === "on")
    for (const other of hosts) {
      if (moment.state.replicas[other].role !== "idle") continue;
      if (known.backup === null) begin(moment, host, other, "arm", "arm");
      if (known.backup !== null) begin(moment, host, other, "move-backup", "moveBackup");
      if (known.backup !== null || moment.has("moves-alone")) begin(moment, host, other, "move-primary", "movePrimary");
    }
  if (clone && !request) advance(moment, host);
  if (moment.has("armed-early") && clone && request && !clone.cut && moment.replica(clone.id)?.role === "backup")
    moment.step(`${moment.idOn(host)} cuts, ${clone.id} has the state`, (next) => cut(moment, next, host));
}

function begin(moment: Moment, host: Host, other: Host, kind: CloneKind, budget: keyof Budget): void {
  const me = moment.idOn(host);
  const id = moment.idOn(other);
  moment.option(budget, `${me} starts to clone to ${id} (${kind})`, (next) => {
    const { known } = next.replicas[host];
    const { version, generation } = known;
    next.replicas[host].clone = { id, kind, cut: false, inStep: kind === "move-primary" };
    const { attempt } = next.replicas[other];
    next.replicas[other] =
      kind === "move-primary"
        ? replica(attempt, "destination", { known: { ...known, owner: me } })
        : replica(attempt, "backup", { known: { version: version + 1, generation, owner: me, backup: id } });
  });
}

function advance(moment: Moment, host: Host): void {
  const { clone } = moment.state.replicas[host];
  if (!clone) return;
  const me = moment.idOn(host);
  const { id, kind } = clone;
  const theirs = moment.replica(id);
  if (!theirs || theirs.role === "down" || theirs.role === "halted")
    moment.step(`${me} gives up the dead clone ${id}`, (next) => dropClone(moment, next, host));
  else if (!clone.cut) moment.step(`${me} cuts, ${id} has the state`, (next) => cut(moment, next, host));
  if (clone.cut && !clone.inStep && theirs?.history)
    moment.step(`${me} hears that ${id} has the state`, (next) => {
      next.replicas[host].clone = { ...clone, inStep: true };
    });
  if ((clone.cut && clone.inStep) || (moment.has("armed-early") && kind !== "move-primary"))
    moment.step(`${me} asks for ${kind} of ${id}`, (next) => ask(moment, next, host, kind, id));
}

/** What the clone gets: the history, and with it what was held back and what is under way to the disk. */
function cut(moment: Moment, next: State, host: Host): void {
  const one = next.replicas[host];
  const { clone, history, handed, epochs } = one;
  if (!clone || history === null) return;
  const count = itemCount(history);
  const theirs = next.replicas[hostOf(clone.id)];
  one.clone = { ...clone, cut: true };
  Object.assign(theirs, { history, note: moment.has("forgets-held") ? count : handed });
  if (moment.rules.strategy === "checkpoint") theirs.epochs = one.epochs = [...epochs, { end: count, handed }];
  if (moment.rules.disks === "non-shared") resynchronise(moment, next, host, hostOf(clone.id));
  if (clone.kind !== "move-primary") {
    // Before it has the state it cannot win; with the state it has all entries up to the cut.
    next.acknowledged[`${clone.id}>${moment.idOn(host)}`] = one.seen[clone.id] = count;
  } else if (!moment.has("both-move")) one.stopped = true;
}

/** The clone's own disk becomes as the source's is at the cut; what is still under way it issues itself. */
function resynchronise(moment: Moment, next: State, host: Host, other: Host): void {
  const history = next.replicas[host].history ?? "";
  const issued: Record<number, Issued> = {};
  for (let item = 0; item < itemCount(history); item++)
    if (isWrite(kindAt(history, item)) && isCompleted(history, item)) issued[item] = "landed";
  next.replicas[other].issued = issued;
  if (!moment.has("not-resynchronised")) next.disks[other] = next.disks[host];
}

/** Only unasked. The primary of a move that is given up acts again. */
export function dropClone(moment: Moment, next: State, host: Host): void {
  const one = next.replicas[host];
  const { clone } = one;
  if (!clone) return;
  const theirs = next.replicas[hostOf(clone.id)];
  const stillThere = moment.replica(clone.id) !== null && theirs.role !== "down" && theirs.role !== "halted";
  if (stillThere && !theirs.request) vacate(moment, next, hostOf(clone.id));
  one.clone = null;
  one.stopped = false;
  delete one.seen[clone.id];
}
