/**
 * Virtio over PCI, modern (virtio 1.2, 4.1), as QEMU's `disable-legacy=on`: one memory BAR with the common, ISR, device
 * and notification structures, found by vendor capabilities; interrupts by INTA#, no MSI-X.
 *
 * The registers are as firmware leaves them: memory assigned and enabled, the interrupt line filled in.
 */
import type { AccessSize } from "../bus.ts";
import type { StateVisitor, Stateful } from "../snapshot/state-visitor.ts";
import type { Board } from "./board.ts";
import type { Dma } from "./dma.ts";
import { Command, ConfigRegister, ConfigSpace, type PciFunction } from "./pci-function.ts";
import type { VirtioDevice, VirtioTransport } from "./virtio-device.ts";
import { Virtqueue, type Chain } from "./virtqueue.ts";

const VENDOR = 0x1af4;
const BAR_NUMBER = 4;
const BAR_BYTES = 0x4000;
const PAGE_BYTES = 0x1000;
const PAGE = { common: 0x0000, isr: 0x1000, device: 0x2000, notify: 0x3000 } as const;
const NOTIFY_MULTIPLIER = 4;
const COMMON_BYTES = 0x38;

const CAPABILITY = { common: 0x40, notify: 0x50, isr: 0x64, device: 0x74, window: 0x84 } as const;
const CapabilityType = { common: 1, notify: 2, isr: 3, device: 4, window: 5 } as const;

/** Device status (2.1). */
const Status = { driverOk: 0x04, featuresOk: 0x08, needsReset: 0x40 } as const;
const Isr = { queue: 1, configuration: 2 } as const;
/** Bit 0 of feature bits 32 to 63. */
const VERSION_1 = 1;
const NO_VECTOR = 0xffff;

/** Offsets in the common configuration structure (4.1.4.3). */
const Common = {
  deviceFeatureSelect: 0x00,
  deviceFeature: 0x04,
  driverFeatureSelect: 0x08,
  driverFeature: 0x0c,
  configMsixVector: 0x10,
  queueCount: 0x12,
  status: 0x14,
  configGeneration: 0x15,
  queueSelect: 0x16,
  queueSize: 0x18,
  queueMsixVector: 0x1a,
  queueEnable: 0x1c,
  queueNotifyOffset: 0x1e,
  queueDescriptors: 0x20,
  queueDriver: 0x28,
  queueDevice: 0x30,
} as const;

export class VirtioPci implements PciFunction, VirtioTransport, Stateful {
  readonly memoryBytes = BAR_BYTES;
  readonly #board: Board;
  readonly #device: VirtioDevice;
  readonly #config = new ConfigSpace();
  readonly #queues: readonly Virtqueue[];
  readonly #interruptLine: number;
  readonly #firmwareBase: number;
  #deviceFeatureSelect = 0;
  #driverFeatureSelect = 0;
  #driverFeaturesLow = 0;
  #driverFeaturesHigh = 0;
  #status = 0;
  #isr = 0;
  #queueSelect = 0;

  /** @param attach makes the device, which keeps the transport. */
  constructor(
    board: Board,
    dma: Dma,
    place: { readonly memoryBase: number; readonly interruptLine: number },
    attach: (transport: VirtioTransport) => VirtioDevice,
  ) {
    this.#board = board;
    this.#device = attach(this);
    this.#queues = this.#device.queueSizes.map((size) => new Virtqueue(dma, size));
    this.#interruptLine = place.interruptLine;
    this.#firmwareBase = place.memoryBase;
    this.#defineConfiguration();
  }

