/** A machine's whole state as plain data. Pages that did not change between two images are shared by them. */
import type { VirtualMachine } from "../vm/machine-io.ts";

export interface MachineImage {
  readonly devices: Uint8Array;
  /** 4096 bytes each, never written to; null: all zero. */
  readonly pages: readonly (Uint8Array | null)[];
}

/** Takes images of one machine, copying only what was written since the one before. */
export class ImageTaker {
  readonly #machine: VirtualMachine;
  #pages: readonly (Uint8Array | null)[] | null = null;
  #mark = 0;

  constructor(machine: VirtualMachine) {
    this.#machine = machine;
  }

  take(): MachineImage {
    const machine = this.#machine;
    const known = this.#pages;
    const pages = known ? [...known] : Array.from({ length: machine.pageCount }, () => null as Uint8Array | null);
    const written = known ? machine.pagesWrittenSince(this.#mark) : pages.keys();
    this.#mark = machine.writeMark();
    for (const page of written) {
      const live = machine.readPage(page);
      pages[page] = isZero(live) ? null : live.slice();
    }
    this.#pages = pages;
    return { devices: machine.saveDevices(), pages };
  }
}

export function loadImage(machine: VirtualMachine, { devices, pages }: MachineImage): void {
  pages.forEach((bytes, page) => (bytes ? machine.writePage(page, bytes) : machine.clearPage(page)));
  machine.restoreDevices(devices);
}

/** Of a page, as `readPage` gives it: aligned. Hot: every page of a clone and of a snapshot passes here. */
export function isZero(page: Uint8Array): boolean {
  const words = new Int32Array(page.buffer, page.byteOffset, page.length >> 2);
  for (let i = 0; i < words.length; i++) if (words[i] !== 0) return false;
  return true;
}
