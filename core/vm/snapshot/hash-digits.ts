/** Bytes of a 64-bit hash written as 16 hexadecimal digits. */
export const HASH_BYTES = 8;

/** Hot: a digest has one for every page. By codes, since to slice and parse takes six times as long. */
export function putHash(bytes: Uint8Array, at: number, digits: string): void {
  for (let i = 0; i < HASH_BYTES; i++) bytes[at + i] = (digitAt(digits, 2 * i) << 4) | digitAt(digits, 2 * i + 1);
}

/** In small letters, as it is written everywhere. */
function digitAt(digits: string, index: number): number {
  const code = digits.charCodeAt(index);
  // "0" is 30h, "a" is 61h.
  return code < 0x40 ? code & 15 : (code & 15) + 9;
}
