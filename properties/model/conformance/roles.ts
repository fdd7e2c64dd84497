/** Changes of role: what is asked, what storage answers, what an answer leads to. */
import type { Phase } from "../../../core/ft/phase.ts";
import type { ArbiterRecord, ArbiterReply, ArbiterRequest, RequestKind } from "../../../core/ft/record.ts";
import { afterNo, changed, nextOf, stands, type Known } from "../record.ts";
import { require, type Ledger, type ReplicaLedger } from "./ledger.ts";
import { diskIsCurrent } from "./outputs.ts";

const right = new Set<never>();

const askingPhase: Readonly<Record<RequestKind, Phase>> = {
  live: "asking-live",
  alone: "asking-alone",
  arm: "asking-arm",
  "move-backup": "asking-arm",
  "move-primary": "asking-move",
  "power-off": "asking-off",
  "cold-start": "starting",
};

const sameFields = (a: Known & Partial<ArbiterRecord>, b: Known & Partial<ArbiterRecord>): boolean =>
  a.version === b.version &&
  a.generation === b.generation &&
  a.owner === b.owner &&
  a.backup === b.backup &&
  a.state === b.state &&
  a.request === b.request;

export function ask(ledger: Ledger, one: ReplicaLedger, request: ArbiterRequest): void {
  const { kind, expected, next, asker, id } = request;
  require(one.phase === askingPhase[kind], () => `a replica in phase ${one.phase} does not ask for ${kind}`);
  require(one.open === null, () => `${one.open?.id} is not answered yet`);
  require(asker === one.id && !ledger.asked.has(id), () => `${id} of ${asker} is not its own, or used before`);
  const stood = ledger.records.get(expected.version);
  require(stood !== undefined && sameFields(stood, expected), () => `no record ever was as ${id} expects it`);
  const named = kind === "live" ? expected.backup : expected.owner;
  const entitled = kind === "cold-start" || named === asker || (kind === "power-off" && expected.backup === asker);
  require(entitled, () => `the record that ${id} expects does not entitle ${asker} to ask for ${kind}`);
  const { clone } = one;
  const cloning = kind === "arm" || kind === "move-backup" || kind === "move-primary";
  if (cloning) require(clone?.cut === true && clone.inStep, () => `the clone is not in step`);
  const right = nextOf(kind, asker, expected, clone?.id ?? null);
  const same =
    next.generation === right.generation &&
    next.owner === right.owner &&
    next.backup === right.backup &&
    next.state === right.state;
  require(same, () => `${kind} makes the record ${JSON.stringify(right)}, not ${JSON.stringify(next)}`);
  one.open = request;
  one.reply = null;
  ledger.asked.set(id, request);
}

export function grant(ledger: Ledger, record: ArbiterRecord, request: ArbiterRequest | null): void {
  if (request === null) require(ledger.record === null, () => "the record changes by a request");
  else {
    require(ledger.asked.has(request.id), () => `nobody asked ${request.id}`);
    const before = ledger.record;
    require(before !== null && stands(before, request, right), () => `${request.id} expects another record`);
    require(sameFields(changed(before, request), record), () => `${request.id} makes another record`);
    ledger.granted.add(request.id);
  }
  ledger.record = record;
  ledger.records.set(record.version, record);
}

export function refuse(ledger: Ledger, record: ArbiterRecord, request: ArbiterRequest): void {
  require(ledger.asked.has(request.id), () => `nobody asked ${request.id}`);
  require(ledger.record !== null && sameFields(ledger.record, record), () => "the answer carries the record as it is");
  const due = record.request !== request.id && !stands(record, request, right);
  require(due, () => `${request.id} expects the record as it is`);
  ledger.refused.add(request.id);
}

export function answer(ledger: Ledger, one: ReplicaLedger, reply: ArbiterReply): void {
  const { id, granted, record } = reply;
  require(one.open?.id === id, () => `${one.id} waits for no answer to ${id}`);
  require((granted ? ledger.granted : ledger.refused).has(id), () => `storage did not say so of ${id}`);
  if (granted) require(record.request === id, () => `the yes to ${id} carries the record that it made`);
  one.reply = reply;
}

/** Where the answer leads; null: nowhere, the replica asks again when the record has changed. */
function consequence({ id, open }: ReplicaLedger, { granted, record }: ArbiterReply): Phase | null {
  const { kind, expected } = open!;
  if (!granted) {
    const so = afterNo(kind, id, expected, record);
    return ({ spare: "spare", off: "off", resume: "backup", again: null, halt: "halted" } as const)[so];
  }
  switch (kind) {
    case "live":
      return "draining";
    case "alone":
    case "cold-start":
      return "primary-alone";
    case "arm":
    case "move-backup":
      return "primary-protected";
    case "move-primary":
      return "halted";
    case "power-off":
      return "off";
  }
}

/** Left without an answer: a clone that is given up, a replica that diverged or was fenced off. */
const leaving: ReadonlySet<Phase> = new Set(["spare", "halted", "off"]);

export function turn(ledger: Ledger, one: ReplicaLedger, from: Phase, to: Phase): void {
  const isNew = one.phase === "spare" && (from === "halted" || from === "off");
  require(one.phase === from || isNew, () => `${one.id} was in phase ${one.phase}`);
  const { reply, open } = one;
  if (open && reply) {
    const due = consequence(one, reply);
    require(to === due || to === "halted", () => `${reply.granted ? "yes" : "no"} to ${open.kind} leads to ${due}`);
    const names = reply.record.owner === one.id || reply.record.backup === one.id;
    if (names) one.known = reply.record;
    if (reply.granted && to === "primary-alone") one.seen.clear();
    if (reply.granted && to === "primary-protected") takeClone(one);
    one.open = null;
    one.reply = null;
  } else if (open) {
    require(leaving.has(to), () => `${open.id} is not answered`);
    one.open = null;
  } else if (from === "destination" && to === "primary-protected") {
    require(ledger.record?.owner === one.id, () => `the record does not name ${one.id} owner`);
    one.known = ledger.record;
  } else if (from === "spare" && to.startsWith("primary"))
    require(ledger.record?.owner === one.id, () => `the record does not name ${one.id} owner`);
  else if (to === "draining") require(false, () => "nobody goes live without a yes");
  if (from === "draining" && to === "primary-alone") diskIsCurrent(one);
  one.phase = to;
}

/** The clone is the backup now; of former followers nothing counts any more. */
function takeClone(one: ReplicaLedger): void {
  const { clone, seen } = one;
  const acknowledged = clone ? seen.get(clone.id) : undefined;
  seen.clear();
  if (clone && acknowledged !== undefined) seen.set(clone.id, acknowledged);
  one.clone = null;
}
