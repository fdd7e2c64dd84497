/** What the protocol promises to survive, it survives: somebody always runs the machine, or may. */
import type { Phase } from "../core/ft/phase.ts";
import type { ReplicaId } from "../core/ft/record.ts";
import type { TraceEvent } from "../sim/trace.ts";
import { Watcher, type Property } from "./property.ts";

/** Phases of a replica that has nothing to go on with, or has given up. */
const GONE: ReadonlySet<Phase> = new Set(["spare", "joining", "halted"]);

class NoTotalLoss extends Watcher {
  #lost = false;

  observe(event: TraceEvent): void {
    const turns =
      event.kind === "record" ||
      event.kind === "host" ||
      (event.kind === "replica" && (event.observation.what === "phase" || event.observation.what === "halted"));
    const { chronicle } = this.run;
    const { record, guestDied, poweredOff } = chronicle;
    if (!turns || !record || guestDied || poweredOff || record.state === "off") return;
    const named = [record.owner, record.backup].filter((replica): replica is ReplicaId => replica !== null);
    if (!named.some((replica) => chronicle.replicas.has(replica))) return;
    this.witnessed++;
    const lost = !named.some((replica) => this.#mayRun(replica));
    if (lost && !this.#lost)
      this.violate(
        event,
        "a replica that the record names is live, or may still go live",
        named.map((replica) => `${replica}: ${this.#word(replica)}`).join(", "),
      );
    this.#lost = lost;
  }

  /** At rest nobody is merely entitled any more: who waits for what never comes would be found by the next failure. */
  finish(): void {
    const { chronicle } = this.run;
    const { record, guestDied, poweredOff, quietAtNs } = chronicle;
    if (quietAtNs === null || !record?.owner || guestDied || poweredOff || record.state === "off" || this.#lost) return;
    if (!chronicle.replicas.has(record.owner) || chronicle.liveOwner()) return;
    this.violate(
      chronicle.here,
      "at rest the owner that the record names runs",
      `${record.owner}: ${this.#word(record.owner)}`,
    );
  }

  #mayRun(replica: ReplicaId): boolean {
    const { chronicle } = this.run;
    const phase = chronicle.replicas.get(replica)?.phase;
    // Nothing was heard of it yet: hosts that are powered on together speak one after the other.
    return chronicle.isUp(replica) && (phase === undefined || !GONE.has(phase));
  }

  #word(replica: ReplicaId): string {
    const { chronicle } = this.run;
    return chronicle.isUp(replica) ? `in phase ${chronicle.replicas.get(replica)?.phase ?? "none"}` : "host down";
  }
}

export const noTotalLoss: Property = {
  name: "no-total-loss",
  claim: "in bounded runs some replica is always live or entitled to go live",
  kind: "safety",
  regimes: ["bounded"],
  watches: ["record", "host", "phase", "halted"],
  start: (run) => new NoTotalLoss(run),
};
