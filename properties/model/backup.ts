/** A follower: a backup, or a clone that is to be one; and the destination of a move of the primary. */
import { ask, vacate } from "./asking.ts";
import { first, isPoweredOff, itemCount } from "./history.ts";
import { goLive } from "./live.ts";
import type { Moment } from "./moment.ts";
import { followPowerOff, issueWrites } from "./outputs.ts";
import { hosts, replica, type Host, type Replica, type State } from "./state.ts";

export function backupSteps(moment: Moment, host: Host): void {
  const { history, request, again, known } = moment.state.replicas[host];
  if (history === null) return unfinishedClone(moment, host);
  if (moment.rules.strategy === "replay") {
    receiveEntry(moment, host, history);
    receiveNote(moment, host, history);
  } else receiveEpoch(moment, host, history);
  if (moment.rules.disks === "non-shared") issueWrites(moment, host);
  followPowerOff(moment, host);
  if (!request && !again) {
    suspectPrimary(moment, host, history);
    connect(moment, host);
  } else if (again && moment.state.record.version >= known.version)
    moment.step(`${moment.idOn(host)} asks again`, (next) => askLive(moment, next, host));
  if (request && moment.has("resumes-after-asking")) resume(moment, host, history);
}

/** What its owner logged, if that still goes to it. */
function logOf(moment: Moment, host: Host): Replica | null {
  const owner = moment.replica(moment.state.replicas[host].known.owner);
  return owner && owner.role !== "backup" && owner.history !== null ? owner : null;
}

/** Who has asked acknowledges no more. */
function acknowledge(moment: Moment, next: State, host: Host): void {
  const { history, known, request, again } = next.replicas[host];
  if ((request || again) && !moment.has("acknowledges-while-asking")) return;
  next.acknowledged[`${moment.idOn(host)}>${known.owner}`] = itemCount(history ?? "");
}

function receiveEntry(moment: Moment, host: Host, history: string): void {
  const me = moment.idOn(host);
  const owner = logOf(moment, host);
  const log = owner?.history?.slice(0, owner.dropped[me]);
  if (!log || log.length <= history.length || !log.startsWith(history)) return;
  moment.step(`${me} receives entry ${itemCount(history)}`, (next) => {
    next.replicas[host].history = log.slice(0, history.length + 2);
    acknowledge(moment, next, host);
  });
}

function receiveNote(moment: Moment, host: Host, history: string): void {
  const { note, known } = moment.state.replicas[host];
  const me = moment.idOn(host);
  const owner = logOf(moment, host);
  if (!owner) return;
  const acknowledged = moment.state.acknowledged[`${me}>${known.owner}`] ?? 0;
  const through = moment.has("note-at-acknowledgement") ? Math.max(owner.handed, acknowledged) : owner.handed;
  if (through > note)
    moment.step(`${me} receives the release note ${through}`, (next) => {
      next.replicas[host].note = Math.min(through, itemCount(history));
    });
}

/** All or nothing: what came of an epoch counts for nothing until all of it has come. */
function receiveEpoch(moment: Moment, host: Host, history: string): void {
  const { partial } = moment.state.replicas[host];
  const me = moment.idOn(host);
  const owner = logOf(moment, host);
  const epoch = owner?.epochs.find(({ end }) => end > itemCount(history));
  if (!epoch || !owner?.history?.startsWith(history)) return;
  const whole = first(owner.history, epoch.end);
  if (!partial)
    moment.step(`${me} receives the outputs of an epoch`, (next) => {
      next.replicas[host].partial = true;
    });
  else
    moment.step(`${me} has all of the epoch through ${epoch.end}, and applies it`, (next) => {
      const one = next.replicas[host];
      Object.assign(one, { history: whole, note: Math.max(one.note, epoch.handed), partial: false });
      acknowledge(moment, next, host);
    });
}

function askLive(moment: Moment, next: State, host: Host): void {
  next.replicas[host].again = false;
  ask(moment, next, host, "live");
}

function suspectPrimary(moment: Moment, host: Host, history: string): void {
  if (isPoweredOff(history) && !moment.has("off-is-failure")) return;
  const { known } = moment.state.replicas[host];
  const me = moment.idOn(host);
  const owner = moment.replica(known.owner);
  const served = owner?.known.backup === me || owner?.clone?.id === me;
  const cause = owner?.role !== "primary" || owner.request?.kind === "alone" || !served;
  const noArbiter = moment.has("no-arbiter");
  const label = `${me} ${cause ? "suspects" : "falsely suspects"} ${known.owner} and ${noArbiter ? "goes" : "asks to go"} live`;
  const suspect: Parameters<Moment["step"]>[1] = (next) => {
    if (noArbiter) return goLive(moment, next, host, { ...known, generation: known.generation + 1 });
    askLive(moment, next, host);
    return null;
  };
  if (cause) moment.step(label, suspect);
  else if (!moment.rules.bounded || moment.isProtected()) moment.option("suspect", label, suspect);
}

/** A primary that has it as backup by a move that it did not see. */
function connect(moment: Moment, host: Host): void {
  const me = moment.idOn(host);
  for (const other of hosts) {
    const { role, known } = moment.state.replicas[other];
    const owner = moment.idOn(other);
    if (role !== "primary" || known.backup !== me || known.version <= moment.state.replicas[host].known.version)
      continue;
    moment.step(`${me} connects to its new primary ${owner}`, (next) => {
      Object.assign(next.replicas[host], { known: { ...known, owner }, partial: false });
      acknowledge(moment, next, host);
    });
  }
}

function resume(moment: Moment, host: Host, history: string): void {
  const { known, tries } = moment.state.replicas[host];
  const owner = moment.replica(known.owner);
  const me = moment.idOn(host);
  if (owner?.role !== "primary" || owner.known.backup !== me) return;
  moment.step(`${me} takes its request for cancelled and resumes as backup`, (next) => {
    Object.assign(next.replicas[host], { request: null, tries: tries + 1 });
    next.acknowledged[`${me}>${known.owner}`] = itemCount(history);
  });
}

function unfinishedClone(moment: Moment, host: Host): void {
  const { known, request } = moment.state.replicas[host];
  const me = moment.idOn(host);
  const owner = moment.replica(known.owner);
  const gone = owner?.role !== "primary";
  if (moment.has("armed-early") && gone && !request && moment.state.record.backup === me)
    moment.step(`${me} asks to go live, without state`, (next) => ask(moment, next, host, "live"));
  else if (gone || owner.clone?.id !== me)
    moment.step(`${me} gives up its unfinished clone`, (next) => vacate(moment, next, host));
}

/** The record is its only news, unless it waits for its source's word. */
export function destinationSteps(moment: Moment, host: Host): void {
  const { history, known, note, attempt, epochs } = moment.state.replicas[host];
  const { record } = moment.state;
  const me = moment.idOn(host);
  const source = moment.replica(known.owner);
  const word = !moment.has("waits-for-word") || source?.role === "halted";
  const cloning = source?.role === "primary" && source.clone?.id === me;
  if (record.owner === me && history !== null && word)
    moment.step(`${me} reads that it is the owner, and acts`, (next) => {
      const { version, generation, backup } = record;
      const fields = { history, known: { version, generation, owner: me, backup }, handed: note, epochs };
      next.replicas[host] = replica(attempt, "primary", fields);
      next.ran = me;
      return history.startsWith(next.released)
        ? null
        : `I1 ${me} takes over with ${history}, released was ${next.released}`;
    });
  else if ((record.version > known.version && record.owner !== me) || (history === null && !cloning))
    moment.step(`${me} drops the move`, (next) => vacate(moment, next, host));
}
