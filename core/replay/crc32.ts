/** CRC-32 as in Ethernet and zip (polynomial EDB88320h, reflected), of a message in a stream or datagram. */
import { type ByteWriter, FormatError } from "./bytes.ts";

/** What a byte leaves of the remainder: by itself, then with one, two and three bytes of zero after it. */
const table = Int32Array.from({ length: 1024 }, (_, index) => {
  let remainder = index & 255;
  for (let bit = 0; bit < 8 * ((index >>> 8) + 1); bit++)
    remainder = (remainder >>> 1) ^ (remainder & 1 ? 0xedb8_8320 : 0);
  return remainder;
});

/** Four bytes a turn: pages of memory are most of what is summed. */
export function crc32(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let remainder = -1;
  let i = start;
  for (; i + 4 <= end; i += 4) {
    const low = (bytes[i] ?? 0) | ((bytes[i + 1] ?? 0) << 8);
    const word = remainder ^ (low | ((bytes[i + 2] ?? 0) << 16) | ((bytes[i + 3] ?? 0) << 24));
    remainder =
      (table[768 + (word & 255)] ?? 0) ^
      (table[512 + ((word >>> 8) & 255)] ?? 0) ^
      (table[256 + ((word >>> 16) & 255)] ?? 0) ^
      (table[word >>> 24] ?? 0);
  }
  for (; i < end; i++) remainder = (remainder >>> 8) ^ (table[(remainder ^ (bytes[i] ?? 0)) & 255] ?? 0);
  return ~remainder >>> 0;
}

/** Appends the CRC of all that was written. */
export function seal(writer: ByteWriter): ByteWriter {
  return writer.word(writer.checksum(crc32));
}

/** The same, and takes it. */
export function sealed(writer: ByteWriter): Uint8Array {
  return seal(writer).take();
}

/** Checks what `seal` appended to the bytes from `start` to `sealedEnd`, and says where the content ends. */
export function unsealedEnd(bytes: Uint8Array, what: string, start = 0, sealedEnd = bytes.length): number {
  const end = sealedEnd - 4;
  if (end < start) throw new FormatError(`${what}: expected at least 4 bytes, found ${sealedEnd - start}`);
  const word = (bytes[end] ?? 0) | ((bytes[end + 1] ?? 0) << 8) | ((bytes[end + 2] ?? 0) << 16);
  const found = (word | ((bytes[end + 3] ?? 0) << 24)) >>> 0;
  const expected = crc32(bytes, start, end);
  if (found !== expected) {
    throw new FormatError(`${what}: expected CRC ${expected.toString(16)}, found ${found.toString(16)}`);
  }
  return end;
}
