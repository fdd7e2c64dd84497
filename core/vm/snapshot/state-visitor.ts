/**
 * One definition of a component's state, from which saving, restoring, digests and `diff` are derived: the component
 * hands each field, with its name, to a visitor and takes back what the visitor returns. A writer returns the value
 * unchanged, a reader the saved one. The order of the calls is the canonical order of the bytes; it may depend only on
 * fields already visited.
 */
export interface StateVisitor {
  /** Opens a component or a part of one: names only, no bytes. */
  section(name: string, body: () => void): void;
  flag(name: string, value: boolean): boolean;
  u8(name: string, value: number): number;
  u16(name: string, value: number): number;
  u32(name: string, value: number): number;
  /** An integer from 0 to 2^53 - 1: guest times, counts. */
  integer(name: string, value: number): number;
  /** An integer as above, or null. */
  optional(name: string, value: number | null): number | null;
  /** Bytes of any length. */
  bytes(name: string, value: Uint8Array): Uint8Array;
  /** Items of any number, each visited by `item`; a reader passes undefined and takes the returned one. */
  list<T>(name: string, items: readonly T[], item: (visitor: StateVisitor, value: T | undefined) => T): T[];
}

/** Has state that is part of the machine. */
export interface Stateful {
  visitState(visitor: StateVisitor): void;
}
