import { PAGE_BYTES } from "../layout.ts";
import type { MachineConfig } from "../machine-io.ts";

/** Everything that a machine is, as plain data. Pages are never written to: states share those that are equal. */
export interface MachineState {
  readonly config: MachineConfig;
  /** Configuration, CPU, TLB and devices, as of `Machine.saveDevices`. */
  readonly devices: Uint8Array;
  /** RAM by page; null is a page of zeros. */
  readonly pages: readonly (Uint8Array | null)[];
}

/** For copying from only. */
export const ZERO_PAGE = new Uint8Array(PAGE_BYTES);

export function samePage(a: Uint8Array | null, b: Uint8Array | null): boolean {
  if (a === b) return true;
  const [left, right] = [a ?? ZERO_PAGE, b ?? ZERO_PAGE];
  for (let i = 0; i < PAGE_BYTES; i++) if (left[i] !== right[i]) return false;
  return true;
}
