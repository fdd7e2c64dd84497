/**
 * Host bridge, Intel 82441FX (440FX, data sheet 290549): configuration mechanism 1 at CF8h and CFCh, and the decoding
 * of device memory. Bus 0 alone; the bridge itself is function 00:00.0.
 */
import type { AccessSize } from "../bus.ts";
import type { StateVisitor, Stateful } from "../snapshot/state-visitor.ts";
import type { PhysicalAddress } from "../units.ts";
import { ConfigRegister, ConfigSpace, type PciFunction } from "./pci-function.ts";

const ENABLE = 0x8000_0000;
const BRIDGE = { vendorId: 0x8086, deviceId: 0x1237, revision: 2, classCode: 0x060000 } as const;

export class PciHost implements Stateful {
  static readonly ports: readonly number[] = [0xcf8, 0xcfa, 0xcfb, 0xcfc, 0xcfd, 0xcfe, 0xcff];

  /** By device number. */
  readonly #functions: ReadonlyMap<number, PciFunction>;
  readonly #bridge = new ConfigSpace();
  #address = 0;

  constructor(functions: ReadonlyMap<number, PciFunction>) {
    this.#functions = functions;
    this.#bridge.define(ConfigRegister.vendorId, 2, BRIDGE.vendorId);
    this.#bridge.define(ConfigRegister.deviceId, 2, BRIDGE.deviceId);
    this.#bridge.define(ConfigRegister.command, 2, 0x0006, 0x0100);
    this.#bridge.define(ConfigRegister.revision, 1, BRIDGE.revision);
    this.#bridge.define(ConfigRegister.classCode, 3, BRIDGE.classCode);
  }

  read(port: number, size: AccessSize): number {
    if (port === 0xcf8 && size === 4) return this.#address;
    const missing = size === 4 ? 0xffff_ffff : 2 ** (8 * size) - 1;
    if (port < 0xcfc || (this.#address & ENABLE) === 0 || !withinWord(port, size)) return missing;
    const register = (this.#address & 0xfc) | (port & 3);
    const target = this.#target();
    if (target === "bridge") return this.#bridge.read(register, size);
    return target === null ? missing : target.configRead(register, size);
  }

  write(port: number, size: AccessSize, value: number): void {
    if (port === 0xcf8 && size === 4) this.#address = (value & 0x80ff_fffc) >>> 0;
    if (port < 0xcfc || (this.#address & ENABLE) === 0 || !withinWord(port, size)) return;
    const register = (this.#address & 0xfc) | (port & 3);
    const target = this.#target();
    if (target === "bridge") this.#bridge.write(register, size, value);
    else if (target !== null) target.configWrite(register, size, value);
  }

  /** The function that decodes a physical address, or null. */
  decode(address: PhysicalAddress): PciFunction | null {
    for (const target of this.#functions.values()) {
      const base = target.memoryBase;
      if (base !== null && address >= base && address < base + target.memoryBytes) return target;
    }
    return null;
  }

  reset(): void {
    this.#address = 0;
    for (const target of this.#functions.values()) target.reset();
  }

  visitState(visitor: StateVisitor): void {
    this.#address = visitor.u32("address", this.#address);
    visitor.section("bridge", () => this.#bridge.visitState(visitor));
  }

  #target(): PciFunction | "bridge" | null {
    const bus = (this.#address >>> 16) & 0xff;
    const device = (this.#address >>> 11) & 31;
    const functionNumber = (this.#address >>> 8) & 7;
    if (bus !== 0 || functionNumber !== 0) return null;
    return device === 0 ? "bridge" : (this.#functions.get(device) ?? null);
  }
}

function withinWord(port: number, size: AccessSize): boolean {
  return (port & 3) + size <= 4;
}
