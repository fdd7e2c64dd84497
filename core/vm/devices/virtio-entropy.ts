/**
 * Virtio entropy device (virtio 1.2, 5.4). Front: a request goes out when the guest notifies; the bytes land in
 * `complete` alone, which is a log entry.
 */
import type { StateVisitor } from "../snapshot/state-visitor.ts";
import type { Board } from "./board.ts";
import { totalBytes, type Dma, type Segment } from "./dma.ts";
import { visitSegments } from "./segments.ts";
import type { VirtioDevice, VirtioTransport } from "./virtio-device.ts";

const QUEUE_SIZE = 8;
/** A device may give fewer bytes than there is room for (5.4.6). */
const REQUEST_MAX_BYTES = 4096;

interface Request {
  readonly operation: number;
  readonly byteCount: number;
  readonly segments: readonly Segment[];
  readonly head: number;
}

export class VirtioEntropy implements VirtioDevice {
  readonly type = 4;
  readonly pciClass = 0x00ff00;
  readonly features = 0;
  readonly queueSizes = [QUEUE_SIZE] as const;
  readonly configuration = new Uint8Array(0);
  readonly #board: Board;
  readonly #dma: Dma;
  readonly #transport: VirtioTransport;
  #nextOperation = 0;
  #requests: Request[] = [];

  constructor(board: Board, dma: Dma, transport: VirtioTransport) {
    this.#board = board;
    this.#dma = dma;
    this.#transport = transport;
  }

  notified(): void {
    for (let i = 0; i < QUEUE_SIZE; i++) {
      const chain = this.#transport.take(0);
      if (chain === null) return;
      if (chain.readable.length > 0) {
        this.#transport.fail();
        return;
      }
      const operation = this.#nextOperation;
      this.#nextOperation += 1;
      const byteCount = Math.min(totalBytes(chain.writable), REQUEST_MAX_BYTES);
      this.#requests.push({ operation, byteCount, segments: chain.writable, head: chain.head });
      this.#board.output({ kind: "entropy", operation, byteCount });
    }
  }

  /** Requests that have no answer yet. */
  started(): { readonly operation: number; readonly byteCount: number }[] {
    return this.#requests.map(({ operation, byteCount }) => ({ operation, byteCount }));
  }

  /** The answer; to a request that this machine does not wait for it is ignored. */
  complete(operation: number, bytes: Uint8Array): void {
    const request = this.#requests.find((candidate) => candidate.operation === operation);
    if (request === undefined) return;
    this.#requests = this.#requests.filter((other) => other !== request);
    if (!this.#transport.live) return;
    const given = bytes.subarray(0, request.byteCount);
    this.#dma.scatter(request.segments, 0, given);
    this.#transport.queue(0).give(request.head, given.length);
    this.#transport.returned(0);
  }

  reset(): void {
    this.#requests = [];
  }

  visitState(visitor: StateVisitor): void {
    this.#nextOperation = visitor.integer("next operation", this.#nextOperation);
    this.#requests = visitor.list("requests", this.#requests, (inner, request) => ({
      operation: inner.integer("operation", request?.operation ?? 0),
      byteCount: inner.u16("byte count", request?.byteCount ?? 0),
      segments: visitSegments(inner, request?.segments ?? []),
      head: inner.u16("head", request?.head ?? 0),
    }));
  }
}
