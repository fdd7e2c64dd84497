/** Sequence numbers: 32 bits that wrap around (RFC 9293 3.4). */

/** The number `count` further on; `count` may be negative. */
export function advanced(sequence: number, count: number): number {
  return (sequence + count) >>> 0;
}

/** How far `to` lies after `from`, negative if before; less than 2^31 either way. */
export function distance(from: number, to: number): number {
  return (to - from) | 0;
}
