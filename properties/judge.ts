/** Holds a run against properties: shows each of them every event, and at the end says how it came out. */
import type { FaultKind } from "../sim/faults/fault.ts";
import type { TraceEvent, TraceObserver } from "../sim/trace.ts";
import { Chronicle } from "./chronicle.ts";
import { Excuses } from "./corruption.ts";
import { sightOf, type Property, type Run, type Sight, type Violation, type Watch } from "./property.ts";
import { appliesTo } from "./strategies.ts";

export interface Judgement {
  readonly property: Property;
  readonly verdict: "held" | "violated" | "vacuous";
  readonly violations: readonly Violation[];
  /** Liveness: what never happened, and why. */
  readonly pending: readonly string[];
  /** The kind of fault that excuses what would be a violation: it was not judged. Null: it was. */
  readonly excusedBy: string | null;
  readonly witnessed: number;
}

/** A property threw: the harness is broken, whatever the run did. */
class PropertyError extends Error {
  constructor(property: string, event: TraceEvent | null, cause: unknown) {
    const where = event ? `event ${event.seq} (${event.kind})` : "the end of the run";
    super(`property ${property} threw at ${where}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

/** What a run is, as far as its judges want to know. */
export interface About extends Omit<Run, "chronicle"> {
  readonly faultKinds: ReadonlyMap<string, Pick<FaultKind, "family">>;
}

export interface Jury {
  readonly chronicle: Chronicle;
  readonly observe: TraceObserver;
  /** Whether anything has been violated so far. */
  violated(): boolean;
  /** Whether this property has been, so far. */
  violates(property: string): boolean;
  /** Ends the watch; once. */
  verdicts(): readonly Judgement[];
}

interface Watching {
  readonly property: Property;
  readonly watch: Watch;
}

/** Who looks at which events: most are of a few kinds that few properties look at. */
class Audience {
  readonly #all: readonly Watching[];
  readonly #bySight = new Map<Sight, readonly Watching[]>();

  constructor(all: readonly Watching[]) {
    this.#all = all;
  }

  of(event: TraceEvent, forgotten: readonly unknown[]): readonly Watching[] {
    if (forgotten.length > 0) return this.#all;
    const sight = sightOf(event);
    let found = this.#bySight.get(sight);
    if (!found) {
      found = this.#all.filter(({ property: { watches } }) => !watches || watches.includes(sight));
      this.#bySight.set(sight, found);
    }
    return found;
  }
}

export function judge(properties: readonly Property[], about: About): Jury {
  const chronicle = new Chronicle((kind) => about.faultKinds.get(kind)?.family ?? "control");
  const watches: readonly Watching[] = properties
    .filter(({ regimes, name }) => regimes.includes(about.regime) && appliesTo(about.topology.strategy, name))
    .map((property) => ({ property, watch: property.start({ ...about, chronicle }) }));
  const audience = new Audience(watches);
  const excuses = new Excuses(about.topology);
  let anyViolation = false;
  /** Violations that no corruption excuses: what came before it did is a finding all the same. */
  const countedOf = (property: Property, violations: readonly Violation[]): readonly Violation[] => {
    const excuse = excuses.of(property.name);
    return excuse === null ? violations : violations.filter(({ seq }) => seq < excuse.seq);
  };
  return {
    chronicle,
    observe(event) {
      chronicle.observe(event);
      excuses.observe(event);
      // Every event of a run comes through here: one net for all properties costs less than one for each.
      let judging: Property | null = null;
      try {
        for (const { property, watch } of audience.of(event, chronicle.forgotten)) {
          judging = property;
          watch.observe(event);
          anyViolation ||= watch.violations.length > 0;
        }
      } catch (error) {
        throw new PropertyError(judging!.name, event, error);
      }
    },
    violated: () =>
      anyViolation && watches.some(({ property, watch }) => countedOf(property, watch.violations).length > 0),
    violates: (name) =>
      watches.some(({ property, watch }) => property.name === name && countedOf(property, watch.violations).length > 0),
    verdicts() {
      return watches.map(({ property, watch }) => {
        try {
          watch.finish?.();
        } catch (error) {
          throw new PropertyError(property.name, null, error);
        }
        // A guest that kills itself ends the service: FT does not mask that, and liveness is excused (DESIGN 8).
        const missing = chronicle.guestDied ? [] : watch.pending();
        const { witnessed } = watch;
        const excuse = excuses.of(property.name);
        const violations = countedOf(property, watch.violations);
        const pending = excuse === null ? missing : [];
        const violated = violations.length > 0 || pending.length > 0;
        const isExcused = violations.length < watch.violations.length || pending.length < missing.length;
        const excusedBy = isExcused && !violated ? excuse!.kind : null;
        return {
          property,
          verdict: violated ? "violated" : isExcused || witnessed === 0 ? "vacuous" : "held",
          violations,
          pending,
          excusedBy,
          witnessed,
        };
      });
    },
  };
}
