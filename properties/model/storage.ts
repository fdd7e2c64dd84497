/** Storage: the record changes by compare-and-set, which moves the fence in the same step; writes land, or are refused. */
import { leave, vacate } from "./asking.ts";
import { judgeCopy } from "./cold-start.ts";
import { isCompleted, itemCount } from "./history.ts";
import { won } from "./live.ts";
import type { Moment, Violation } from "./moment.ts";
import { reveal } from "./outputs.ts";
import { afterNo, changed, stands } from "./record.ts";
import {
  hostOf,
  replica,
  type DiskWrite,
  type Host,
  type Replica,
  type Reply,
  type SentRequest,
  type State,
} from "./state.ts";

export function storageSteps(moment: Moment): void {
  const { requests, replies, writes } = moment.state;
  for (const request of requests) {
    const label = `storage serves ${request.id}`;
    moment.step(label, (next) => {
      next.requests.splice(requests.indexOf(request), 1);
      return serve(moment, next, request);
    });
    moment.option("copy", `${label} (the network keeps a copy)`, (next) => serve(moment, next, request));
  }
  for (const reply of replies) replySteps(moment, reply);
  for (const write of writes)
    moment.step(`write ${write.item} of ${write.by} reaches the disk`, (next) => {
      next.writes.splice(writes.indexOf(write), 1);
      return land(moment, next, write);
    });
}

function serve(moment: Moment, next: State, request: SentRequest): Violation | null {
  const { id, asker, kind, checked } = request;
  const remembers = moment.has("remembers-answers");
  let granted = remembers ? next.remembered[id] : next.record.request === id ? true : undefined;
  let violation: Violation | null = null;
  if (granted === undefined) {
    const match = stands(next.record, request, moment.rules.deviations);
    if (moment.has("read-then-write") && !checked && match) {
      next.requests.push({ ...request, checked: true });
      return null;
    }
    granted = match || checked;
    if (granted) {
      if (kind === "cold-start") violation = beginAnew(moment, next, hostOf(asker));
      if (moment.has("answers-before-persisting")) next.persisted ??= next.record;
      next.record = changed(next.record, request);
      if (!moment.has("fence-separate")) next.fence = next.record.owner ?? next.fence;
    }
    if (remembers) next.remembered = { ...next.remembered, [id]: granted };
  }
  const waits = moment.replica(asker)?.request?.id === id && !next.replies.some((reply) => reply.request.id === id);
  if (waits) next.replies.push({ request: { ...request, checked }, granted, record: next.record });
  return violation;
}

/** A cold start begins another history, in which only what is durable counts. */
function beginAnew(moment: Moment, next: State, host: Host): Violation | null {
  const violation = judgeCopy(moment, next, host);
  next.released = String(Number(next.released[0]) + 1);
  next.frames = "";
  return violation;
}

function replySteps(moment: Moment, reply: Reply): void {
  const { request, granted } = reply;
  const { id, asker } = request;
  const host = hostOf(asker);
  const index = moment.state.replies.indexOf(reply);
  const awaited = moment.replica(asker)?.request?.id === id;
  moment.option("lost", `the reply to ${id} is lost, and it is asked again`, (next) => {
    next.replies.splice(index, 1);
    if (!awaited) return;
    if (moment.has("lost-means-taken")) leave(next, host, "halted");
    else next.requests.push(request);
  });
  if (awaited)
    moment.step(`${asker} hears ${granted ? "yes" : "no"} to ${id}`, (next) => {
      next.replies.splice(index, 1);
      next.replicas[host].request = null;
      return granted ? hearYes(moment, next, host, reply) : hearNo(moment, next, host, reply);
    });
}

