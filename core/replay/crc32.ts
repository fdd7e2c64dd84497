/** CRC-32 as in Ethernet and zip (polynomial EDB88320h, reflected), of a message in a stream or datagram. */
import { type ByteWriter, FormatError } from "./bytes.ts";

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? 0xedb8_8320 : 0);
  return remainder;
});

export function crc32(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let remainder = -1;
  for (let i = start; i < end; i++) {
    remainder = (remainder >>> 8) ^ (table[(remainder ^ (bytes[i] ?? 0)) & 255] ?? 0);
  }
  return ~remainder >>> 0;
}

/** Appends the CRC of all that was written, and takes it. */
export function sealed(writer: ByteWriter): Uint8Array {
  return writer.word(writer.checksum(crc32)).take();
}

/** Checks what `sealed` appended and says where the content ends. */
export function unsealedEnd(bytes: Uint8Array, what: string): number {
  const end = bytes.length - 4;
  if (end < 0) throw new FormatError(`${what}: expected at least 4 bytes, found ${bytes.length}`);
  const word = (bytes[end] ?? 0) | ((bytes[end + 1] ?? 0) << 8) | ((bytes[end + 2] ?? 0) << 16);
  const found = (word | ((bytes[end + 3] ?? 0) << 24)) >>> 0;
  const expected = crc32(bytes, 0, end);
  if (found !== expected) {
    throw new FormatError(`${what}: expected CRC ${expected.toString(16)}, found ${found.toString(16)}`);
  }
  return end;
}
