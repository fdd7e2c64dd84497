/** The figures of a run, from its trace: what `--json` prints and `lockstep run` tells. Bounded memory. */
import { hostOf, type HostId, type ReplicaId } from "../core/ft/record.ts";
import type { TraceEvent } from "../sim/trace.ts";
import type { Chronicle } from "./chronicle.ts";

/** A go-live, cut into what it waited for (paper 3.2). Nanoseconds; `atNs` is when the former primary fell silent. */
export interface Failover {
  /** Of which VM, in a world of several. */
  readonly vm?: string;
  readonly atNs: number;
  readonly detectNs: number;
  readonly arbiterNs: number;
  readonly drainNs: number;
  readonly totalNs: number;
}

export interface Figures {
  readonly generations: number;
  readonly instructions: number;
  readonly failovers: readonly Failover[];
  readonly outputs: {
    readonly produced: number;
    readonly released: number;
    readonly duplicate: number;
    readonly lost: number;
  };
  readonly log: { readonly entries: number; readonly bytes: number; readonly bytesPerKiloInstruction: number };
  readonly lag: { readonly p50Ns: number; readonly p99Ns: number; readonly maxNs: number };
  readonly clients: {
    readonly requests: number;
    readonly replies: number;
    readonly retries: number;
    readonly longestWaitNs: number;
  };
}

/** An output that waits no longer than this at the end is under way, not lost. */
const UNDER_WAY_NS = 1_000_000_000;
const LAG_SAMPLES = 8_192;

/** Every so-manieth value, so that memory stays bounded and the choice depends on nothing but the values' number. */
class Samples {
  #kept: number[] = [];
  #stride = 1;
  #seen = 0;
  max = 0;

