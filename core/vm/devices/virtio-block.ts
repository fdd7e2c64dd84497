/**
 * Virtio block device (virtio 1.2, 5.2) with flush.
 *
 * Front: a request is taken when the guest notifies and its data copied when it starts (bounce buffer, paper 3.4); the
 * data of a read, the status byte and the used ring change in `complete` alone, which is a log entry. A request that
 * overlaps an earlier unfinished one, by sector or by guest page, starts when that one is complete: so both replicas
 * start the same requests in the same order, however the disk behind them reorders.
 */
import type { DiskOperation } from "../machine-io.ts";
import type { StateVisitor } from "../snapshot/state-visitor.ts";
import type { Board } from "./board.ts";
import { totalBytes, type Dma, type Segment } from "./dma.ts";
import { visitSegments } from "./segments.ts";
import type { VirtioDevice, VirtioTransport } from "./virtio-device.ts";
import type { Chain } from "./virtqueue.ts";

const QUEUE_SIZE = 128;
const FEATURE = { sizeMax: 1 << 1, segMax: 1 << 2, blockSize: 1 << 6, flush: 1 << 9 } as const;
const RequestType = { in: 0, out: 1, flush: 4, getId: 8 } as const;
const RequestStatus = { ok: 0, ioError: 1, unsupported: 2 } as const;
const HEADER_BYTES = 16;
const STATUS_BYTES = 1;
const SECTOR_BYTES = 512;
const PAGE_BYTES = 4096;
const SEGMENT_MAX_BYTES = 0x1_0000;
const SEGMENTS_MAX = QUEUE_SIZE - 2;
const REQUEST_MAX_BYTES = SEGMENT_MAX_BYTES * SEGMENTS_MAX;
/** 20 bytes, padded with zeros. */
const SERIAL = "lockstep";
const SERIAL_BYTES = 20;

const TYPES = ["read", "write", "flush"] as const;

/** A request that the disk has, or will have once those before it are out of its way. */
interface Request {
  /** Null: not started. */
  readonly operation: number | null;
  readonly type: DiskOperation["type"];
  readonly sector: number;
  readonly sectorCount: number;
  /** The guest's data buffers, and where its status byte goes. */
  readonly segments: readonly Segment[];
  readonly statusAddress: number;
  readonly head: number;
  readonly data: Uint8Array | null;
  /** The guest forgot it by a reset; the disk did not. */
  readonly orphaned: boolean;
}

export class VirtioBlock implements VirtioDevice {
  readonly type = 2;
  readonly pciClass = 0x010000;
  readonly features = FEATURE.sizeMax | FEATURE.segMax | FEATURE.blockSize | FEATURE.flush;
  readonly queueSizes = [QUEUE_SIZE] as const;
  readonly configuration: Uint8Array;
  readonly #board: Board;
  readonly #dma: Dma;
  readonly #transport: VirtioTransport;
  readonly #sectors: number;
  #nextOperation = 0;
  /** In the order in which the guest asked. */
  #requests: Request[] = [];

  constructor(board: Board, dma: Dma, transport: VirtioTransport, sectors: number) {
    this.#board = board;
    this.#dma = dma;
    this.#transport = transport;
    this.#sectors = sectors;
    this.configuration = new Uint8Array(24);
    const view = new DataView(this.configuration.buffer);
    view.setUint32(0, sectors % 0x1_0000_0000, true);
    view.setUint32(4, Math.floor(sectors / 0x1_0000_0000), true);
    view.setUint32(8, SEGMENT_MAX_BYTES, true);
    view.setUint32(12, SEGMENTS_MAX, true);
    view.setUint32(20, SECTOR_BYTES, true);
  }

  notified(): void {
    // A used ring laid over the available ring must not keep the device in this unit for ever.
    for (let i = 0; i < this.#transport.queue(0).size; i++) {
      const chain = this.#transport.take(0);
      if (chain === null) break;
      this.#accept(chain);
    }
    this.#start();
  }

  /** Started and not completed, oldest first. */
  started(): DiskOperation[] {
    return this.#requests.filter((request) => request.operation !== null).map(asOperation);
  }

  /** A disk operation is complete. One that this machine did not start is ignored. */
  complete(operation: number, ok: boolean, data: Uint8Array | null): void {
    const request = this.#requests.find((candidate) => candidate.operation === operation);
    if (request === undefined) return;
    this.#requests = this.#requests.filter((other) => other !== request);
    if (!request.orphaned && this.#transport.live) {
      const byteCount = request.sectorCount * SECTOR_BYTES;
      const good = ok && (request.type !== "read" || data?.length === byteCount);
      const read = good && request.type === "read" ? data! : new Uint8Array(0);
      this.#dma.scatter(request.segments, 0, read);
      this.#finish(request, good ? RequestStatus.ok : RequestStatus.ioError, read.length);
    }
    this.#start();
  }

  reset(): void {
    this.#requests = this.#requests
      .filter((request) => request.operation !== null)
      .map((request) => ({ ...request, orphaned: true, segments: [], head: 0, statusAddress: 0 }));
  }

  visitState(visitor: StateVisitor): void {
    this.#nextOperation = visitor.integer("next operation", this.#nextOperation);
    this.#requests = visitor.list("requests", this.#requests, visitRequest);
  }

