/**
 * A VM's share of a storage array: its shared disk, and beside it the arbiter's record (DESIGN 6). A command takes effect at one moment,
 * some time after it was sent and whatever has become of its sender since. The record's owner is the disk's sole
 * writer: the same step that changes the one changes the other, and a write that lands later is refused.
 *
 * A path that is cut: disk commands and their answers wait in the driver (a multipath device queues), requests to the
 * arbiter and their replies are lost (their sender asks until answered). With non-shared disks it is the
 * arbiter's service alone, which persists before it answers.
 */
import type { Hash64 } from "../../core/ports.ts";
import type { Arbiter } from "../../core/ft/arbiter.ts";
import type { ArbiterRecord, ReplicaId } from "../../core/ft/record.ts";
import type { Nanoseconds } from "../../core/vm/units.ts";
import type { SimulatorEvent, StorageAnswer, StorageCommand } from "../kernel/event.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { VmPlace } from "../hosts/vm-place.ts";
import { isLost } from "../network/line.ts";
import type { LineIndex, Network } from "../network/network.ts";
import type { Delay } from "../topology.ts";
import { Disk, type SavedDisk } from "./disk.ts";

const headerBytes = 100;
/** A disk command, or its answer, that the storage network lost comes this much later. */
const resendNs = 100_000_000;
const latestNs = 64 * resendNs;

type Sent = (SimulatorEvent & { kind: "storage" })["payload"];
type Answered = (SimulatorEvent & { kind: "storage-answer" })["payload"];

export interface SavedStorage {
  readonly record: ArbiterRecord;
  readonly writer: ReplicaId | null;
  readonly disk: SavedDisk;
  readonly waiting: readonly { readonly host: number; readonly sent: Sent }[];
  readonly unanswered: readonly { readonly host: number; readonly answered: Answered }[];
  /** By host: arbiter replies that a fault will still take. */
  readonly repliesToLose: readonly number[];
  /** Faults that slow the arbiter down, by index: how much later a request is served. */
  readonly arbiterLate: ReadonlyMap<number, Nanoseconds>;
  /** By host: requests to the arbiter that a fault will bring once more, and how much later. */
  readonly requestsToRepeat: readonly { count: number; afterNs: Nanoseconds }[];
}

/** Which array it is part of, and whose it is. */
export interface StoragePlace {
  readonly array: string;
  readonly arrayIndex: number;
  readonly vm: VmPlace;
}

export class Storage {
  record: ArbiterRecord;
  readonly disk: Disk;
  readonly repliesToLose: number[];
  readonly arbiterLate: Map<number, Nanoseconds>;
  readonly requestsToRepeat: { count: number; afterNs: Nanoseconds }[];
  #waiting: { readonly host: number; readonly sent: Sent }[];
  #unanswered: { readonly host: number; readonly answered: Answered }[];
  /** The sole writer of the shared disk. */
  #writer: ReplicaId | null;
  readonly #arbiter: Arbiter;
  readonly #kernel: Kernel;
  readonly #network: Network;
  readonly #place: StoragePlace;

  constructor(
    kernel: Kernel,
    network: Network,
    options: {
      readonly place: StoragePlace;
      readonly hash: Hash64;
      readonly latency: Delay;
      readonly errorsPerMillion?: number | undefined;
      readonly hostCount: number;
      readonly record: ArbiterRecord;
      readonly arbiter: Arbiter;
    },
    saved?: SavedStorage,
  ) {
    this.#kernel = kernel;
    this.#network = network;
    this.#place = options.place;
    this.record = saved?.record ?? options.record;
    this.#writer = saved ? saved.writer : options.record.owner;
    const { hash, latency, errorsPerMillion, arbiter } = options;
    this.#arbiter = arbiter;
    const { array, vm } = options.place;
    const disk = { name: "shared", place: array, vm, hash, latency, errorsPerMillion, isCaching: false };
    this.disk = new Disk(kernel, disk, saved?.disk);
    this.#waiting = [...(saved?.waiting ?? [])];
    this.#unanswered = [...(saved?.unanswered ?? [])];
    this.repliesToLose = [...(saved?.repliesToLose ?? Array.from({ length: options.hostCount }, () => 0))];
    this.arbiterLate = new Map(saved?.arbiterLate);
    this.requestsToRepeat =
      saved?.requestsToRepeat.map((one) => ({ ...one })) ??
      Array.from({ length: options.hostCount }, () => ({ count: 0, afterNs: 0 }));
  }

  get array(): string {
    return this.#place.array;
  }

