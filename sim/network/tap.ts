/** What a tap on the lines sees: whatever is put on one, whether or not it arrives. Changes nothing, the trace hash included. */
import type { Nanoseconds } from "../../core/vm/units.ts";
import type { EventPayloads, StorageAnswer, StorageCommand } from "../kernel/event.ts";

export type Transmission = {
  /** When it is handed over at the line's beginning; it leaves when the line is free. */
  readonly atNs: Nanoseconds;
  /** One direction of a link: `A>B.log`, `A>switch`, `switch>client:1`, `A>storage`. */
  readonly line: string;
} & (
  | {
      readonly unit: "frame" | "datagram";
      readonly bytes: Uint8Array;
      /** When it comes out at the line's end: never, once, or more often. */
      readonly arrivals: readonly Nanoseconds[];
    }
  /** `stream` is the simulator's own number, the same at both ends. */
  | ({ readonly unit: "segment"; readonly stream: number } & Pick<EventPayloads["segment"], "what" | "bytes">)
  | { readonly unit: "storage"; readonly message: StorageCommand | StorageAnswer }
);

export type Tap = (transmission: Transmission) => void;
