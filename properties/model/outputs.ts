/** Outputs leave: frames in order, writes as they may overlap, the word that the VM is powered off. */
import { ask, leave } from "./asking.ts";
import {
  areRelated,
  blockOf,
  completionOf,
  first,
  isCompleted,
  isPoweredOff,
  isWrite,
  itemCount,
  kindAt,
  through,
  unfinishedWrites,
  type History,
} from "./history.ts";
import type { Moment, Violation } from "./moment.ts";
import { couldWin, obeyed } from "./output-rule.ts";
import { hosts, type DiskName, type Host, type Id, type Replica, type State } from "./state.ts";

/** Whether the owner may let the output at `item` go, by what it knows. */
function mayLeave(moment: Moment, one: Replica, item: number): boolean {
  const { clone, known, seen, request, epochs, stopped } = one;
  if (stopped) return false;
  const winners = obeyed(known.backup, clone, request !== null, moment.rules.deviations);
  if (winners.length > 0 && moment.has("released-in-epoch")) return epochs.some(({ end }) => item < end);
  const need = moment.has("entry-before") ? item : item + 1;
  return winners.every((winner) => {
    const through = moment.has("late-acknowledgement") ? Math.max(0, ...Object.values(seen)) : (seen[winner] ?? 0);
    return through >= need;
  });
}

/** The same, by what is the case: judged whenever an output leaves. */
function judgeLeaving(moment: Moment, me: Id, item: number): Violation | null {
  if (!moment.judgesOutputRule) return null;
  const { record, requests, acknowledged } = moment.state;
  const unheard = couldWin(me, record, requests).find((winner) => (acknowledged[`${winner}>${me}`] ?? 0) <= item);
  return unheard ? `output-rule: ${me} lets output ${item} go; ${unheard} could win and had not acknowledged it` : null;
}

/** Somebody outside has seen `value`. */
export function reveal(next: State, by: Id, value: History): Violation | null {
  if (!areRelated(value, next.released)) return `I4 ${by} released ${value}, before it ${next.released}`;
  if (value.length > next.released.length) next.released = value;
  return null;
}

export function releaseFrames(moment: Moment, host: Host): void {
  const one = moment.state.replicas[host];
  const { handed } = one;
  const history = one.history ?? "";
  const me = moment.idOn(host);
  let item = handed;
  while (item < itemCount(history) && kindAt(history, item) !== "F") item++;
  if (item >= itemCount(history) || !mayLeave(moment, one, item)) return;
  moment.step(`${me} releases frame ${item}`, (next) => {
    next.replicas[host].handed = item + 1;
    if (!next.frames.includes(String(item))) next.frames += String(item);
    const early = judgeLeaving(moment, me, item) ?? reveal(next, me, through(history, item));
    if (early || moment.has("no-arbiter")) return early;
    const winner = hosts.find((other) => moment.idOn(other) === next.record.owner);
    const { role, history: theirs } = winner ? next.replicas[winner] : one;
    if (role === "primary" && !theirs?.startsWith(next.released))
      return `I1 ${me} released ${through(history, item)}, the winner has ${theirs}`;
    return null;
  });
}

/** One write a block at a time. To a disk of its own an owner writes unheld, and a backup what the log says is done. */
export function issueWrites(moment: Moment, host: Host): void {
  const one = moment.state.replicas[host];
  const history = one.history ?? "";
  const own = moment.rules.disks === "non-shared";
  for (let item = 0; item < itemCount(history); item++) {
    const kind = kindAt(history, item);
    if (!isWrite(kind) || !isDue(moment, one, item, history, own)) continue;
    if (own ? one.stopped : !mayLeave(moment, one, item)) continue;
    if (!precedingDone(moment, one, item, history, own)) continue;
    const me = moment.idOn(host);
    const disk: DiskName = own ? host : "shared";
    moment.step(`${me} issues write ${item}`, (next) => {
      const { issued } = next.replicas[host];
      issued[item] = issued[item] === "redo" ? "redone" : "sent";
      next.writes.push({ by: me, item, disk, block: blockOf(kind), value: through(history, item) });
      return own ? null : judgeLeaving(moment, me, item);
    });
  }
}

