/**
 * Numbers that must not be mixed. A plain number may become any of them (so arithmetic needs no casts), but one never
 * becomes another.
 */
type Flavored<Name extends string> = number & { readonly flavor?: Name };

/** Nanoseconds, an integer: of virtual time, of a host's monotonic clock or of guest time, as the name says. */
export type Nanoseconds = Flavored<"nanoseconds">;

/** Count of units since power on (DESIGN 4): position N is the state right after unit N. */
export type Position = Flavored<"position">;

/** Number of units: a budget or a difference of positions. */
export type Units = Flavored<"units">;

/** Byte count. */
export type ByteCount = Flavored<"bytes">;

/** Physical address in guest memory. */
export type PhysicalAddress = Flavored<"physicalAddress">;
