import type { StateVisitor } from "../snapshot/state-visitor.ts";
import type { Segment } from "./dma.ts";

export function visitSegments(visitor: StateVisitor, segments: readonly Segment[]): Segment[] {
  return visitor.list("segments", segments, (inner, segment) => ({
    address: inner.integer("address", segment?.address ?? 0),
    byteCount: inner.integer("byte count", segment?.byteCount ?? 0),
  }));
}
