/** Asking the arbiter: a request once sent is neither withdrawn nor forgotten, so it stays until it is answered. */
import type { RequestKind } from "../../core/ft/record.ts";
import type { Moment } from "./moment.ts";
import { nextOf, type Known } from "./record.ts";
import { replica, type Host, type Id, type State } from "./state.ts";

export function ask(moment: Moment, next: State, host: Host, kind: RequestKind, clone: Id | null = null): void {
  const one = next.replicas[host];
  const me = host + one.attempt;
  const { version } = one.known;
  const fresh = kind === "cold-start" || (moment.has("loser-continues") && one.lost);
  const known: Known = fresh ? moment.state.record : one.known;
  const { generation, owner, backup } = known;
  const id = `${me}.${kind}.${version}${one.tries > 0 ? `.${one.tries}` : ""}`;
  one.request = { id, kind };
  const expected = { version, generation, owner, backup };
  next.requests.push({ id, asker: me, kind, expected, next: nextOf(kind, me, known, clone), checked: false });
}

/** Takes no part any more. What it logged may still arrive. */
export function leave(next: State, host: Host, role: "halted" | "off" | "down"): void {
  const { attempt, history, handed, epochs, dropped } = next.replicas[host];
  next.replicas[host] = replica(attempt, role, { history, handed, epochs, dropped });
}

/** A clone that was given up: its host may hold another attempt, once its own disk has done with this one. */
export function vacate(moment: Moment, next: State, host: Host): void {
  next.replicas[host] = replica(next.replicas[host].attempt + 1, "idle");
  settleDisk(moment, next, host);
}

/** What was under way to a host's own disk is there by now, or never will be. */
export function settleDisk(moment: Moment, next: State, host: Host): void {
  if (!moment.has("former-attempt-writes")) next.writes = next.writes.filter(({ disk }) => disk !== host);
}