function isDue(moment: Moment, { role, issued, skip }: Replica, item: number, history: History, own: boolean): boolean {
  if (issued[item] !== undefined) return issued[item] === "redo";
  if (own && role !== "primary") return isCompleted(history, item) || moment.has("writes-ahead");
  return !isCompleted(history, item) && item >= skip;
}

function precedingDone(moment: Moment, one: Replica, item: number, history: History, own: boolean): boolean {
  const { issued, role } = one;
  if (moment.has("reissues-completed-in-order"))
    for (const other in issued) {
      const redo = issued[other]?.startsWith("redo") && Number(other) !== item;
      if (redo && (issued[item] === undefined || Number(other) < item)) return false;
    }
  if (issued[item] !== undefined) return true;
  for (let other = 0; other < item; other++) {
    if (kindAt(history, other) !== kindAt(history, item)) continue;
    const done = own && role !== "primary" ? issued[other] === "landed" : isCompleted(history, other);
    if (!done) return false;
    if (moment.has("waits-for-completion") && !mayLeave(moment, one, completionOf(history, other))) return false;
  }
  return true;
}

/** Of overlapping writes the guest hears in their order, also of those that its own disk had done before it went live. */
export function completeWrites(moment: Moment, host: Host): void {
  const { issued, stopped, history } = moment.state.replicas[host];
  const me = moment.idOn(host);
  const before = (item: string) => (other: number) =>
    other < Number(item) && kindAt(history ?? "", other) === kindAt(history ?? "", Number(item));
  for (const [item, how] of Object.entries(issued)) {
    const inTurn = !unfinishedWrites(history ?? "").some(before(item)) || moment.has("completes-out-of-turn");
    if (how === "landed" && !stopped && inTurn)
      moment.step(`${me} logs the completion of write ${item}`, (next) => {
        const one = next.replicas[host];
        delete one.issued[Number(item)];
        one.history += `c${item}`;
      });
    if (how === "refused") moment.step(`${me} halts: write ${item} was refused`, (next) => leave(next, host, "halted"));
  }
}

/**
 * Power-off (paper 3.3): the guest stops, every output leaves, every write completes; only then is it logged, so that a
 * backup that has the entry owes nothing to anybody. It counts as an output: somebody is told.
 */
export function powerOff(moment: Moment, host: Host, tag: string): void {
  const one = moment.state.replicas[host];
  const me = moment.idOn(host);
  const history = one.history ?? "";
  if (one.power === "on" && !one.stopped)
    moment.option("off", `the operator powers ${me} off`, (next) => {
      next.replicas[host].power = "stopping";
    });
  if (one.power === "stopping" && !one.stopped && (settled(one, history) || moment.has("off-before-writes")))
    moment.step(`${me} logs the power-off`, (next) => {
      Object.assign(next.replicas[host], { power: "logged", history: `${history}o${tag}` });
    });
  if (one.power !== "logged" || one.request || one.clone) return;
  const item = (history.indexOf("o") - 1) / 2;
  if (mayLeave(moment, one, item) || moment.has("off-unacknowledged"))
    moment.step(`${me} asks to have the record say off`, (next) => {
      ask(moment, next, host, "power-off");
      return judgeLeaving(moment, me, item) ?? reveal(next, me, through(history, item));
    });
}

function settled({ handed, clone, issued }: Replica, history: History): boolean {
  if (clone || Object.keys(issued).length > 0 || unfinishedWrites(history).length > 0) return false;
  for (let item = handed; item < itemCount(history); item++) if (kindAt(history, item) === "F") return false;
  return true;
}

/** A backup that has executed the power-off asks, too: the primary may be gone. */
export function followPowerOff(moment: Moment, host: Host): void {
  const { history, request } = moment.state.replicas[host];
  if (history === null || request || !isPoweredOff(history) || moment.has("off-is-failure")) return;
  const me = moment.idOn(host);
  moment.step(`${me} has executed the power-off, and asks to have the record say so`, (next) => {
    ask(moment, next, host, "power-off");
    return reveal(next, me, first(history, (history.indexOf("o") + 1) / 2));
  });
}
