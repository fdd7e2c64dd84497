/**
 * The Output Rule (paper 2.2), for every replica that storage could still make owner: the backup that the record names,
 * and any that a request under way would name. `/model` checks the same predicate exhaustively in small bounds.
 */
import type { ReplicaId } from "../core/ft/record.ts";
import type { TraceEvent } from "../sim/trace.ts";
import type { Chronicle } from "./chronicle.ts";
import type { Release } from "./output-ledger.ts";
import { Watcher, type Property, type Run } from "./property.ts";

/** Whom storage could still give the ownership that `me` holds; nobody when `me` holds none. */
function couldWin({ record, underWay }: Chronicle, me: ReplicaId): ReadonlySet<ReplicaId> {
  const winners = new Set<ReplicaId>();
  if (record?.owner !== me) return winners;
  if (record.backup) winners.add(record.backup);
  for (const { expected, next } of underWay.values()) {
    if (expected.version !== record.version || expected.owner !== me || expected.backup !== record.backup) continue;
    if (next.owner && next.owner !== me) winners.add(next.owner);
    if (next.backup) winners.add(next.backup);
  }
  return winners;
}

class OutputRule extends Watcher {
  /** Through which entry a replica has acknowledged to another: "backup>owner". */
  readonly #acknowledged = new Map<string, number>();
  readonly #internalDisks: boolean;

  constructor(run: Run) {
    super(run);
    this.#internalDisks = run.topology.disks === "non-shared";
  }

  observe(event: TraceEvent): void {
    if (event.kind === "replica" && event.observation.what === "acknowledged") {
      const { replica, to, through } = event.observation;
      const key = `${replica}>${to}`;
      this.#acknowledged.set(key, Math.max(this.#acknowledged.get(key) ?? 0, through));
    } else if (event.kind === "record" && event.request?.kind === "cold-start") this.#acknowledged.clear();
    const release = this.run.chronicle.outputs.now;
    if (release && !(this.#internalDisks && release.device === "disk")) this.#judge(release);
  }

  #judge(release: Release): void {
    const { chronicle } = this.run;
    for (const winner of couldWin(chronicle, release.by)) {
      this.witnessed++;
      if (release.output <= chronicle.outputs.produced(winner).inherited) continue;
      const through = this.#acknowledged.get(`${winner}>${release.by}`);
      if (release.entry !== null && through !== undefined && through >= release.entry) continue;
      this.violate(
        release,
        `${winner}, which could still win, acknowledged entry ${release.entry ?? "(none was logged)"} before ` +
          `${release.device} ${release.output} left`,
        `${release.by} released it; ${winner} had acknowledged ` +
          (through === undefined ? "nothing" : `entries through ${through}`),
      );
    }
  }
}

export const outputRule: Property = {
  name: "output-rule",
  claim: "no output is released before its own entry was acknowledged by every node that could still win",
  kind: "safety",
  regimes: ["bounded", "unbounded", "corrupting"],
  watches: ["record", "acknowledged", "released", "frame-out"],
  start: (run) => new OutputRule(run),
};
