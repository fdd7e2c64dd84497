/** A board without a CPU: tests play the guest by register accesses. */
import type { AccessSize } from "../bus.ts";
import { LinearMemory, linearMemoryBytes } from "../layout.ts";
import type { MachineConfig } from "../machine-io.ts";
import { StateReader } from "../snapshot/state-reader.ts";
import { StateWriter } from "../snapshot/state-writer.ts";
import { Pc } from "./pc.ts";

const CONFIG: MachineConfig = {
  ramBytes: 0x10_0000,
  macAddress: "525400123456",
  diskSectors: 1000,
  entropy: true,
};

export class TestPc {
  readonly memory: LinearMemory;
  readonly pc: Pc;
  nowNs = 0;
  clockReads = 0;
  wallSeconds = 1_700_000_000;
  interrupt = false;
  stops = 0;

  constructor(config: MachineConfig = CONFIG) {
    this.memory = new LinearMemory(new ArrayBuffer(linearMemoryBytes(config.ramBytes)), config.ramBytes);
    this.pc = new Pc(config, this.memory, {
      guestNs: () => {
        this.clockReads += 1;
        return this.nowNs;
      },
      wallSeconds: () => this.wallSeconds,
    });
    this.pc.connect({
      requestStop: () => (this.stops += 1),
      setInterruptLine: (asserted) => (this.interrupt = asserted),
      setA20: () => {},
      ramWritten: (address, byteCount) => this.memory.markWritten(address, byteCount),
    });
  }

  in(port: number, size: AccessSize = 1): number {
    return this.pc.portRead(port, size);
  }

  out(port: number, value: number, size: AccessSize = 1): void {
    this.pc.portWrite(port, size, value);
  }

  /** The usual initialisation: vectors from 20h and 28h, all inputs enabled. */
  startPic(): void {
    for (const [port, value] of [
      [0x20, 0x11],
      [0x21, 0x20],
      [0x21, 0x04],
      [0x21, 0x01],
      [0xa0, 0x11],
      [0xa1, 0x28],
      [0xa1, 0x02],
      [0xa1, 0x01],
    ] as const) {
      this.out(port, value);
    }
  }

  config(device: number, register: number, size: AccessSize = 4): number {
    this.out(0xcf8, 0x8000_0000 | (device << 11) | (register & 0xfc), 4);
    return this.in(0xcfc + (register & 3), size);
  }

  state(): Uint8Array {
    const writer = new StateWriter();
    this.pc.visitState(writer);
    return writer.finish();
  }

  /** A board of its own, with this one's state, RAM and clock. */
  copy(): TestPc {
    const copy = new TestPc();
    copy.memory.u8.set(this.memory.u8);
    copy.nowNs = this.nowNs;
    const reader = new StateReader(this.state());
    copy.pc.visitState(reader);
    reader.end();
    return copy;
  }
}
