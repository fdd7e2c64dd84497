/** The text protocol of memcached (its doc/protocol.txt), of one key at a time. ASCII only. */
import { asciiBytes } from "../ascii.ts";

export type Reply =
  /** `get` and `gets`: the item, or null. `unique` is what `cas` wants to see again; absent in the reply to `get`. */
  | { readonly found: { readonly value: string; readonly unique: string | null } | null }
  /** Anything else: STORED, NOT_FOUND, a number, an error. */
  | { readonly word: string };

interface Parsed {
  readonly reply: Reply;
  readonly byteCount: number;
}

const END = "END\r\n";

export function encodeCommand(line: string, data?: string): Uint8Array {
  const text = data === undefined ? `${line}\r\n` : `${line}\r\n${data}\r\n`;
  return asciiBytes(text);
}

/** The first reply and its length, or null while it is not whole. */
export function parseReply(bytes: Uint8Array): Parsed | null {
  const text = String.fromCharCode(...bytes);
  const end = text.indexOf("\r\n");
  if (end < 0) return null;
  const line = text.slice(0, end);
  if (line === "END") return { reply: { found: null }, byteCount: END.length };
  if (!line.startsWith("VALUE ")) return { reply: { word: line }, byteCount: end + 2 };
  const [, , , length, unique = null] = line.split(" ");
  const from = end + 2;
  const to = from + Number(length);
  const byteCount = to + 2 + END.length;
  if (text.length < byteCount) return null;
  if (text.slice(to, byteCount) !== `\r\n${END}`) throw new Error(`memcached's reply has no end: ${line}`);
  return { reply: { found: { value: text.slice(from, to), unique } }, byteCount };
}
