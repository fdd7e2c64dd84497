/**
 * Tells a run while it happens: the few events that decide it, a line each, and the last events before the first
 * violation. Bounded memory, so that a run of an hour tells as briefly as one of a second.
 */
import { duration, moment } from "../../properties/words.ts";
import type { TraceEvent } from "../../sim/trace.ts";
import { readEvent, readObservation } from "../story/reading.ts";

/** Lines of the story: more than these, and the middle is left out. */
const FIRST_LINES = 8;
const LAST_LINES = 4;
/** Room for who did it, unless a name is longer: those of worlds with several VMs are. */
const WHO_WIDTH = 8;
/** Events shown before a violation. */
const TAIL_EVENTS = 8;

export interface Line {
  readonly atNs: number;
  readonly who: string;
  readonly what: string;
}

export class Narrator {
  readonly #first: Line[] = [];
  readonly #last: Line[] = [];
  #left = 0;
  readonly #recent: TraceEvent[] = [];
  #tail: readonly TraceEvent[] | null = null;

  observe(event: TraceEvent): void {
    if (this.#tail === null) {
      this.#recent.push(event);
      if (this.#recent.length > TAIL_EVENTS) this.#recent.shift();
    }
    const line = tell(event);
    if (!line) return;
    if (this.#first.length < FIRST_LINES) this.#first.push(line);
    else {
      this.#last.push(line);
      if (this.#last.length > LAST_LINES) {
        this.#last.shift();
        this.#left++;
      }
    }
  }

  /** The latest event showed a violation: keep what came before it. */
  mark(): void {
    this.#tail ??= [...this.#recent];
  }

  story(): readonly string[] {
    const between = this.#left > 0 ? [`${" ".repeat(12)}... ${this.#left} more, see --trace`] : [];
    const width = Math.max(WHO_WIDTH, ...[...this.#first, ...this.#last].map(({ who }) => who.length));
    const shown = (line: Line): string => showLine(line, width);
    return [...this.#first.map(shown), ...between, ...this.#last.map(shown)];
  }

  /** The last events, at most so many, the violating one marked. */
  tail(most: number = TAIL_EVENTS): readonly string[] {
    const events = (this.#tail ?? this.#recent).slice(-most);
    return events.map((event, i) => {
      const mark = i === events.length - 1 ? ">" : " ";
      return `${mark} ${moment(event.atNs).padStart(10)}  ${event.place.padEnd(9)} ${readEvent(event)}`;
    });
  }
}

function showLine({ atNs, who, what }: Line, width: number): string {
  return `${moment(atNs).padStart(10)}  ${who.padEnd(width)}  ${what}`;
}

/** What is worth a line of the story; most events are not. */
function tell(event: TraceEvent): Line | null {
  const line = (who: string, what: string): Line => ({ atNs: event.atNs, who, what });
  switch (event.kind) {
    case "fault":
      if (event.phase === "suppressed") return line("fault", `${event.reading}: suppressed, not protected`);
      return line("fault", event.phase === "ended" ? `over: ${event.reading}` : event.reading);
    case "record": {
      if (!event.request) return null;
      const { owner, backup, generation } = event.record;
      const whom = backup ? `backup ${backup}` : "no backup";
      return line(event.place, `grants "${event.request.kind}": owner ${owner}, ${whom}, generation ${generation}`);
    }
    case "record-refused":
      return line(event.place, `refuses "${event.request.kind}" of ${event.request.asker}`);
    case "end":
      return event.reason === "done" ? null : line("world", `met its ${event.reason}`);
    case "replica": {
      const seen = event.observation;
      switch (seen.what) {
        case "live":
          return line(seen.replica, `goes live, having executed all it acknowledged in ${duration(seen.drainNs)}`);
        case "suspected":
        case "alone":
        case "diverged":
        case "guest-died":
        case "powered-off":
        case "halted":
          return line(seen.replica, readObservation(seen));
        case "vmotion":
          return seen.step === "committed" || seen.step === "given-up"
            ? line(seen.replica, readObservation(seen))
            : null;
        default:
          return null;
      }
    }
    default:
      return null;
  }
}
