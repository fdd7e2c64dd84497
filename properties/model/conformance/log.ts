/** The log: what is received was logged, what is acknowledged was received, and who asked acknowledges no more. */
import type { Observation } from "../../../core/ft/observation.ts";
import { require, type Ledger, type ReplicaLedger } from "./ledger.ts";

type Of<What extends Observation["what"]> = Extract<Observation, { what: What }>;

export function receive(ledger: Ledger, one: ReplicaLedger, { through, from }: Of<"received">): void {
  const { logged } = ledger.replica(from);
  require(through <= logged, () => `${from} has logged no entry after ${logged}, and ${through} is received`);
  require(through >= one.received, () => `entry ${one.received} was received before ${through}`);
  one.received = through;
  one.logged = through;
}

export function acknowledge(ledger: Ledger, one: ReplicaLedger, { through, to }: Of<"acknowledged">): void {
  require(one.phase === "backup", () => `a replica in phase ${one.phase} acknowledges no more`);
  require(through <= one.received, () => `${through} is acknowledged, and ${one.received} the last received`);
  one.acknowledged = Math.max(one.acknowledged, through);
  const key = `${one.id}>${to}`;
  ledger.acknowledged.set(key, Math.max(ledger.acknowledged.get(key) ?? 0, through));
}

export function hear(ledger: Ledger, one: ReplicaLedger, { through, from }: Of<"heard-acknowledgement">): void {
  const acknowledged = ledger.acknowledged.get(`${from}>${one.id}`) ?? 0;
  require(through <= acknowledged, () => `${from} acknowledged ${acknowledged}, and ${through} is heard`);
  const obeyed = from === one.known?.backup || from === one.clone?.id;
  require(obeyed, () => `${from} is neither the backup nor a clone of ${one.id}`);
  one.seen.set(from, Math.max(one.seen.get(from) ?? 0, through));
}

/** Executes what it acknowledged, all of it, and goes live from exactly there. */
export function goLive(one: ReplicaLedger, { entry, record }: Of<"live">): void {
  require(record.owner === one.id, () => `the record names ${record.owner} owner`);
  require(entry >= one.acknowledged, () => `live after entry ${entry}, and ${one.acknowledged} is acknowledged`);
  require(entry <= one.received, () => `live after entry ${entry}, and ${one.received} is the last received`);
  one.logged = entry;
}

/** Clones: from the exact cut, what is logged goes to the clone as well. */
export function clone(ledger: Ledger, one: ReplicaLedger, { step, to }: Of<"vmotion">): void {
  switch (step) {
    case "began":
      require(one.clone === null, () => `${one.clone?.id} is a clone already`);
      one.clone = { id: to, cut: false, inStep: false };
      break;
    case "round":
      if (one.clone && !one.clone.cut) one.clone = { id: to, cut: false, inStep: false };
      break;
    case "cut": {
      require(one.open === null, () => `${one.open?.id} is not answered`);
      one.clone = { id: to, cut: true, inStep: false };
      one.seen.set(to, one.logged);
      ledger.acknowledged.set(`${to}>${one.id}`, one.logged);
      const theirs = ledger.replica(to);
      theirs.received = theirs.logged = one.logged;
      break;
    }
    case "in-step":
      require(one.clone?.cut === true, () => `${to} has no state as of a cut`);
      one.clone = { id: to, cut: true, inStep: true };
      break;
    case "given-up":
      require(one.open === null || one.reply !== null, () => `${one.open?.id} may still land`);
      if (one.clone) one.seen.delete(one.clone.id);
      one.clone = null;
      break;
    case "committed":
      require(one.reply?.granted === true, () => "nothing was granted");
  }
}
