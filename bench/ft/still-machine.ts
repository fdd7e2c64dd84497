/** A machine that costs next to nothing, so that what drives it is measured: it reads the clock and makes outputs by position alone. */
import type { InputSource, MachineOutput, RunEnd, VirtualMachine } from "../../core/vm/machine-io.ts";

const CLOCK_EVERY = 4;
const FRAME_EVERY = 16;
const frame = new Uint8Array(64);

export class StillMachine implements VirtualMachine {
  source: InputSource = { guestNs: () => 0, wallSeconds: () => 0 };
  position = 0;
  readonly isShutDown = false;
  readonly latestGuestNs = 0;
  readonly pageCount = 0;
  #made: MachineOutput[] = [];

  get instructions(): number {
    return this.position;
  }

  run(budget: number): RunEnd {
    for (const end = this.position + budget; this.position < end;) {
      const unit = this.position + 1;
      if (unit % CLOCK_EVERY === 0) this.source.guestNs();
      this.position = unit;
      if (unit % FRAME_EVERY !== 0) continue;
      this.#made.push({ kind: "frame", bytes: frame });
      return "output";
    }
    return "budget";
  }

  takeOutputs(): readonly MachineOutput[] {
    const made = this.#made;
    if (made.length > 0) this.#made = [];
    return made;
  }

  apply(): void {}

  nextTimerNs(): number | null {
    return null;
  }

  startedDiskOperations(): readonly [] {
    return [];
  }

  startedEntropyRequests(): readonly [] {
    return [];
  }

  digest(): string {
    return "0000000000000000";
  }

  saveDevices(): Uint8Array {
    return new Uint8Array(0);
  }

  restoreDevices(): void {}

  readPage(): Uint8Array {
    return new Uint8Array(4096);
  }

  writePage(): void {}

  clearPage(): void {}

  writeMark(): number {
    return 0;
  }

  pagesWrittenSince(): readonly number[] {
    return [];
  }
}
