/**
 * Virtio network device (virtio 1.2, 5.1): one receive and one transmit queue, no offloads.
 *
 * Front: a frame is copied out, and its buffer returned, in the very unit that notified; a received one lands in RAM in
 * `Machine.apply` alone. A frame for which the driver left no room is lost, as on a wire.
 */
import type { StateVisitor } from "../snapshot/state-visitor.ts";
import type { Board } from "./board.ts";
import { totalBytes, type Dma } from "./dma.ts";
import type { VirtioDevice, VirtioTransport } from "./virtio-device.ts";

const QUEUE = { receive: 0, transmit: 1 } as const;
const FEATURE = { mac: 1 << 5, status: 1 << 16 } as const;
/** `struct virtio_net_hdr` as of version 1, with `num_buffers`. */
const HEADER_BYTES = 12;
const FRAME_MIN_BYTES = 14;
/** 1500 bytes, Ethernet header and one VLAN tag. */
const FRAME_MAX_BYTES = 1518;
const LINK_UP = 1;

export class VirtioNet implements VirtioDevice {
  readonly type = 1;
  readonly pciClass = 0x020000;
  readonly features = FEATURE.mac | FEATURE.status;
  readonly queueSizes = [256, 256] as const;
  readonly configuration: Uint8Array;
  readonly #board: Board;
  readonly #dma: Dma;
  readonly #transport: VirtioTransport;

  /** @param mac six bytes. */
  constructor(board: Board, dma: Dma, transport: VirtioTransport, mac: Uint8Array) {
    this.#board = board;
    this.#dma = dma;
    this.#transport = transport;
    this.configuration = Uint8Array.of(...mac, LINK_UP, 0);
  }

  notified(queue: number): void {
    if (queue === QUEUE.transmit) this.#transmit();
  }

  /** A frame from the wire. */
  receive(frame: Uint8Array): void {
    const chain = this.#transport.take(QUEUE.receive);
    if (chain === null) return;
    if (chain.readable.length > 0) {
      this.#transport.fail();
      return;
    }
    const queue = this.#transport.queue(QUEUE.receive);
    if (totalBytes(chain.writable) < HEADER_BYTES + frame.length) {
      queue.putBack();
      return;
    }
    const bytes = new Uint8Array(HEADER_BYTES + frame.length);
    // num_buffers is 1 where buffers are not merged (5.1.6.4.1).
    bytes[10] = 1;
    bytes.set(frame, HEADER_BYTES);
    this.#dma.scatter(chain.writable, 0, bytes);
    queue.give(chain.head, bytes.length);
    this.#transport.returned(QUEUE.receive);
  }

  reset(): void {}

  visitState(_visitor: StateVisitor): void {}

  #transmit(): void {
    let returned = false;
    // A used ring laid over the available ring must not keep the device in this unit for ever.
    for (let i = 0; i < this.#transport.queue(QUEUE.transmit).size; i++) {
      const chain = this.#transport.take(QUEUE.transmit);
      if (chain === null) break;
      const byteCount = totalBytes(chain.readable) - HEADER_BYTES;
      if (chain.writable.length > 0 || byteCount < 0) {
        this.#transport.fail();
        break;
      }
      if (byteCount >= FRAME_MIN_BYTES && byteCount <= FRAME_MAX_BYTES) {
        const bytes = this.#dma.gather(chain.readable, HEADER_BYTES, byteCount);
        this.#board.output({ kind: "frame", bytes });
      }
      this.#transport.queue(QUEUE.transmit).give(chain.head, 0);
      returned = true;
    }
    if (returned) this.#transport.returned(QUEUE.transmit);
  }
}