  get live(): boolean {
    return (this.#status & (Status.driverOk | Status.needsReset)) === Status.driverOk;
  }

  queue(queue: number): Virtqueue {
    return this.#queues[queue]!;
  }

  take(queue: number): Chain | null {
    if (!this.live || !this.#queues[queue]!.enabled) return null;
    const chain = this.#queues[queue]!.take();
    if (chain === "malformed") this.fail();
    return typeof chain === "string" ? null : chain;
  }

  returned(queue: number): void {
    if (this.#queues[queue]!.wantsInterrupt) this.#interrupt(Isr.queue);
  }

  fail(): void {
    const told = (this.#status & Status.driverOk) !== 0;
    this.#status |= Status.needsReset;
    if (told) this.#interrupt(Isr.configuration);
  }

  get memoryBase(): number | null {
    const enabled = (this.#config.read(ConfigRegister.command, 2) & Command.memory) !== 0;
    return enabled ? (this.#config.read(ConfigRegister.bar0 + 4 * BAR_NUMBER, 4) & ~15) >>> 0 : null;
  }

  configRead(register: number, size: AccessSize): number {
    if (register >> 2 === (CAPABILITY.window + 16) >> 2) {
      const window = this.#window();
      return window === null ? 0 : this.memoryRead(window.offset, window.size);
    }
    return this.#config.read(register, size);
  }

  configWrite(register: number, size: AccessSize, value: number): void {
    if (register >> 2 === (CAPABILITY.window + 16) >> 2) {
      const window = this.#window();
      // The window may be narrower than the access.
      if (window !== null) this.memoryWrite(window.offset, window.size, lowBytes(value, window.size));
      return;
    }
    this.#config.write(register, size, value);
    this.#settle();
  }

  memoryRead(offset: number, size: AccessSize): number {
    switch (offset & 0xf000) {
      case PAGE.common: {
        // Fields may be read in part; no aligned access spans two words.
        const word = offset < COMMON_BYTES ? this.#commonWord(offset & ~3) : 0;
        return lowBytes(word >>> (8 * (offset & 3)), size);
      }
      case PAGE.isr: {
        const isr = this.#isr;
        this.#isr = 0;
        this.#settle();
        return isr;
      }
      case PAGE.device: {
        const at = offset - PAGE.device;
        let value = 0;
        for (let i = size - 1; i >= 0; i--) value = (value << 8) | (this.#device.configuration[at + i] ?? 0);
        return value >>> 0;
      }
      default:
        return 0;
    }
  }

  memoryWrite(offset: number, size: AccessSize, value: number): void {
    if (offset < COMMON_BYTES) {
      this.#commonWrite(offset, size, value);
    } else if (offset >= PAGE.notify) {
      const queue = (offset - PAGE.notify) / NOTIFY_MULTIPLIER;
      if (this.live && this.#queues[queue]?.enabled) this.#device.notified(queue);
    }
  }

  reset(): void {
    this.#resetDevice();
    this.#defineConfiguration();
  }

  visitState(visitor: StateVisitor): void {
    this.#config.visitState(visitor);
    this.#deviceFeatureSelect = visitor.u32("device feature select", this.#deviceFeatureSelect);
    this.#driverFeatureSelect = visitor.u32("driver feature select", this.#driverFeatureSelect);
    this.#driverFeaturesLow = visitor.u32("driver features, low", this.#driverFeaturesLow);
    this.#driverFeaturesHigh = visitor.u32("driver features, high", this.#driverFeaturesHigh);
    this.#status = visitor.u8("status", this.#status);
    this.#isr = visitor.u8("isr", this.#isr);
    this.#queueSelect = visitor.u16("queue select", this.#queueSelect);
    for (const [number, queue] of this.#queues.entries()) {
      visitor.section(`queue ${number}`, () => queue.visitState(visitor));
    }
    visitor.section("device", () => this.#device.visitState(visitor));
  }

  #defineConfiguration(): void {
    const config = this.#config;
    config.define(ConfigRegister.vendorId, 2, VENDOR);
    config.define(ConfigRegister.deviceId, 2, 0x1040 + this.#device.type);
    config.define(ConfigRegister.command, 2, Command.memory | Command.busMaster, 0x0547);
    config.define(ConfigRegister.status, 2, 0x0010);
    config.define(ConfigRegister.revision, 1, 1);
    config.define(ConfigRegister.classCode, 3, this.#device.pciClass);
    config.define(ConfigRegister.bar0 + 4 * BAR_NUMBER, 4, this.#firmwareBase, ~(BAR_BYTES - 1));
    config.define(ConfigRegister.subsystemVendorId, 2, VENDOR);
    config.define(ConfigRegister.subsystemId, 2, 0x1100);
    config.define(ConfigRegister.capabilities, 1, CAPABILITY.common);
    config.define(ConfigRegister.interruptLine, 1, this.#interruptLine, 0xff);
    config.define(ConfigRegister.interruptPin, 1, 1);
    const { common, notify, isr, device, window } = CAPABILITY;
    const notifyBytes = this.#queues.length * NOTIFY_MULTIPLIER;
    this.#defineCapability(common, notify, 16, CapabilityType.common, PAGE.common, COMMON_BYTES);
    this.#defineCapability(notify, isr, 20, CapabilityType.notify, PAGE.notify, notifyBytes);
    config.define(notify + 16, 4, NOTIFY_MULTIPLIER);
    this.#defineCapability(isr, device, 16, CapabilityType.isr, PAGE.isr, 1);
    // A whole page, also for a device with less or without any: Linux refuses an empty structure.
    this.#defineCapability(device, window, 16, CapabilityType.device, PAGE.device, PAGE_BYTES);
    this.#defineCapability(window, 0, 20, CapabilityType.window, 0, 0);
    config.define(window + 4, 1, 0, 0xff);
    config.define(window + 8, 4, 0, -1);
    config.define(window + 12, 4, 0, -1);
  }

  /** 4.1.4: `struct virtio_pci_cap`. */
  #defineCapability(at: number, next: number, bytes: number, type: number, offset: number, length: number): void {
    const config = this.#config;
    config.define(at, 4, 0x09 | (next << 8) | (bytes << 16) | (type << 24));
    config.define(at + 4, 4, BAR_NUMBER);
    config.define(at + 8, 4, offset);
    config.define(at + 12, 4, length);
  }

  /** The access that the configuration access capability (4.1.4.9) is set up for, or null. */
  #window(): { readonly offset: number; readonly size: AccessSize } | null {
    const bar = this.#config.read(CAPABILITY.window + 4, 1);
    const offset = this.#config.read(CAPABILITY.window + 8, 4);
    const size = this.#config.read(CAPABILITY.window + 12, 4);
    if (bar !== BAR_NUMBER || (size !== 1 && size !== 2 && size !== 4)) return null;
    return offset % size === 0 && offset + size <= BAR_BYTES ? { offset, size } : null;
  }

  #commonWord(offset: number): number {
    const queue = this.#queues[this.#queueSelect];
    switch (offset) {
      case Common.deviceFeatureSelect:
        return this.#deviceFeatureSelect;
      case Common.deviceFeature:
        return this.#offered(this.#deviceFeatureSelect);
      case Common.driverFeatureSelect:
        return this.#driverFeatureSelect;
      case Common.driverFeature:
        if (this.#driverFeatureSelect > 1) return 0;
        return this.#driverFeatureSelect === 0 ? this.#driverFeaturesLow : this.#driverFeaturesHigh;
      case Common.configMsixVector:
        return (NO_VECTOR | (this.#queues.length << 16)) >>> 0;
      case Common.status:
        return (this.#status | (this.#queueSelect << 16)) >>> 0;
      case Common.queueSize:
        return ((queue?.size ?? 0) | (NO_VECTOR << 16)) >>> 0;
      case Common.queueEnable:
        return queue === undefined ? 0 : ((queue.enabled ? 1 : 0) | (this.#queueSelect << 16)) >>> 0;
      case Common.queueDescriptors:
        return queue?.descriptors.low ?? 0;
      case Common.queueDescriptors + 4:
        return queue?.descriptors.high ?? 0;
      case Common.queueDriver:
        return queue?.available.low ?? 0;
      case Common.queueDriver + 4:
        return queue?.available.high ?? 0;
      case Common.queueDevice:
        return queue?.used.low ?? 0;
      case Common.queueDevice + 4:
        return queue?.used.high ?? 0;
      default:
        return 0;
    }
  }

  /** Drivers must write each field at its own width, 64-bit ones as two words (4.1.3.1); other accesses do nothing. */
  #commonWrite(offset: number, size: AccessSize, value: number): void {
    if (size === 1) {
      if (offset === Common.status) this.#setStatus(value);
    } else if (size === 2) {
      this.#commonWrite16(offset, value);
    } else {
      this.#commonWrite32(offset, value >>> 0);
    }
  }

  #commonWrite16(offset: number, value: number): void {
    const queue = this.#queues[this.#queueSelect];
    if (offset === Common.queueSelect) this.#queueSelect = value;
    else if (queue === undefined || queue.enabled) return;
    else if (offset === Common.queueSize) {
      const powerOfTwo = value !== 0 && (value & (value - 1)) === 0;
      if (powerOfTwo && value <= queue.maxSize) queue.size = value;
    } else if (offset === Common.queueEnable && value === 1) queue.enabled = true;
  }

  #commonWrite32(offset: number, value: number): void {
    if (offset === Common.deviceFeatureSelect) this.#deviceFeatureSelect = value;
    else if (offset === Common.driverFeatureSelect) this.#driverFeatureSelect = value;
    else if (offset === Common.driverFeature) this.#setDriverFeatures(value);
    const queue = this.#queues[this.#queueSelect];
    if (queue === undefined || queue.enabled) return;
    if (offset === Common.queueDescriptors) queue.descriptors.low = value;
    else if (offset === Common.queueDescriptors + 4) queue.descriptors.high = value;
    else if (offset === Common.queueDriver) queue.available.low = value;
    else if (offset === Common.queueDriver + 4) queue.available.high = value;
    else if (offset === Common.queueDevice) queue.used.low = value;
    else if (offset === Common.queueDevice + 4) queue.used.high = value;
  }

  #offered(select: number): number {
    if (select === 0) return this.#device.features >>> 0;
    return select === 1 ? VERSION_1 : 0;
  }

  #setDriverFeatures(value: number): void {
    if (this.#status & Status.featuresOk) return;
    if (this.#driverFeatureSelect === 0) this.#driverFeaturesLow = value;
    else if (this.#driverFeatureSelect === 1) this.#driverFeaturesHigh = value;
  }

  #setStatus(value: number): void {
    if (value === 0) {
      this.#resetDevice();
      return;
    }
    const acceptable =
      (this.#driverFeaturesLow & ~this.#device.features) === 0 && this.#driverFeaturesHigh === VERSION_1;
    const refused = (this.#status & Status.featuresOk) === 0 && !acceptable ? Status.featuresOk : 0;
    // Bits are cleared by a reset only (2.1.1), and without agreed features the device stays quiet.
    let status = this.#status | (value & ~Status.needsReset & ~refused);
    if ((status & Status.featuresOk) === 0) status &= ~Status.driverOk;
    this.#status = status;
  }

  #resetDevice(): void {
    this.#deviceFeatureSelect = 0;
    this.#driverFeatureSelect = 0;
    this.#driverFeaturesLow = 0;
    this.#driverFeaturesHigh = 0;
    this.#status = 0;
    this.#isr = 0;
    this.#queueSelect = 0;
    for (const queue of this.#queues) queue.reset();
    this.#device.reset();
    this.#settle();
  }

  #interrupt(cause: number): void {
    this.#isr |= cause;
    this.#settle();
  }

  #settle(): void {
    const disabled = (this.#config.read(ConfigRegister.command, 2) & Command.interruptDisable) !== 0;
    this.#board.setInterruptRequest(this.#interruptLine, this.#isr !== 0 && !disabled);
  }
}

function lowBytes(value: number, size: AccessSize): number {
  return size === 4 ? value : value & (2 ** (8 * size) - 1);
}
