/** The log is a sequence: nothing missing, nothing twice, and what was acknowledged is executed (paper 3.2). */
import type { Observation } from "../core/ft/observation.ts";
import type { ReplicaId } from "../core/ft/record.ts";
import type { TraceEvent } from "../sim/trace.ts";
import { Watcher, type Property } from "./property.ts";

interface Progress {
  logged: number | null;
  applied: number | null;
  acknowledged: number;
}

class LogIntact extends Watcher {
  readonly #progress = new Map<ReplicaId, Progress>();

  observe(event: TraceEvent): void {
    for (const replica of this.run.chronicle.forgotten) this.#progress.delete(replica);
    if (event.kind !== "replica") return;
    const seen = event.observation;
    const mine = this.#of(seen.replica);
    switch (seen.what) {
      case "logged":
        this.#next(event, seen.replica, "log", mine.logged ?? mine.applied, seen.first);
        mine.logged = seen.through;
        break;
      case "applied":
        this.#next(event, seen.replica, "apply", mine.applied, seen.first);
        mine.applied = seen.through;
        break;
      case "acknowledged":
        mine.acknowledged = Math.max(mine.acknowledged, seen.through);
        break;
      case "vmotion":
        if (seen.step === "cut") this.#of(seen.to).applied = mine.logged ?? mine.applied;
        break;
      case "live":
        this.witnessed++;
        if (seen.entry < mine.acknowledged)
          this.violate(
            event,
            `${seen.replica} executes every entry that it acknowledged, through ${mine.acknowledged}, before it goes live`,
            `it went live at entry ${seen.entry}`,
          );
        this.#succeeded(event, seen);
        break;
      case "stream-refused":
        this.#refused(event, seen);
        break;
      default:
    }
  }

  /** The backup of a primary that moved has nothing of the former log that the destination's would number anew. */
  #succeeded(event: TraceEvent, { replica, record, entry }: Extract<Observation, { what: "live" }>): void {
    const through = record.backup === null ? 0 : (this.#progress.get(record.backup)?.acknowledged ?? 0);
    if (through <= entry) return;
    this.violate(
      event,
      `the log that ${replica} begins after entry ${entry} is all that its backup ${record.backup} gets from there on`,
      `${record.backup} has acknowledged entries through ${through} to the former owner`,
    );
  }

  /** The network loses nothing of a stream, and damages nothing of it unless the run is about damage. */
  #refused(event: TraceEvent, { replica, peer, reason }: Extract<Observation, { what: "stream-refused" }>): void {
    if (this.run.regime === "corrupting") return;
    this.violate(event, `what ${peer} sends ${replica} goes on where it was`, reason);
  }

  #next(event: TraceEvent, replica: ReplicaId, verb: string, last: number | null, first: number): void {
    this.witnessed++;
    if (last === null || first === last + 1) return;
    const what = first > last + 1 ? `entries ${last + 1} to ${first - 1} are missing` : `entry ${first} came twice`;
    this.violate(event, `${replica} goes on to ${verb} with entry ${last + 1}`, `${what}: it went on with ${first}`);
  }

  #of(replica: ReplicaId): Progress {
    let progress = this.#progress.get(replica);
    if (!progress) this.#progress.set(replica, (progress = { logged: null, applied: null, acknowledged: 0 }));
    return progress;
  }
}

export const logIntact: Property = {
  name: "log-intact",
  claim: "within a generation entries are numbered without a gap; none is applied twice, or not at all",
  kind: "safety",
  regimes: ["bounded", "unbounded", "corrupting"],
  watches: ["logged", "applied", "acknowledged", "vmotion", "live", "stream-refused"],
  start: (run) => new LogIntact(run),
};
