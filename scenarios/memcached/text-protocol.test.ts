import { fc, testProp } from "@fast-check/ava";
import test from "ava";
import { encodeCommand, parseReply, type Reply } from "./text-protocol.ts";

const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "latin1"));

const encode = (reply: Reply): string => {
  if ("word" in reply) return `${reply.word}\r\n`;
  if (reply.found === null) return "END\r\n";
  const { value, unique } = reply.found;
  return `VALUE k 0 ${value.length}${unique === null ? "" : ` ${unique}`}\r\n${value}\r\nEND\r\n`;
};

const reply: fc.Arbitrary<Reply> = fc.oneof(
  fc.constantFrom("STORED", "NOT_FOUND", "17", "SERVER_ERROR out of memory").map((word) => ({ word })),
  fc.constant({ found: null }),
  fc.tuple(fc.stringMatching(/^[ -~\r\n]{0,40}$/), fc.constantFrom(null, "42")).map(([value, unique]) => ({
    found: { value, unique },
  })),
);

testProp("a reply is read as it was written, and not before it is whole", [reply, fc.string()], (t, sent, rest) => {
  const text = encode(sent);
  t.deepEqual(parseReply(bytesOf(text + rest)), { reply: sent, byteCount: text.length });
  for (let count = 0; count < text.length; count++) t.is(parseReply(bytesOf(text.slice(0, count))), null);
});

test("a command is a line, with its data on another", (t) => {
  t.is(Buffer.from(encodeCommand("gets k")).toString(), "gets k\r\n");
  t.is(Buffer.from(encodeCommand("set k 0 0 9", "two words")).toString(), "set k 0 0 9\r\ntwo words\r\n");
});

test("a value that does not end as announced is refused", (t) => {
  t.throws(() => parseReply(bytesOf("VALUE k 0 1\r\nabcdefghijk\r\nEND\r\n")), { message: /no end/ });
});