  #accept(chain: Chain): void {
    const { readable, writable, head } = chain;
    const headerAndData = totalBytes(readable);
    const dataAndStatus = totalBytes(writable);
    if (headerAndData < HEADER_BYTES || dataAndStatus < STATUS_BYTES) {
      this.#transport.fail();
      return;
    }
    const header = this.#dma.gather(readable, 0, HEADER_BYTES);
    const view = new DataView(header.buffer);
    const sector = view.getUint32(12, true) * 0x1_0000_0000 + view.getUint32(8, true);
    const last = writable.at(-1)!;
    const where = { head, statusAddress: last.address + last.byteCount - STATUS_BYTES };
    switch (view.getUint32(0, true)) {
      case RequestType.in:
        this.#transfer("read", sector, slice(writable, 0, dataAndStatus - STATUS_BYTES), where);
        break;
      case RequestType.out:
        this.#transfer("write", sector, slice(readable, HEADER_BYTES, headerAndData - HEADER_BYTES), where);
        break;
      case RequestType.flush:
        this.#transfer("flush", 0, [], where);
        break;
      case RequestType.getId: {
        const room = Math.min(SERIAL_BYTES, dataAndStatus - STATUS_BYTES);
        const serial = Uint8Array.from({ length: room }, (_, i) => SERIAL.charCodeAt(i) || 0);
        this.#dma.scatter(writable, 0, serial);
        this.#finish(where, RequestStatus.ok, serial.length);
        break;
      }
      default:
        this.#finish(where, RequestStatus.unsupported, 0);
    }
  }

  #transfer(
    type: DiskOperation["type"],
    sector: number,
    segments: readonly Segment[],
    where: { readonly head: number; readonly statusAddress: number },
  ): void {
    const byteCount = totalBytes(segments);
    const sectorCount = byteCount / SECTOR_BYTES;
    const possible = Number.isInteger(sectorCount) && byteCount <= REQUEST_MAX_BYTES;
    if (!possible || sector + sectorCount > this.#sectors || (sectorCount === 0 && type !== "flush")) {
      this.#finish(where, RequestStatus.ioError, 0);
      return;
    }
    const pending = { ...where, type, sector, sectorCount, segments };
    this.#requests.push({ ...pending, operation: null, data: null, orphaned: false });
  }

  /** Starts what no earlier request is in the way of. */
  #start(): void {
    for (const [index, request] of this.#requests.entries()) {
      if (request.operation !== null) continue;
      if (this.#requests.slice(0, index).some((earlier) => overlap(earlier, request))) continue;
      const byteCount = request.sectorCount * SECTOR_BYTES;
      const data = request.type === "write" ? this.#dma.gather(request.segments, 0, byteCount) : null;
      const started = { ...request, operation: this.#nextOperation, data };
      this.#nextOperation += 1;
      this.#requests[index] = started;
      this.#board.output({ kind: "disk", operation: asOperation(started) });
    }
  }

  #finish(where: { readonly head: number; readonly statusAddress: number }, status: number, dataBytes: number): void {
    this.#dma.write(where.statusAddress, Uint8Array.of(status));
    this.#transport.queue(0).give(where.head, dataBytes + STATUS_BYTES);
    this.#transport.returned(0);
  }
}

/** Two reads may share sectors, two writes may share buffers. */
function overlap(a: Request, b: Request): boolean {
  const sectors = a.sector < b.sector + b.sectorCount && b.sector < a.sector + a.sectorCount;
  if (sectors && (a.type === "write" || b.type === "write")) return true;
  if (a.type !== "read" && b.type !== "read") return false;
  const pages = new Set(pagesOf(a.segments));
  return pagesOf(b.segments).some((page) => pages.has(page));
}

function asOperation(request: Request): DiskOperation {
  const { operation, type, sector, sectorCount, data, segments } = request;
  return { operation: operation!, type, sector, sectorCount, data, pages: pagesOf(segments) };
}

/** Ascending, each once. */
function pagesOf(segments: readonly Segment[]): number[] {
  const pages = new Set<number>();
  for (const { address, byteCount } of segments) {
    for (let at = address - (address % PAGE_BYTES); at < address + byteCount; at += PAGE_BYTES)
      pages.add(at / PAGE_BYTES);
  }
  return [...pages].toSorted((a, b) => a - b);
}

/** `byteCount` bytes of the segments from `skip` on. */
function slice(segments: readonly Segment[], skip: number, byteCount: number): Segment[] {
  const parts: Segment[] = [];
  for (const segment of segments) {
    const skipped = Math.min(skip, segment.byteCount);
    const count = Math.min(segment.byteCount - skipped, byteCount);
    if (count > 0) parts.push({ address: segment.address + skipped, byteCount: count });
    skip -= skipped;
    byteCount -= count;
  }
  return parts;
}

function visitRequest(visitor: StateVisitor, request: Request | undefined): Request {
  return {
    operation: visitor.optional("operation", request?.operation ?? null),
    type: TYPES[visitor.u8("type", TYPES.indexOf(request?.type ?? "read"))] ?? "flush",
    sector: visitor.integer("sector", request?.sector ?? 0),
    sectorCount: visitor.integer("sector count", request?.sectorCount ?? 0),
    segments: visitSegments(visitor, request?.segments ?? []),
    statusAddress: visitor.integer("status address", request?.statusAddress ?? 0),
    head: visitor.u16("head", request?.head ?? 0),
    data: visitor.flag("has data", (request?.data ?? null) !== null)
      ? visitor.bytes("data", request?.data ?? new Uint8Array(0))
      : null,
    orphaned: visitor.flag("orphaned", request?.orphaned ?? false),
  };
}
