/** Data that came early, kept until what lies before it has come. */
import { advanced, distance } from "./sequence.ts";

export interface Stretch {
  readonly sequence: number;
  readonly data: Uint8Array;
}

/**
 * What can be delivered now that `arrived` is there, from `next` on, and what is still early. Bytes that lie before
 * `next`, or that came twice, are left out.
 */
export function reassemble(
  next: number,
  early: readonly Stretch[],
  arrived: Stretch,
): { readonly delivered: readonly Uint8Array[]; readonly next: number; readonly early: readonly Stretch[] } {
  const waiting = [...early, arrived].sort((a, b) => distance(b.sequence, a.sequence));
  const delivered: Uint8Array[] = [];
  const kept: Stretch[] = [];
  let at = next;
  for (const stretch of waiting) {
    const skip = distance(stretch.sequence, at);
    if (skip < 0) kept.push(stretch);
    else if (skip < stretch.data.length) {
      delivered.push(stretch.data.subarray(skip));
      at = advanced(at, stretch.data.length - skip);
    }
  }
  return { delivered, next: at, early: kept };
}
