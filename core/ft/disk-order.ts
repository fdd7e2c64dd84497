/**
 * Paper 3.4: disk operations that overlap, by block or by guest page, run one after the other in the order in which
 * the guest started them, alike on all replicas.
 */
import type { DiskOperation } from "../vm/machine-io.ts";
import type { StartedOperation } from "./state.ts";

export interface DiskOrder {
  /** Whether the operation at `index` may go to the disk: `started` are all without a completion, oldest first. */
  mayIssue(started: readonly StartedOperation[], index: number): boolean;
}

export const diskOrder: DiskOrder = {
  mayIssue(started, index) {
    const operation = started[index]?.operation;
    if (!operation) return false;
    for (let i = 0; i < index; i++) {
      const earlier = started[i]?.operation;
      if (earlier && overlap(earlier, operation)) return false;
    }
    return true;
  },
};

function overlap(a: DiskOperation, b: DiskOperation): boolean {
  const sameBlocks = a.sector < b.sector + b.sectorCount && b.sector < a.sector + a.sectorCount;
  const sharesPage = a.pages.some((page) => b.pages.includes(page));
  return (sameBlocks && (a.type === "write" || b.type === "write")) || sharesPage;
}
