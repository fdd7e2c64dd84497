/** What may happen to a batch on its way, or be done to it. */
import { crc32 } from "../../core/replay/crc32.ts";
import type { Draw } from "../fuzz/random.ts";

const CRC_BYTES = 4;

function flipped(draw: Draw, bytes: Uint8Array): Uint8Array {
  const changed = bytes.slice();
  for (let count = 1 + draw.below(4); count > 0; count--) changed[draw.below(changed.length)]! ^= 1 << draw.below(8);
  return changed;
}

function overwritten(draw: Draw, bytes: Uint8Array): Uint8Array {
  const changed = bytes.slice();
  const at = draw.below(changed.length);
  const end = Math.min(changed.length, at + 1 + draw.below(8));
  const byte = draw.pick([0, 0xff, 0x80, draw.below(256)]);
  return changed.fill(byte, at, end);
}

function spliced(draw: Draw, bytes: Uint8Array, other: Uint8Array): Uint8Array {
  return Uint8Array.of(...bytes.subarray(0, draw.below(bytes.length)), ...other.subarray(draw.below(other.length)));
}

function inserted(draw: Draw, bytes: Uint8Array): Uint8Array {
  const at = draw.below(bytes.length + 1);
  const piece = Array.from({ length: 1 + draw.below(6) }, () => draw.below(256));
  return Uint8Array.of(...bytes.subarray(0, at), ...piece, ...bytes.subarray(at));
}

function cut(draw: Draw, bytes: Uint8Array): Uint8Array {
  const at = draw.below(bytes.length);
  return Uint8Array.of(...bytes.subarray(0, at), ...bytes.subarray(at + 1 + draw.below(bytes.length - at)));
}

/** The bytes, damaged. */
export function mutated(draw: Draw, bytes: Uint8Array, other: Uint8Array): Uint8Array {
  switch (draw.below(6)) {
    case 0:
      return overwritten(draw, bytes);
    case 1:
      return bytes.slice(0, draw.below(bytes.length));
    case 2:
      return spliced(draw, bytes, other);
    case 3:
      return inserted(draw, bytes);
    case 4:
      return cut(draw, bytes);
    default:
      return flipped(draw, bytes);
  }
}

/** The CRC made right again: forged, not damaged. */
export function resealed(bytes: Uint8Array): Uint8Array {
  if (bytes.length < CRC_BYTES) return bytes;
  const forged = bytes.slice();
  const end = forged.length - CRC_BYTES;
  new DataView(forged.buffer).setUint32(end, crc32(forged, 0, end), true);
  return forged;
}
