/**
 * Who produced which output, and which were released. Outputs are numbered alike on all replicas (entry.ts), so an
 * output is one number; two executions that part produce different things under the same number.
 *
 * Bounded: the last `WINDOW` outputs of each replica that is not long gone. Outputs leave in nearly the order in which they are made, and a
 * replica lags by a log buffer at most, so what falls out of the window was settled long ago.
 */
import type { OutputDevice } from "../core/replay/entry.ts";
import type { ReplicaId } from "../core/ft/record.ts";
import type { TraceEvent } from "../sim/trace.ts";

const WINDOW = 16_384;

export interface Output {
  readonly output: number;
  readonly device: OutputDevice;
  readonly position: number;
  readonly hash: string;
  readonly entry: number | null;
  readonly atNs: number;
}

export interface Release extends Output {
  readonly by: ReplicaId;
  readonly seq: number;
}

export function same(a: Output, b: Output): boolean {
  return a.position === b.position && a.hash === b.hash && a.device === b.device;
}

export function describe(output: Output): string {
  return `${output.device} ${output.output} of position ${output.position}, bytes ${output.hash}`;
}

class Window<Value> extends Map<number, Value> {
  put(key: number, value: Value): void {
    if (this.size >= WINDOW) for (const oldest of this.keys()) if (this.delete(oldest)) break;
    this.set(key, value);
  }
}

/** What one replica produced, by executing or by replaying, or took over with the state that it was cloned from. */
class Produced extends Window<Output> {
  last = 0;
  /** Outputs up to this one came with the clone's state, not over the log. */
  inherited = 0;

  override put(key: number, value: Output): void {
    super.put(key, value);
    this.last = Math.max(this.last, key);
  }
}

export class OutputLedger {
  readonly #produced = new Map<ReplicaId, Produced>();
  /** First release of each output, by whomever. */
  readonly released = new Window<Release>();
  readonly #by = new Map<ReplicaId, Window<true>>();
  /** The release that the present event is, if it is one. The same output released again by another replica counts. */
  now: Release | null = null;

  produced(replica: ReplicaId): ReadonlyMap<number, Output> & { readonly last: number; readonly inherited: number } {
    return this.#of(replica);
  }

  observe(event: TraceEvent): void {
    this.now = null;
    if (event.kind === "replica") {
      const seen = event.observation;
      switch (seen.what) {
        case "produced":
          this.#of(seen.replica).put(seen.output, outputOf(seen, event.atNs));
          break;
        case "released":
          this.#release(releaseOf(seen, event, seen.replica));
          break;
        case "vmotion":
          if (seen.step === "cut") this.#inherit(seen.replica, seen.to);
          break;
        default:
      }
    } else if (event.kind === "frame-out" && event.replica !== null && event.output !== null) {
      // The wire is believed before the journal: a frame that its replica never said it released was released.
      const known = this.#of(event.replica).get(event.output);
      const { output, hash } = event;
      const frame = {
        output,
        device: "frame",
        position: known?.position ?? 0,
        hash,
        entry: known?.entry ?? null,
      } as const;
      this.#release(releaseOf(frame, event, event.replica));
    }
  }

  forget(replica: ReplicaId): void {
    this.#produced.delete(replica);
    this.#by.delete(replica);
  }

  clear(): void {
    this.#produced.clear();
    this.released.clear();
    this.#by.clear();
  }

  #of(replica: ReplicaId): Produced {
    let produced = this.#produced.get(replica);
    if (!produced) this.#produced.set(replica, (produced = new Produced()));
    return produced;
  }

  #inherit(source: ReplicaId, clone: ReplicaId): void {
    const theirs = this.#of(clone);
    for (const [output, what] of this.#of(source)) theirs.put(output, what);
    theirs.inherited = theirs.last = this.#of(source).last;
  }

  #release(release: Release): void {
    let mine = this.#by.get(release.by);
    if (!mine) this.#by.set(release.by, (mine = new Window()));
    if (mine.has(release.output)) return;
    mine.put(release.output, true);
    this.now = release;
    if (!this.released.has(release.output)) this.released.put(release.output, release);
  }
}

/** What of an observation is kept. Field by field: a spread with more fields after it is slow, and outputs are many. */
function outputOf({ output, device, position, hash, entry }: Omit<Output, "atNs">, atNs: number): Output {
  return { output, device, position, hash, entry, atNs };
}

function releaseOf(
  { output, device, position, hash, entry }: Omit<Output, "atNs">,
  { atNs, seq }: { readonly atNs: number; readonly seq: number },
  by: ReplicaId,
): Release {
  return { output, device, position, hash, entry, atNs, by, seq };
}
