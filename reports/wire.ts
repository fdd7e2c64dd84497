/** What a tap on the simulated links saw: whatever was put on a line, lost on its way or not. No part of the trace hash. */
export interface WireRecord {
  /** When it was put on the line. */
  readonly atNs: number;
  /** One direction of a link, as the network names it: `A>B.log`, `A>switch`, `switch>client:1`, `A>storage`. */
  readonly line: string;
  /** `frame`: an Ethernet frame without FCS. `datagram`: a heartbeat. `segment`: a piece of stream `stream`. */
  readonly unit: "frame" | "datagram" | "segment" | "storage";
  readonly stream: number | null;
  readonly bytes: Uint8Array;
}
