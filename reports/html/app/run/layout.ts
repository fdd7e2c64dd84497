/** Where each lane lies on the canvas. Coordinates are CSS pixels. */
import type { FaultSpan } from "../../../story/faults.ts";
import type { Lane } from "../../../story/lanes.ts";

/** Width of the column with the lanes' names; the charts use the same. */
export const gutterPx = 132;
export const axisPx = 24;
const faultRowPx = 17;

const heights: Readonly<Record<Lane["kind"], number>> = { client: 30, host: 18, replica: 72, storage: 38, world: 30 };
const hiddenPx = 14;

interface LaneBox {
  readonly topPx: number;
  readonly heightPx: number;
  /** Where events and the ends of arrows lie. */
  readonly eventsPx: number;
  readonly hidden: boolean;
}

export interface Layout {
  readonly faultRows: number;
  readonly faultsPx: number;
  readonly lanes: readonly LaneBox[];
  readonly heightPx: number;
  /** By fault: its row. */
  readonly faultRow: readonly number[];
}

export const rolePx = { top: 3, height: 15 };
export const outputsPx = { fromBottom: 17, rows: 3, height: 4 };

/** Faults that overlap in time lie in rows of their own, at most four. */
function packFaults(faults: readonly FaultSpan[], endNs: number): number[] {
  const freeFromNs: number[] = [];
  // Room for the readings, as long as there is any.
  const readingNs = faults.length > 16 ? 0 : endNs / 12;
  return faults.map(({ fromNs, toNs }) => {
    const free = freeFromNs.findIndex((ns) => ns <= fromNs);
    const row = free >= 0 ? free : Math.min(freeFromNs.length, 3);
    freeFromNs[row] = Math.max(toNs, fromNs + readingNs);
    return row;
  });
}

/** `roomPx`: height that is there; lanes grow to fill it, to at most double. */
export function layOut(
  lanes: readonly Lane[],
  faults: readonly FaultSpan[],
  lanesOff: ReadonlySet<number>,
  endNs: number,
  roomPx: number,
): Layout {
  const faultRow = packFaults(faults, endNs);
  const faultRows = faults.length === 0 ? 0 : Math.max(...faultRow) + 1;
  let topPx = axisPx + (faultRows > 0 ? faultRows * faultRowPx + 8 : 0);
  let natural = 0;
  for (const [index, { kind }] of lanes.entries())
    if (kind !== "host" && !lanesOff.has(index)) natural += heights[kind];
  const fixed = topPx + 6 + lanes.filter(({ kind }) => kind === "host").length * (heights.host + 6);
  const growth = Math.min(2, Math.max(1, (roomPx - fixed) / Math.max(1, natural)));
  const boxes = lanes.map((lane, index): LaneBox => {
    const hidden = lanesOff.has(index);
    if (lane.kind === "host") topPx += 6;
    const heightPx = hidden ? hiddenPx : Math.floor(heights[lane.kind] * (lane.kind === "host" ? 1 : growth));
    const eventsPx = topPx + heightPx / 2 + (lane.kind === "replica" && !hidden ? 4 : 0);
    const box = { topPx, heightPx, eventsPx, hidden };
    topPx += heightPx;
    return box;
  });
  return { faultRows, faultsPx: axisPx + 3, lanes: boxes, heightPx: topPx + 6, faultRow };
}

export function faultBox(layout: Layout, index: number): { readonly topPx: number; readonly heightPx: number } {
  return { topPx: layout.faultsPx + layout.faultRow[index]! * faultRowPx, heightPx: faultRowPx - 3 };
}
