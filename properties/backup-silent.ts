/** While it is a backup, nothing that a replica makes reaches the outside, ARP answers included (paper 2). */
import type { Phase } from "../core/ft/phase.ts";
import type { TraceEvent } from "../sim/trace.ts";
import { Watcher, type Property } from "./property.ts";

const SILENT: ReadonlySet<Phase> = new Set(["joining", "backup", "asking-live", "draining", "destination"]);

class BackupSilent extends Watcher {
  observe(event: TraceEvent): void {
    const { replicas } = this.run.chronicle;
    const silent = (replica: string | null): Phase | null => {
      const phase = replica === null ? undefined : replicas.get(replica)?.phase;
      return phase && SILENT.has(phase) ? phase : null;
    };
    if (event.kind === "frame-out") {
      const phase = silent(event.replica);
      if (phase) this.#spoke(event, event.replica!, phase, `a frame of ${event.byteCount} bytes`);
    } else if (event.kind === "replica") {
      const seen = event.observation;
      const phase = silent(seen.replica);
      if (!phase) return;
      if (seen.what === "produced") this.witnessed++;
      else if (seen.what === "released") this.#spoke(event, seen.replica, phase, `${seen.device} ${seen.output}`);
    }
  }

  #spoke(event: TraceEvent, replica: string, phase: Phase, what: string): void {
    this.violate(event, `${replica}, in phase ${phase}, releases nothing`, `it released ${what}`);
  }
}

export const backupSilent: Property = {
  name: "backup-silent",
  claim: "a backup releases nothing",
  kind: "safety",
  regimes: ["bounded", "unbounded", "corrupting"],
  watches: ["frame-out", "produced", "released"],
  start: (run) => new BackupSilent(run),
};
