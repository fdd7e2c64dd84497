/** An owner that runs: its guest, what its followers acknowledge, suspicion of its backup. */
import { ask } from "./asking.ts";
import { executedCount, isPoweredOff, itemCount } from "./history.ts";
import type { Moment } from "./moment.ts";
import { completeWrites, issueWrites, powerOff, releaseFrames } from "./outputs.ts";
import { hosts, type Host, type Id } from "./state.ts";
import { cloneSteps, dropClone } from "./vmotion.ts";

/** Which execution chose an item: no two attempts have the same. */
const tagOf = (host: Host, attempt: number): string => String.fromCharCode(65 + hosts.indexOf(host) + 3 * attempt);

export function ownerSteps(moment: Moment, host: Host): void {
  const { attempt, again } = moment.state.replicas[host];
  const tag = tagOf(host, attempt);
  execute(moment, host, tag);
  releaseFrames(moment, host);
  issueWrites(moment, host);
  completeWrites(moment, host);
  if (moment.rules.strategy === "checkpoint") closeEpoch(moment, host);
  hearAcknowledgements(moment, host);
  suspectBackup(moment, host);
  cloneSteps(moment, host);
  powerOff(moment, host, tag);
  const me = moment.idOn(host);
  if (moment.has("fence-separate") && moment.state.fence !== me && moment.state.record.owner === me)
    moment.step(`${me} has the fence moved`, (next) => {
      next.fence = me;
    });
  if (again)
    moment.step(`${me} lost, and asks again`, (next) => {
      next.replicas[host].again = false;
      ask(moment, next, host, "alone");
    });
}

function execute(moment: Moment, host: Host, tag: string): void {
  const { history, stopped, power } = moment.state.replicas[host];
  const item = moment.rules.program[executedCount(history ?? "")];
  if (history === null || stopped || power !== "on" || item === undefined) return;
  moment.step(`${moment.idOn(host)} executes output ${item}`, (next) => {
    next.replicas[host].history = history + item + tag;
    return isPoweredOff(history) ? `I7 ${moment.idOn(host)} runs on after the power-off in ${history}` : null;
  });
}

/** The dirty pages since the last one, with the outputs held back and the unfinished disk operations. */
function closeEpoch(moment: Moment, host: Host): void {
  const { history, epochs, handed, stopped, known, clone } = moment.state.replicas[host];
  const end = itemCount(history ?? "");
  if (stopped || end <= (epochs.at(-1)?.end ?? 0) || (known.backup === null && !clone?.cut)) return;
  moment.step(`${moment.idOn(host)} closes an epoch at ${end}`, (next) => {
    next.replicas[host].epochs = [...epochs, { end, handed }];
  });
}

function hearAcknowledgements(moment: Moment, host: Host): void {
  const { known, clone, seen } = moment.state.replicas[host];
  const me = moment.idOn(host);
  for (const [key, count] of Object.entries(moment.state.acknowledged)) {
    const [follower = "", owner] = key.split(">");
    const counts = follower === known.backup || follower === clone?.id || moment.has("late-acknowledgement");
    if (owner === me && counts && count > (seen[follower] ?? -1))
      moment.step(`${me} sees ${follower}'s acknowledgement of ${count} entries`, (next) => {
        next.replicas[host].seen[follower] = count;
      });
  }
}

/** Paper 2.3: the primary, too, must win before it runs alone. */
function suspectBackup(moment: Moment, host: Host): void {
  const { known, request, stopped } = moment.state.replicas[host];
  const { backup } = known;
  if (backup === null || request || stopped) return;
  const me = moment.idOn(host);
  const cause = isSilent(moment, backup);
  const change = `${me} ${cause ? "suspects" : "falsely suspects"} ${backup} and asks to go on alone`;
  const suspect: Parameters<Moment["step"]>[1] = (next) => {
    dropClone(moment, next, host);
    if (moment.has("no-arbiter")) next.replicas[host].known = { ...known, backup: null };
    else ask(moment, next, host, "alone");
  };
  if (cause) moment.step(change, suspect);
  else if (!moment.rules.bounded || moment.isProtected()) moment.option("suspect", change, suspect);
}

function isSilent(moment: Moment, backup: Id): boolean {
  const one = moment.replica(backup);
  if (one === null || one.role !== "backup" || one.history === null) return true;
  return one.again || one.request !== null;
}
