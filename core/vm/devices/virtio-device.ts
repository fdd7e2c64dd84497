/** The seam between a virtio device and the transport that presents it to the guest. */
import type { Stateful } from "../snapshot/state-visitor.ts";
import type { Chain, Virtqueue } from "./virtqueue.ts";

/** What a device sees of its transport. */
export interface VirtioTransport {
  /** Between DRIVER_OK and reset, and not broken: buffers may be used. */
  readonly live: boolean;
  /** The next buffer of a queue, or null: none, or malformed, and then the device has failed. */
  take(queue: number): Chain | null;
  queue(queue: number): Virtqueue;
  /** Buffers of this queue were returned: interrupt, if the driver wants it. */
  returned(queue: number): void;
  /** The driver broke the rules: DEVICE_NEEDS_RESET (virtio 1.2, 2.1.2). */
  fail(): void;
}

export interface VirtioDevice extends Stateful {
  /** virtio 1.2, 5: 1 network, 2 block, 4 entropy. */
  readonly type: number;
  readonly pciClass: number;
  /** Feature bits 0 to 31 that the device offers; VIRTIO_F_VERSION_1 is added. */
  readonly features: number;
  readonly queueSizes: readonly number[];
  /** Device configuration, read only. */
  readonly configuration: Uint8Array;
  /** The driver put buffers into a queue. Only while `live`. */
  notified(queue: number): void;
  /** The driver, or RESET#, reset the device. */
  reset(): void;
}
