/**
 * Whether a run of the stack is a path of the model: every role change, request, answer, acknowledgement, release and
 * write of its trace must be a step that the model's rules allow where it stands. Time, execution and what the network
 * does with its packets are the trace's own; the model lets them do anything.
 */
import type { Observation } from "../../../core/ft/observation.ts";
import type { TraceEvent } from "../../../sim/trace.ts";
import { Ledger, NotAllowed, require } from "./ledger.ts";
import { acknowledge, clone, goLive, hear, receive } from "./log.ts";
import { complete, fence, issue, land, release } from "./outputs.ts";
import { answer, ask, grant, refuse, turn } from "./roles.ts";

/** The first step that the model does not allow. */
export interface Refusal {
  readonly event: TraceEvent;
  readonly why: string;
}

export class Conformance {
  refusal: Refusal | null = null;
  /** How often each kind of step was taken. */
  readonly steps = new Map<string, number>();
  readonly #ledger = new Ledger();

  observe(event: TraceEvent): void {
    if (this.refusal) return;
    try {
      const step = this.#take(event);
      if (step) this.steps.set(step, (this.steps.get(step) ?? 0) + 1);
    } catch (error) {
      if (!(error instanceof NotAllowed)) throw error;
      this.refusal = { event, why: error.message };
    }
  }

  /** The kind of step that the event is; null if the model has no such step. */
  #take(event: TraceEvent): string | null {
    const ledger = this.#ledger;
    switch (event.kind) {
      case "replica":
        return this.#takeObservation(event.observation);
      case "record":
        grant(ledger, event.record, event.request);
        return event.request ? `grant ${event.request.kind}` : null;
      case "record-refused":
        refuse(ledger, event.record, event.request);
        return `refuse ${event.request.kind}`;
      case "disk-written":
        land(ledger, event);
        return "write";
      case "disk-refused":
        fence(ledger, event);
        return "fence off";
      case "host":
        if (event.state === "down") ledger.fell(event.host);
        return null;
      default:
        return null;
    }
  }

  #takeObservation(seen: Observation): string | null {
    const ledger = this.#ledger;
    const one = ledger.replica(seen.replica);
    require(!ledger.isDown(one.id), () => `the host of ${one.id} is down`);
    switch (seen.what) {
      case "phase":
        turn(ledger, one, seen.from, seen.to);
        return `${seen.from} to ${seen.to}`;
      case "asked":
        ask(ledger, one, seen.request);
        return `ask ${seen.request.kind}`;
      case "answered":
        answer(ledger, one, seen.reply);
        return seen.reply.granted ? "hear yes" : "hear no";
      case "logged":
        one.logged = seen.through;
        return "log";
      case "received":
        receive(ledger, one, seen);
        return "receive";
      case "acknowledged":
        acknowledge(ledger, one, seen);
        return "acknowledge";
      case "heard-acknowledgement":
        hear(ledger, one, seen);
        return "hear acknowledgement";
      case "released":
        release(ledger, one, seen);
        return `release ${seen.device}`;
      case "live":
        goLive(one, seen);
        return "go live";
      case "vmotion":
        clone(ledger, one, seen);
        return `clone ${seen.step}`;
      case "disk-issued":
        issue(ledger, one, seen);
        return "issue";
      case "disk-completed":
        complete(one, seen);
        return "complete";
      default:
        return null;
    }
  }
}