  add(value: number): void {
    this.max = Math.max(this.max, value);
    if (this.#seen++ % this.#stride !== 0) return;
    this.#kept.push(value);
    if (this.#kept.length < LAG_SAMPLES) return;
    this.#kept = this.#kept.filter((_, i) => i % 2 === 0);
    this.#stride *= 2;
  }

  quantile(perMille: number): number {
    const sorted = this.#kept.toSorted((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * perMille) / 1000))] ?? 0;
  }
}

/** A failover under way: the times at which its parts began. */
interface Attempt {
  silentNs: number;
  askedNs: number;
  grantedNs: number | null;
}

/** Of several VMs together: sums and, of what is no number of things, the worst. `names`: theirs. */
export function together(all: readonly Figures[], names: readonly string[]): Figures {
  const [only] = all;
  if (all.length === 1) return only!;
  const sum = (of: (figures: Figures) => number) => all.reduce((total, figures) => total + of(figures), 0);
  const most = (of: (figures: Figures) => number) => Math.max(...all.map(of));
  const instructions = sum((one) => one.instructions);
  const bytes = sum(({ log }) => log.bytes);
  return {
    generations: most((one) => one.generations),
    instructions,
    failovers: all
      .flatMap((one, index) => one.failovers.map((failover) => ({ vm: names[index]!, ...failover })))
      .toSorted((a, b) => a.atNs - b.atNs),
    outputs: {
      produced: sum(({ outputs }) => outputs.produced),
      released: sum(({ outputs }) => outputs.released),
      duplicate: sum(({ outputs }) => outputs.duplicate),
      lost: sum(({ outputs }) => outputs.lost),
    },
    log: { entries: sum(({ log }) => log.entries), bytes, bytesPerKiloInstruction: perKilo(bytes, instructions) },
    lag: {
      p50Ns: most(({ lag }) => lag.p50Ns),
      p99Ns: most(({ lag }) => lag.p99Ns),
      maxNs: most(({ lag }) => lag.maxNs),
    },
    clients: {
      requests: sum(({ clients }) => clients.requests),
      replies: sum(({ clients }) => clients.replies),
      retries: sum(({ clients }) => clients.retries),
      longestWaitNs: most(({ clients }) => clients.longestWaitNs),
    },
  };
}

function perKilo(bytes: number, instructions: number): number {
  return instructions === 0 ? 0 : Math.round((bytes * 1e6) / instructions) / 1e3;
}

export class Summary {
  readonly #chronicle: Chronicle;
  readonly #failovers: Failover[] = [];
  readonly #attempts = new Map<ReplicaId, Attempt>();
  readonly #downNs = new Map<HostId, number>();
  readonly #lag = new Samples();
  readonly #askedNs = new Map<number, number>();
  /** Retired by the replica whose history survives; carried over where a replica knows only its own part. */
  #instructions = 0;
  #produced = 0;
  #released = 0;
  #duplicate = 0;
  #entries = 0;
  #bytes = 0;
  #requests = 0;
  #replies = 0;
  #retries = 0;
  #instructionsBefore = 0;
  #longestWaitNs = 0;

  constructor(chronicle: Chronicle) {
    this.#chronicle = chronicle;
  }

  observe(event: TraceEvent): void {
    const { outputs } = this.#chronicle;
    if (outputs.now) {
      if (outputs.released.get(outputs.now.output)?.seq === event.seq) this.#released++;
      else this.#duplicate++;
    }
    if (event.kind === "replica") this.#observeReplica(event, event.observation);
    else if (event.kind === "host" && (event.state === "down" || event.state === "paused"))
      this.#downNs.set(event.host, event.atNs);
    else if (event.kind === "invoke") {
      this.#requests++;
      this.#askedNs.set(event.client, event.atNs);
    } else if (event.kind === "retry") this.#retries++;
    else if (event.kind === "response") {
      this.#replies++;
      this.#longestWaitNs = Math.max(this.#longestWaitNs, event.atNs - (this.#askedNs.get(event.client) ?? event.atNs));
    }
  }

  figures(): Figures {
    const { record } = this.#chronicle;
    const instructions = this.#instructions;
    return {
      generations: record?.generation ?? 0,
      instructions,
      failovers: this.#failovers,
      outputs: {
        produced: this.#produced,
        released: this.#released,
        duplicate: this.#duplicate,
        lost: this.#lost(),
      },
      log: {
        entries: this.#entries,
        bytes: this.#bytes,
        bytesPerKiloInstruction: perKilo(this.#bytes, instructions),
      },
      lag: { p50Ns: this.#lag.quantile(500), p99Ns: this.#lag.quantile(990), maxNs: this.#lag.max },
      clients: {
        requests: this.#requests,
        replies: this.#replies,
        retries: this.#retries,
        longestWaitNs: this.#longestWaitNs,
      },
    };
  }

  #observeReplica(event: TraceEvent, seen: Extract<TraceEvent, { readonly kind: "replica" }>["observation"]): void {
    switch (seen.what) {
      case "executed":
        // What a snapshot brought along is no part of this run.
        if (event.atNs === 0) this.#instructionsBefore = seen.instructions;
        this.#instructions = Math.max(this.#instructions, seen.instructions - this.#instructionsBefore);
        break;
      case "produced":
        if (seen.live) this.#produced++;
        break;
      case "logged":
        this.#entries += seen.through - seen.first + 1;
        this.#bytes += seen.bytes.length;
        break;
      case "lag":
        this.#lag.add(seen.lagNs);
        break;
      case "suspected": {
        const downNs = this.#downNs.get(hostOf(seen.peer));
        const silentNs = event.atNs - seen.silentNs;
        // The fault began at or before the last word that was heard; a host's end is known to the trace exactly.
        const since = downNs !== undefined && downNs >= silentNs ? downNs : silentNs;
        this.#attempts.set(seen.replica, { silentNs: since, askedNs: event.atNs, grantedNs: null });
        break;
      }
      case "answered": {
        const attempt = this.#attempts.get(seen.replica);
        if (attempt && seen.reply.granted) attempt.grantedNs = event.atNs;
        else if (attempt) this.#attempts.delete(seen.replica);
        break;
      }
      case "live":
        this.#live(event.atNs, seen.replica);
        break;
      default:
    }
  }

  #live(atNs: number, replica: ReplicaId): void {
    const attempt = this.#attempts.get(replica);
    this.#attempts.delete(replica);
    if (!attempt) return;
    const grantedNs = attempt.grantedNs ?? atNs;
    this.#failovers.push({
      atNs: attempt.silentNs,
      detectNs: attempt.askedNs - attempt.silentNs,
      arbiterNs: grantedNs - attempt.askedNs,
      drainNs: atNs - grantedNs,
      totalNs: atNs - attempt.silentNs,
    });
  }

  #lost(): number {
    const { outputs, nowNs } = this.#chronicle;
    const owner = this.#chronicle.liveOwner();
    if (!owner) return 0;
    let lost = 0;
    for (const output of outputs.produced(owner.id).values())
      if (nowNs - output.atNs >= UNDER_WAY_NS && !outputs.released.has(output.output)) lost++;
    return lost;
  }
}
