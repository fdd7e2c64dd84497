/** One state, asked about and gone on from: what the files of steps have in common. */
import { isMutant, type Budget, type Rules } from "./rules.ts";
import type { Deviation } from "./deviations.ts";
import { copyState, hostOf, hosts, type Host, type Id, type Replica, type Role, type State } from "./state.ts";

/** What is wrong with a state, by the number of the invariant; nothing is wrong with most. */
export type Violation = string;

export interface Step {
  readonly label: string;
  readonly state: State;
  readonly violation: Violation | null;
  /** It need not ever happen: it is bounded by the budget. */
  readonly optional: boolean;
}

type Change = (state: State) => Violation | null | void;

const replicaRoles: ReadonlySet<Role> = new Set(["primary", "backup", "destination"]);

export class Moment {
  readonly steps: Step[] = [];
  readonly state: State;
  readonly rules: Rules;
  readonly judgesOutputRule: boolean;

  constructor(state: State, rules: Rules) {
    this.state = state;
    this.rules = rules;
    this.judgesOutputRule = !isMutant(rules);
  }

  has(deviation: Deviation): boolean {
    return this.rules.deviations.has(deviation);
  }

  step(label: string, change: Change): void {
    this.#add(label, change, false);
  }

  /** Something that need not happen, while the budget allows it. */
  option(kind: keyof Budget, label: string, change: Change): void {
    if (this.state.left[kind] === 0) return;
    const spend: Change = (state) => {
      state.left[kind]--;
      return change(state);
    };
    this.#add(label, spend, true);
  }

  #add(label: string, change: Change, optional: boolean): void {
    const state = copyState(this.state);
    const violation = change(state) ?? null;
    this.steps.push({ label, state, violation, optional });
  }

  idOn(host: Host): Id {
    return host + this.state.replicas[host].attempt;
  }

  /** The replica of this name, unless its host has gone on to another attempt. */
  replica(id: Id | null): Replica | null {
    if (id === null) return null;
    const one = this.state.replicas[hostOf(id)];
    return id === this.idOn(hostOf(id)) ? one : null;
  }

  hasRole(id: Id | null, roles: ReadonlySet<Role>): boolean {
    const one = this.replica(id);
    return one !== null && roles.has(one.role);
  }

  /** The pair is whole, and nobody asks to break it (DESIGN 7, `whenProtected`). */
  isProtected(): boolean {
    const { owner, backup } = this.state.record;
    if (!this.hasRole(owner, replicaRoles) || !this.hasRole(backup, replicaRoles)) return false;
    return this.has("guarded-by-record") || !this.#changesOwner();
  }

  /** Somebody has asked, or will ask again, to go live or alone. */
  #changesOwner(): boolean {
    const { requests, replies, replicas } = this.state;
    return (
      requests.some(({ kind }) => kind === "alone" || kind === "live") ||
      replies.some(({ request: { kind } }) => kind === "alone" || kind === "live") ||
      hosts.some((host) => {
        const { role, request, again } = replicas[host];
        return role !== "down" && (request?.kind === "alone" || request?.kind === "live" || again);
      })
    );
  }
}
