/**
 * What disturbs the world, and since when it no longer does. Claims about time (a failover had a cause, an output left
 * promptly, lag came down) hold outside disturbances only, and each names the families that excuse it.
 */
import type { FaultKind } from "../sim/faults/fault.ts";
import type { TraceEvent } from "../sim/trace.ts";

type FaultFamily = FaultKind["family"];

/** A slow CPU is a host's fault that silences nobody: heartbeats and acknowledgements go on. */
type Family = FaultFamily | "cpu";
const CPU_KINDS: ReadonlySet<string> = new Set(["slow-cpu", "cpu-share"]);

export class Disturbances {
  readonly #familyOf: (kind: string) => FaultFamily;
  /** Faults applied and not ended, by index in the schedule. */
  readonly #active = new Map<number, Family>();
  /** When the last fault of a family ended or, where it takes no time, was applied. */
  readonly #lastNs = new Map<Family, number>();
  #nowNs = 0;

  constructor(familyOf: (kind: string) => FaultFamily) {
    this.#familyOf = familyOf;
  }

  observe(event: TraceEvent): void {
    this.#nowNs = event.atNs;
    if (event.kind === "host") {
      // A host that is down does not disturb for ever: its return and its loss do.
      this.#lastNs.set("host", event.atNs);
    } else if (event.kind === "fault" && event.phase !== "suppressed") {
      const { kind } = event.fault as { readonly kind: string };
      const family = CPU_KINDS.has(kind) ? "cpu" : this.#familyOf(kind);
      this.#lastNs.set(family, event.atNs);
      if (event.phase === "applied" && hasLength(event.fault)) this.#active.set(event.index, family);
      else this.#active.delete(event.index);
    }
  }

  /** Whether a fault of these families was active within the last `withinNs`. */
  within(withinNs: number, ...families: readonly Family[]): boolean {
    for (const family of this.#active.values()) if (families.includes(family)) return true;
    return families.some((family) => (this.#lastNs.get(family) ?? -Infinity) >= this.#nowNs - withinNs);
  }
}

/** Faults that last say for how long; the trace says when they have ended. */
function hasLength(fault: unknown): boolean {
  return (fault as { readonly forNs?: number }).forNs !== undefined;
}
