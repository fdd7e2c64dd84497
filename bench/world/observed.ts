/** What a simulated world does in a stretch of virtual time: counted from its trace, so exact and alike on any machine. */
import type { Environment } from "../../scenarios/environment.ts";
import { createWorld } from "../../scenarios/run.ts";
import type { Scenario, Settings } from "../../scenarios/scenario.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { TraceEvent } from "../../sim/trace.ts";

const SECOND = 1_000_000_000;
/** The guest has booted and its clients have begun. */
const SETTLED_NS = SECOND / 2;

export interface Plan {
  readonly scenario: Scenario;
  readonly settings: Settings;
  readonly schedule: readonly Fault[];
  /** Virtual time after the guest has settled. */
  readonly seconds: number;
}

interface Quantiles {
  readonly p50: number;
  readonly max: number;
}

export interface Observed {
  readonly seconds: number;
  /** Retired by the owner. */
  readonly instructions: number;
  readonly responses: number;
  readonly lastResponse: unknown;
  readonly firstResponse: unknown;
  /** From the first response to the last. */
  readonly respondingSeconds: number;
  readonly frames: number;
  readonly frameBytes: number;
  readonly diskOperations: number;
  readonly logEntries: number;
  readonly logBytes: number;
  /** All that went over the logging channel, both ways, VMotion included. */
  readonly channelBytes: number;
  /** Batches as the primary closed them. */
  readonly batches: readonly Uint8Array[];
  /** Medians and worst, in nanoseconds: from output made to output released, from request to answer, execution lag. */
  readonly heldNs: Quantiles;
  readonly answeredNs: Quantiles;
  readonly lagNs: Quantiles;
  /** From the cut of each move of the primary to the destination's first instruction: nobody runs. */
  readonly stopsNs: readonly number[];
  /** From the cut of each clone to its arming: the VM runs, its outputs wait for two. */
  readonly armingsNs: readonly number[];
}

function quantiles(values: readonly number[]): Quantiles {
  const sorted = values.toSorted((a, b) => a - b);
  return { p50: sorted[sorted.length >> 1] ?? 0, max: sorted.at(-1) ?? 0 };
}

class Counter {
  instructions = 0;
  responses = 0;
  firstResponse: unknown = null;
  lastResponse: unknown = null;
  firstResponseNs = 0;
  lastResponseNs = 0;
  frames = 0;
  frameBytes = 0;
  diskOperations = 0;
  logEntries = 0;
  logBytes = 0;
  channelBytes = 0;
  readonly batches: Uint8Array[] = [];
  readonly held: number[] = [];
  readonly answered: number[] = [];
  readonly lags: number[] = [];
  readonly stopsNs: number[] = [];
  readonly armingsNs: number[] = [];
  #cutNs = 0;
  #owner: string | null = null;
  readonly #asked = new Map<string, number>();

  /** `settled`: what comes before is not counted. */
  observe(event: TraceEvent, settled: boolean): void {
    if (event.kind === "record") this.#owner = event.record.owner;
    if (!settled) return;
    if (event.kind === "invoke") this.#asked.set(`${event.client} ${event.request}`, event.atNs);
    else if (event.kind === "response") {
      this.responses++;
      if (this.responses === 1) {
        this.firstResponse = event.result;
        this.firstResponseNs = event.atNs;
      }
      this.lastResponse = event.result;
      this.lastResponseNs = event.atNs;
      const askedNs = this.#asked.get(`${event.client} ${event.request}`);
      if (askedNs !== undefined) this.answered.push(event.atNs - askedNs);
    } else if (event.kind === "frame-out") {
      this.frames++;
      this.frameBytes += event.byteCount;
    } else if (event.kind === "replica") this.#replica(event.observation, event.atNs);
  }

  #replica(seen: Extract<TraceEvent, { readonly kind: "replica" }>["observation"], atNs: number): void {
    if (seen.what === "logged") {
      this.logEntries += seen.through - seen.first + 1;
      this.logBytes += seen.bytes.length;
      this.batches.push(seen.bytes);
    } else if (seen.what === "released") this.held.push(seen.heldNs);
    else if (seen.what === "disk-completed" && seen.replica === this.#owner) this.diskOperations++;
    else if (seen.what === "lag") this.lags.push(seen.lagNs);
    else if (seen.what === "vmotion" && seen.step === "cut") this.#cutNs = atNs;
    else if (seen.what === "phase" && seen.to === "primary-protected") {
      if (seen.from === "destination") this.stopsNs.push(atNs - this.#cutNs);
      else if (seen.from === "asking-arm") this.armingsNs.push(atNs - this.#cutNs);
    }
  }
}

/** Runs the plan's world and counts what happens once its guest has settled. */
export function observeWorld({ scenario, settings, schedule, seconds }: Plan, environment: Environment): Observed {
  const timed: Scenario = { ...scenario, faultyNs: () => SETTLED_NS + seconds * SECOND, quietNs: () => 0 };
  const world = createWorld({ scenario: timed, settings, seed: 1, schedule }, environment);
  const counter = new Counter();
  const owner = () => world.seats[world.seatIndex("primary")]?.node?.machine?.instructions ?? 0;
  let before: number | null = null;
  let instructions = 0;
  world.observe((event) => {
    const settled = event.atNs >= SETTLED_NS;
    if (settled) before ??= owner();
    counter.observe(event, settled);
  });
  world.tap((sent) => {
    if (sent.unit === "segment" && sent.atNs >= SETTLED_NS) counter.channelBytes += sent.bytes?.length ?? 0;
  });
  try {
    while (world.step()) instructions = world.nowNs >= SETTLED_NS ? owner() : 0;
  } finally {
    world.discard();
  }
  const { held, answered, lags, firstResponseNs, lastResponseNs, ...counted } = counter;
  return {
    seconds,
    ...counted,
    instructions: instructions - (before ?? 0),
    respondingSeconds: (lastResponseNs - firstResponseNs) / SECOND,
    heldNs: quantiles(held),
    answeredNs: quantiles(answered),
    lagNs: quantiles(lags),
  };
}