  save(): SavedStorage {
    return {
      record: this.record,
      writer: this.#writer,
      disk: this.disk.save(),
      waiting: [...this.#waiting],
      unanswered: [...this.#unanswered],
      repliesToLose: [...this.repliesToLose],
      arbiterLate: this.arbiterLate,
      requestsToRepeat: this.requestsToRepeat,
    };
  }

  /** Says what the record is at power on. */
  announce(): void {
    this.#emitRecord(null);
  }

  send(host: number, boot: number, command: StorageCommand): void {
    const line = this.#to(host);
    const sent: Sent = { boot, command, read: this.record };
    const byteCount = command.what === "disk" ? (command.operation.data?.length ?? 0) : 0;
    if (command.what === "disk" && this.#network.isCut(line)) {
      this.#waiting.push({ host, sent });
      return;
    }
    this.#tap(line, command);
    const arrivalNs = this.#cross(line, byteCount, command.what === "disk");
    if (arrivalNs === null) return;
    if (command.what === "disk") {
      this.#kernel.schedule(this.disk.doneNs(host, command, arrivalNs), this.#seat(host), "storage", sent);
      return;
    }
    let doneNs = arrivalNs + this.disk.delayNs();
    for (const lateNs of this.arbiterLate.values()) doneNs += lateNs;
    this.#kernel.schedule(doneNs, this.#seat(host), "storage", sent);
    const repeat = this.requestsToRepeat[host]!;
    if (command.what !== "arbiter" || repeat.count === 0) return;
    repeat.count--;
    this.#kernel.schedule(doneNs + repeat.afterNs, this.#seat(host), "storage", sent);
  }

  /** A command of a host takes effect. */
  take(host: number, { boot, command, read }: Sent): void {
    switch (command.what) {
      case "disk": {
        const { operation, by } = command;
        if (operation.type === "write" && !this.#arbiter.mayWrite(by, this.#writer, this.record)) {
          const { operation: number } = operation;
          const kernel = this.#kernel;
          kernel.emit({
            seq: kernel.traceSeq,
            atNs: kernel.nowNs,
            place: this.#place.array,
            kind: "disk-refused",
            vm: this.#place.vm.name,
            disk: "shared",
            by,
            operation: number,
          });
          this.#answer(host, boot, { what: "disk", by, operation: number, outcome: "refused", data: null });
          return;
        }
        this.#answer(host, boot, this.disk.carryOut(host, command));
        return;
      }
      case "arbiter": {
        const before = this.record;
        const { record, reply } = this.#arbiter.compareAndSet(before, command.request, read);
        this.record = record;
        if (record !== before) {
          this.#writer = this.#arbiter.fence(record, command.request, this.#writer);
          this.#emitRecord(command.request);
        } else if (!reply.granted) {
          const kernel = this.#kernel;
          const { request } = command;
          kernel.emit({
            seq: kernel.traceSeq,
            atNs: kernel.nowNs,
            place: this.#place.array,
            kind: "record-refused",
            vm: this.#place.vm.name,
            record,
            request,
          });
        }
        this.#answer(host, boot, { what: "arbiter", reply });
        return;
      }
      case "read-record":
        this.#answer(host, boot, { what: "record", record: this.record });
    }
  }

  /** A line is no longer cut: what waited at its beginning is sent. */
  freed(line: LineIndex): void {
    const waiting = this.#waiting.filter(({ host }) => this.#to(host) === line);
    this.#waiting = this.#waiting.filter(({ host }) => this.#to(host) !== line);
    for (const { host, sent } of waiting) this.send(host, sent.boot, sent.command);
    const unanswered = this.#unanswered.filter(({ host }) => this.#from(host) === line);
    this.#unanswered = this.#unanswered.filter(({ host }) => this.#from(host) !== line);
    for (const { host, answered } of unanswered) this.#answer(host, answered.boot, answered.answer);
  }

  /** What the host's driver had not yet sent is gone. */
  died(host: number): void {
    this.#waiting = this.#waiting.filter((waiting) => waiting.host !== host);
  }

  #answer(host: number, boot: number, answer: StorageAnswer): void {
    const line = this.#from(host);
    const answered: Answered = { boot, answer };
    if (answer.what === "disk" && this.#network.isCut(line)) {
      this.#unanswered.push({ host, answered });
      return;
    }
    if (answer.what === "arbiter" && this.repliesToLose[host]! > 0) {
      this.repliesToLose[host]!--;
      this.#emitLost(line, "arbiter reply lost");
      return;
    }
    const byteCount = answer.what === "disk" ? (answer.data?.length ?? 0) : 0;
    this.#tap(line, answer);
    const arrivalNs = this.#cross(line, byteCount, answer.what === "disk");
    if (arrivalNs !== null) this.#kernel.schedule(arrivalNs, this.#seat(host), "storage-answer", answered);
  }

  #to(host: number): LineIndex {
    return this.#network.toStorage(this.#place.arrayIndex, host);
  }

  #from(host: number): LineIndex {
    return this.#network.fromStorage(this.#place.arrayIndex, host);
  }

  #seat(host: number): number {
    return this.#place.vm.firstSeat + host;
  }

  #tap(line: LineIndex, message: StorageCommand | StorageAnswer): void {
    const { lines, tap } = this.#network;
    tap?.({ atNs: this.#kernel.nowNs, line: lines[line]!.name, unit: "storage", message });
  }

  /** When it has crossed, or null if it was lost for good. A disk command never is, and never comes to a cut line. */
  #cross(line: LineIndex, byteCount: number, isDisk: boolean): Nanoseconds | null {
    const state = this.#network.lines[line]!;
    const random = this.#network.random(line);
    let lateNs = 0;
    if (!isDisk && (this.#network.isCut(line) || isLost(state, random))) {
      this.#emitLost(line, this.#network.isCut(line) ? "cut" : "lost");
      return null;
    }
    if (isDisk) while (lateNs < latestNs && isLost(state, random)) lateNs += resendNs;
    return this.#network.arrivalNs(line, headerBytes + byteCount) + lateNs;
  }

  #emitLost(line: LineIndex, reason: string): void {
    const kernel = this.#kernel;
    const link = this.#network.lines[line]!.name;
    kernel.emit({
      seq: kernel.traceSeq,
      atNs: kernel.nowNs,
      place: `link:${link}`,
      kind: "frame-lost",
      link,
      reason,
    });
  }

  #emitRecord(request: (StorageCommand & { what: "arbiter" })["request"] | null): void {
    const kernel = this.#kernel;
    const { record } = this;
    const { array: place, vm } = this.#place;
    kernel.emit({
      seq: kernel.traceSeq,
      atNs: kernel.nowNs,
      place,
      kind: "record",
      vm: vm.name,
      record,
      request,
    });
  }
}