function hearYes(moment: Moment, next: State, host: Host, { request, record }: Reply): Violation | null {
  const one = next.replicas[host];
  const me = moment.idOn(host);
  const { version, generation } = record;
  const known = (backup: string | null) => ({ version, generation, owner: me, backup });
  switch (request.kind) {
    case "live":
      return won(moment, next, host, record);
    case "alone":
      drop(moment, one);
      Object.assign(one, { known: known(null), seen: {} });
      return one.history?.startsWith(next.released)
        ? null
        : `I1 ${me} goes on with ${one.history}, released was ${next.released}`;
    case "arm":
    case "move-backup": {
      const backup = one.clone?.id ?? "";
      drop(moment, one);
      if (!moment.has("late-acknowledgement")) one.seen = { [backup]: one.seen[backup] ?? 0 };
      Object.assign(one, { known: known(backup), clone: null });
      return null;
    }
    case "move-primary":
      if (moment.has("both-move")) Object.assign(one, { known: known(null), clone: null, stopped: false });
      else leave(next, host, "halted");
      return null;
    case "power-off":
      leave(next, host, "off");
      return null;
    case "cold-start":
      next.replicas[host] = replica(one.attempt, "primary", { history: next.released, known: known(null) });
      next.ran = me;
      return null;
  }
}

/** Nothing more is logged to the backup that was. */
function drop(moment: Moment, one: Replica): void {
  const { backup } = one.known;
  if (backup === null || one.history === null || moment.has("logs-to-dropped")) return;
  one.dropped = { ...one.dropped, [backup]: one.history.length };
}

function hearNo(moment: Moment, next: State, host: Host, { request, record }: Reply): null {
  const one = next.replicas[host];
  const me = moment.idOn(host);
  if (moment.has("loser-continues") && request.kind !== "cold-start") {
    if (one.lost) leave(next, host, "halted");
    else {
      const known = { ...one.known, version: record.version };
      Object.assign(one, { known, again: true, lost: true, clone: null });
    }
    return null;
  }
  let so = afterNo(request.kind, me, one.known, record);
  if (so === "resume" && moment.has("loser-always-halts")) so = record.version < one.known.version ? "again" : "halt";
  if (so === "again" && moment.has("early-asker-halts")) so = "halt";
  const { version, generation, owner } = record;
  switch (so) {
    case "spare":
      vacate(moment, next, host);
      break;
    case "off":
      leave(next, host, "off");
      break;
    case "halt":
      leave(next, host, "halted");
      break;
    case "again":
      Object.assign(one, { again: true, tries: one.tries + 1 });
      break;
    case "resume": {
      const again = moment.has("named-asks-again");
      Object.assign(one, { known: { version, generation, owner, backup: me }, again, partial: false });
      if (!again) next.acknowledged[`${me}>${owner}`] = itemCount(one.history ?? "");
    }
  }
  return null;
}

function land(moment: Moment, next: State, { by, item, disk, block, value }: DiskWrite): Violation | null {
  const writer = moment.replica(by) && next.replicas[hostOf(by)];
  const shared = disk === "shared";
  const fenced = next.fence !== by && !(moment.has("fence-separate") && next.record.owner === by);
  if (shared && fenced && !moment.has("no-fencing")) {
    if (writer?.issued[item]) writer.issued[item] = "refused";
    return null;
  }
  const former = next.disks[disk][block];
  const [zero, one] = next.disks[disk];
  next.disks[disk] = block === 0 ? [value, one] : [zero, value];
  if (writer?.issued[item] === "redone") delete writer.issued[item];
  else if (writer?.issued[item] === "sent") writer.issued[item] = "landed";
  const violation = shared ? reveal(next, by, value) : null;
  if (violation) return violation;
  if (former[0] !== value[0] || former.length <= value.length) return null;
  const reader = shared ? moment.replica(next.record.owner) : moment.state.replicas[disk];
  const newer = (former.length - 3) / 2;
  const over = moment.has("never-older-write") || (reader?.history && isCompleted(reader.history, newer));
  return over ? `I2 ${value} lands over ${former}` : null;
}
