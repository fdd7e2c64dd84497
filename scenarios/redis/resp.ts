/** The protocol of Redis, version 2 (RESP2): commands as arrays of bulk strings, replies as plain data. ASCII only. */
import { asciiBytes } from "../ascii.ts";

/** A status or bulk string as text, null for an absent one. */
export type Reply = string | number | null | { readonly error: string } | readonly Reply[];

interface Parsed {
  readonly reply: Reply;
  readonly byteCount: number;
}

export function encodeCommands(commands: readonly (readonly string[])[]): Uint8Array {
  const text = commands.map((words) => `*${words.length}\r\n${words.map(bulk).join("")}`).join("");
  return asciiBytes(text);
}

function bulk(word: string): string {
  return `$${word.length}\r\n${word}\r\n`;
}

/** The first reply and its length, or null while it is not whole. */
export function parseReply(bytes: Uint8Array): Parsed | null {
  const end = endOfLine(bytes, 0);
  if (end < 0) return null;
  const line = text(bytes, 1, end);
  const begin = end + 2;
  const type = String.fromCharCode(bytes[0]!);
  switch (type) {
    case "+":
      return { reply: line, byteCount: begin };
    case "-":
      return { reply: { error: line }, byteCount: begin };
    case ":":
      return { reply: Number(line), byteCount: begin };
    case "$": {
      const count = Number(line);
      if (count < 0) return { reply: null, byteCount: begin };
      return bytes.length < begin + count + 2
        ? null
        : { reply: text(bytes, begin, begin + count), byteCount: begin + count + 2 };
    }
    case "*":
      return parseArray(bytes, begin, Number(line));
    default:
      throw new Error(`no reply of Redis begins with ${JSON.stringify(type)}`);
  }
}

function parseArray(bytes: Uint8Array, begin: number, count: number): Parsed | null {
  if (count < 0) return { reply: null, byteCount: begin };
  const items: Reply[] = [];
  let at = begin;
  while (items.length < count) {
    const item = parseReply(bytes.subarray(at));
    if (item === null) return null;
    items.push(item.reply);
    at += item.byteCount;
  }
  return { reply: items, byteCount: at };
}

function endOfLine(bytes: Uint8Array, from: number): number {
  for (let at = from; at + 1 < bytes.length; at++) if (bytes[at] === 13 && bytes[at + 1] === 10) return at;
  return -1;
}

function text(bytes: Uint8Array, begin: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(begin, end));
}
