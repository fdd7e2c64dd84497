/**
 * Disks that are not shared (paper 4.1): each replica's host has a copy. Sector by sector the copy of an owner holds the
 * newest write that its history says is complete: when it goes live (nobody else has one then), at rest, and, of what was
 * flushed, when it boots after the loss of all.
 */
import { hostOf, type ReplicaId } from "../core/ft/record.ts";
import type { TraceEvent } from "../sim/trace.ts";
import { Watcher } from "./property.ts";

type Observed<What> = Extract<Extract<TraceEvent, { kind: "replica" }>["observation"], { readonly what: What }>;

/** Newest operation by sector. Operations are numbered in the order in which the guest started them. */
type Sectors = Map<number, number>;

/** What a replica's history says is complete. */
class Completed {
  readonly newest: Sectors;
  /** The same, of what a completed flush made durable. */
  readonly durable: Sectors;
  /** Completed since the last flush; how many of them, by the flushes under way. */
  #unflushed: { readonly sector: number; readonly operation: number }[] = [];
  readonly #flushing = new Map<number, number>();

  constructor(from?: Completed) {
    this.newest = new Map(from?.newest);
    this.durable = new Map(from?.durable);
    this.#unflushed = [...(from ? from.#unflushed : [])];
  }

  write({ operation, sector, sectorCount }: Observed<"disk-issued">): void {
    for (let at = sector; at < sector + sectorCount; at++) {
      keepNewest(this.newest, at, operation);
      this.#unflushed.push({ sector: at, operation });
    }
  }

  flushIssued(operation: number): void {
    this.#flushing.set(operation, this.#unflushed.length);
  }

  flushed(flush: number): void {
    const count = this.#flushing.get(flush) ?? 0;
    for (const { sector, operation } of this.#unflushed.splice(0, count)) keepNewest(this.durable, sector, operation);
    this.#flushing.clear();
  }
}

function keepNewest(sectors: Sectors, sector: number, operation: number): void {
  if ((sectors.get(sector) ?? -1) < operation) sectors.set(sector, operation);
}

/** Operations whose completion may still come. */
const KEPT_OPERATIONS = 4_096;

export class DiskCopies extends Watcher {
  /** By host: the operation that each sector holds the bytes of. */
  readonly #copies = new Map<string, Sectors>();
  /** By host: sectors that hold what was copied. The source may be ahead of a clone, which replays up to it and beyond. */
  readonly #copied = new Map<string, Set<number>>();
  readonly #completed = new Map<ReplicaId, Completed>();
  readonly #issued = new Map<number, Observed<"disk-issued">>();
  /** By host: the replica that its disk works for. */
  readonly #tenants = new Map<string, ReplicaId>();
  /** By clone. */
  readonly #sources = new Map<ReplicaId, ReplicaId>();
  #owner: ReplicaId | null = null;

  observe(event: TraceEvent): void {
    for (const replica of this.run.chronicle.forgotten)
      if (replica !== this.#owner) for (const map of [this.#completed, this.#sources]) map.delete(replica);
    if (event.kind === "disk-written") this.#land(event);
    else if (event.kind === "record") {
      if (event.request?.kind === "cold-start") this.#boot(event, event.record.owner!);
      this.#owner = event.record.owner;
    } else if (event.kind === "replica") {
      const seen = event.observation;
      if (seen.what === "disk-issued") this.#issue(seen);
      else if (seen.what === "disk-completed" && seen.ok) this.#complete(seen);
      else if (seen.what === "phase" && seen.to === "joining") this.#join(seen.replica);
      else if (seen.what === "vmotion" && seen.step === "began") this.#sources.set(seen.to, seen.replica);
      else if (seen.what === "vmotion" && seen.step === "cut")
        this.#completed.set(seen.to, new Completed(this.#of(seen.replica)));
      else if (seen.what === "live")
        this.#compare(event, seen.replica, this.#of(seen.replica).newest, `${seen.replica} goes live`);
    }
  }

  finish(): void {
    const { chronicle } = this.run;
    const owner = chronicle.liveOwner();
    if (owner) this.#compare(chronicle.here, owner.id, this.#of(owner.id).newest, "all is at rest");
  }

  /** A new replica on this host: what its disk holds is of some other history, until it is copied anew. */
  #join(replica: ReplicaId): void {
    this.#tenants.set(hostOf(replica), replica);
    this.#copies.set(hostOf(replica), new Map());
    this.#copied.set(hostOf(replica), new Set());
  }

  #land(event: Extract<TraceEvent, { kind: "disk-written" }>): void {
    const { disk, by, operation, sector, sectorCount } = event;
    const tenant = this.#tenants.get(disk) ?? by;
    const copy = this.#copy(disk);
    const copies = this.#copied.get(disk);
    const source = this.#sources.get(by);
    this.witnessed++;
    for (let at = sector; at < sector + sectorCount; at++) {
      // A copied sector holds what its source does; what a former attempt wrote late is of no use to this one.
      const copied = operation < 0 && source ? this.#copy(hostOf(source)).get(at) : operation;
      if (by !== tenant || copied === undefined || copied < 0) {
        copy.delete(at);
        continue;
      }
      const held = copy.get(at);
      // The guest started the one when it knew the other to be complete: the device holds back what overlaps.
      if (operation >= 0 && held !== undefined && held > operation && !copies?.has(at))
        this.violate(
          event,
          `sector ${at} of the disk of ${disk} keeps write ${held}`,
          `the older ${operation} landed over it`,
        );
      copy.set(at, copied);
      if (operation < 0) copies?.add(at);
      else copies?.delete(at);
    }
  }

  #issue(seen: Observed<"disk-issued">): void {
    if (seen.type === "flush") this.#of(seen.replica).flushIssued(seen.operation);
    this.#issued.set(seen.operation, seen);
    if (this.#issued.size > KEPT_OPERATIONS)
      for (const oldest of this.#issued.keys()) if (this.#issued.delete(oldest)) break;
  }

  #complete({ replica, operation }: Observed<"disk-completed">): void {
    const issued = this.#issued.get(operation);
    if (issued?.type === "write") this.#of(replica).write(issued);
    else if (issued?.type === "flush") this.#of(replica).flushed(operation);
  }

  /** After the loss of all. Who won and never ran had promised nothing yet. */
  #boot(event: TraceEvent, booted: ReplicaId): void {
    const former = this.#owner;
    if (former && this.run.chronicle.isLive(former))
      this.#compare(event, booted, this.#of(former).durable, `${booted} boots, after ${former}`);
    for (const map of [this.#copies, this.#copied, this.#completed, this.#issued, this.#tenants, this.#sources])
      map.clear();
  }

  #compare(
    at: { readonly seq: number; readonly atNs: number },
    replica: ReplicaId,
    wanted: Sectors,
    when: string,
  ): void {
    const copy = this.#copy(hostOf(replica));
    for (const [sector, operation] of wanted) {
      const held = copy.get(sector);
      if (held !== undefined && held >= operation) continue;
      const found = held === undefined ? "nothing of that history" : `write ${held}`;
      this.violate(
        at,
        `when ${when}, sector ${sector} of the disk of ${hostOf(replica)} holds write ${operation}, which is complete`,
        `it holds ${found}`,
      );
      return;
    }
  }

  #copy(host: string): Sectors {
    let copy = this.#copies.get(host);
    if (!copy) this.#copies.set(host, (copy = new Map()));
    return copy;
  }

  #of(replica: ReplicaId): Completed {
    let completed = this.#completed.get(replica);
    if (!completed) this.#completed.set(replica, (completed = new Completed()));
    return completed;
  }
}
