/** The Output Rule (paper 2.2): whom an owner obeys, and whom storage could still make owner in its stead. */
import type { Known, Request } from "./record.ts";
import type { Rules } from "./rules.ts";

/** A clone that is to be a backup, as its owner sees it. */
interface ObeyedClone {
  readonly id: string;
  readonly kind: string;
  readonly cut: boolean;
}

/** Whose acknowledgements an owner waits for: from the exact cut of a clone until its arming is answered, old and new. */
export function obeyed(
  backup: string | null,
  clone: ObeyedClone | null,
  asked: boolean,
  deviations: Rules["deviations"],
): readonly string[] {
  const winners: string[] = [];
  const { kind = "", cut = false, id = "" } = clone ?? {};
  if (backup && !(cut && kind === "move-backup" && deviations.has("destination-acknowledges"))) winners.push(backup);
  if (!cut || kind === "move-primary") return winners;
  if (!deviations.has(asked ? "alone-while-arming" : "obeys-from-request")) winners.push(id);
  return winners;
}

/** Whom storage could still give the ownership that `me` holds: the backup, and any that a request would name. */
export function couldWin(me: string, record: Known, requests: Iterable<Request>): readonly string[] {
  if (record.owner !== me) return [];
  const winners = record.backup === null ? [] : [record.backup];
  for (const { expected, next } of requests) {
    if (expected.version !== record.version || expected.owner !== me || expected.backup !== record.backup) continue;
    const named = next.owner === me ? next.backup : next.owner;
    if (named !== null) winners.push(named);
  }
  return winners;
}
