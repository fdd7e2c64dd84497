/** Batches with every kind of log entry, as a recorder could have made them. */
import { encodeBatch } from "../../core/replay/codec.ts";
import type { EntryBody, LogEntry } from "../../core/replay/entry.ts";
import type { Draw } from "../fuzz/random.ts";

const MAX_ENTRIES = 12;

function bytes(draw: Draw): Uint8Array {
  return Uint8Array.from({ length: draw.below(40) }, () => draw.below(256));
}

/** Of any size, up to 2^53. */
function whole(draw: Draw): number {
  return draw.oneIn(2) ? draw.below(300) : draw.below(2 ** draw.below(33)) * 2 ** draw.below(21);
}

function hash(draw: Draw): string {
  return Array.from({ length: 16 }, () => draw.below(16).toString(16)).join("");
}

/** What must not run back within a batch. */
interface Clock {
  guestNs: number;
  output: number;
}

function body(draw: Draw, clock: Clock): EntryBody {
  const guestNs = (): number => (clock.guestNs = Math.min(Number.MAX_SAFE_INTEGER, clock.guestNs + whole(draw)));
  switch (draw.below(12)) {
    case 0:
      return { kind: "input", input: { kind: "timer", atGuestNs: guestNs() } };
    case 1:
      return { kind: "input", input: { kind: draw.pick(["frame", "serial"]), bytes: bytes(draw) } };
    case 2: {
      const ok = draw.oneIn(2);
      const data = ok && draw.oneIn(2) ? bytes(draw) : null;
      return { kind: "input", input: { kind: "disk", operation: whole(draw), ok, data } };
    }
    case 3:
      return { kind: "input", input: { kind: "entropy", operation: whole(draw), bytes: bytes(draw) } };
    case 4:
      return { kind: "input", input: { kind: "reset" } };
    case 5:
      return { kind: "wall-clock", seconds: whole(draw) };
    case 6:
      clock.output = Math.min(Number.MAX_SAFE_INTEGER, clock.output + whole(draw));
      return {
        kind: "output",
        output: clock.output,
        device: draw.pick(["frame", "console", "disk"]),
        hash: hash(draw),
      };
    case 7:
      return { kind: "released", through: whole(draw) };
    case 8:
      return { kind: "digest", digest: hash(draw) };
    case 9:
      return { kind: "control", operation: { type: draw.pick(["power-off", "reset"]) } };
    case 10:
      return { kind: "control", operation: { type: "cpu-share", perMille: draw.below(1001) } };
    default:
      return { kind: "guest-clock", guestNs: guestNs() };
  }
}

export function encodedBatch(draw: Draw): Uint8Array {
  const clock: Clock = { guestNs: 0, output: 0 };
  let position = 0;
  const entries = Array.from({ length: 1 + draw.below(MAX_ENTRIES) }, (): LogEntry => {
    position = Math.min(Number.MAX_SAFE_INTEGER, position + whole(draw));
    return { position, body: body(draw, clock) };
  });
  const horizon = Math.min(Number.MAX_SAFE_INTEGER, position + draw.below(1000));
  return encodeBatch({ first: 1 + whole(draw), entries, horizon });
}
