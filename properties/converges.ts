/** Liveness as clients know it: when faults are over, every request is answered and nothing is held for ever. */
import type { Phase } from "../core/ft/phase.ts";
import type { TraceEvent } from "../sim/trace.ts";
import { Watcher, type Property, type Run } from "./property.ts";
import { duration } from "./words.ts";

/** An output waits no longer than this in quiet: a round trip is milliseconds. */
const HELD_NS = 1_000_000_000;
/** A request that is open at the end must be younger than this many retries of its client, and at least two seconds. */
const RETRIES = 4;
const REQUEST_NS = 2_000_000_000;

interface Issued {
  readonly by: string;
  atNs: number;
  /** Of a write to a shared disk: its output. */
  write: { readonly output: number; readonly hash: string } | null;
}

class Converges extends Watcher {
  /** By client and request. */
  readonly #open = new Map<string, { readonly client: number; readonly request: number; readonly atNs: number }>();
  /** Disk operations issued and not completed, by replica. */
  readonly #disk = new Map<string, Map<number, Issued>>();
  /** The last operation that was issued: a write to a shared disk is released in the same moment. */
  #issued: Issued | null = null;
  /** The last replica to become primary: what it leaves unfinished is its successor's, also where it halts first (a move). */
  #primary: string | null = null;
  readonly #missing: string[] = [];
  readonly #graceNs: number;

  constructor(run: Run) {
    super(run);
    this.#graceNs = Math.max(REQUEST_NS, ...run.topology.clients.map((client) => RETRIES * client.retryNs));
  }

  observe(event: TraceEvent): void {
    if (event.kind === "invoke") {
      const { client, request, atNs } = event;
      this.#open.set(`${client} ${request}`, { client, request, atNs });
    } else if (event.kind === "response") {
      this.#open.delete(`${event.client} ${event.request}`);
      if (this.run.chronicle.quietAtNs !== null) this.witnessed++;
    } else if (event.kind === "replica") {
      const seen = event.observation;
      if (seen.what === "disk-issued") {
        this.#issued = { by: seen.replica, atNs: event.atNs, write: null };
        this.#of(seen.replica).set(seen.operation, this.#issued);
      } else if (seen.what === "released" && seen.device === "disk") {
        if (this.#issued?.by === seen.replica) this.#issued.write = { output: seen.output, hash: seen.hash };
      } else if (seen.what === "live") this.#inherit(seen.replica, event.atNs);
      else if (seen.what === "disk-completed") this.#disk.get(seen.replica)?.delete(seen.operation);
      else if (seen.what === "phase") this.#enter(seen.replica, seen.to);
    }
  }

  finish(): void {
    const { chronicle } = this.run;
    if (chronicle.guestDied || chronicle.poweredOff) return;
    for (const { client, request, atNs } of this.#open.values())
      if (chronicle.nowNs - atNs >= this.#graceNs)
        this.#missing.push(
          `request ${request} of client ${client} has waited ${duration(chronicle.nowNs - atNs)} for its answer: ${this.#why()}`,
        );
    const owner = chronicle.liveOwner();
    if (!owner) return;
    for (const [operation, { atNs }] of this.#disk.get(owner.id) ?? [])
      if (chronicle.nowNs - atNs >= HELD_NS)
        this.#missing.push(
          `disk operation ${operation} of ${owner.id}, issued ${duration(chronicle.nowNs - atNs)} ago, never completed`,
        );
    for (const output of chronicle.outputs.produced(owner.id).values())
      if (chronicle.nowNs - output.atNs >= HELD_NS && !chronicle.outputs.released.has(output.output))
        this.#missing.push(
          `${owner.id} has held ${output.device} ${output.output} for ${duration(chronicle.nowNs - output.atNs)}`,
        );
  }

  #enter(replica: string, phase: Phase): void {
    if (phase === "primary-protected" || phase === "primary-alone") this.#primary = replica;
    else if (phase === "off" || (phase === "halted" && replica !== this.#primary)) this.#disk.delete(replica);
  }

  /** Writes of former owners that are in the history of the new one, and whose completion is not, are its own to finish. */
  #inherit(owner: string, atNs: number): void {
    const produced = this.run.chronicle.outputs.produced(owner);
    for (const [former, issued] of this.#disk) {
      if (former === owner) continue;
      for (const [operation, { write }] of issued)
        if (write && produced.get(write.output)?.hash === write.hash)
          this.#of(owner).set(operation, { by: owner, atNs, write });
      this.#disk.delete(former);
    }
  }

  #of(replica: string): Map<number, Issued> {
    let issued = this.#disk.get(replica);
    if (!issued) this.#disk.set(replica, (issued = new Map()));
    return issued;
  }

  override pending(): readonly string[] {
    return this.#missing;
  }

  #why(): string {
    const { record, replicas } = this.run.chronicle;
    if (!record?.owner) return "the record names no owner";
    if (!this.run.chronicle.isUp(record.owner)) return `the host of the owner ${record.owner} is down`;
    return `the owner ${record.owner} is in phase ${replicas.get(record.owner)?.phase ?? "unknown"}`;
  }
}

export const converges: Property = {
  name: "converges",
  claim: "in the quiet phase every client request is answered and every held output released",
  kind: "liveness",
  regimes: ["bounded"],
  watches: ["invoke", "response", "phase", "live", "released", "disk-issued", "disk-completed"],
  start: (run) => new Converges(run),
};
