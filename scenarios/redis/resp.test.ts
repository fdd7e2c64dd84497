import { fc, testProp } from "@fast-check/ava";
import test from "ava";
import { encodeCommands, parseReply, type Reply } from "./resp.ts";

const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "latin1"));

const encode = (reply: Reply): string => {
  if (reply === null) return "$-1\r\n";
  if (typeof reply === "number") return `:${reply}\r\n`;
  if (typeof reply === "string") return `$${reply.length}\r\n${reply}\r\n`;
  if ("error" in reply) return `-${reply.error}\r\n`;
  return `*${reply.length}\r\n${reply.map(encode).join("")}`;
};

const line = fc.stringMatching(/^[a-z ]{0,20}$/);
const { reply } = fc.letrec<{ reply: Reply }>((tie) => ({
  reply: fc.oneof(
    { depthSize: "small" },
    fc.stringMatching(/^[ -~\r\n]{0,40}$/),
    fc.integer(),
    fc.constant(null),
    fc.record({ error: line }, { noNullPrototype: true }),
    fc.array(tie("reply"), { maxLength: 4 }),
  ),
}));

testProp("a reply is read as it was written, and not before it is whole", [reply, line], (t, sent, rest) => {
  const text = encode(sent);
  t.deepEqual(parseReply(bytesOf(text + rest)), { reply: sent, byteCount: text.length });
  for (let count = 0; count < text.length; count++) t.is(parseReply(bytesOf(text.slice(0, count))), null);
});

test("commands are arrays of bulk strings", (t) => {
  t.is(
    Buffer.from(encodeCommands([["SET", "k", "two words"], ["TIME"]])).toString(),
    "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$9\r\ntwo words\r\n*1\r\n$4\r\nTIME\r\n",
  );
});

test("a status is text, an absent array nothing, and what is no reply is refused", (t) => {
  t.deepEqual(parseReply(bytesOf("+OK\r\n")), { reply: "OK", byteCount: 5 });
  t.deepEqual(parseReply(bytesOf("*-1\r\n")), { reply: null, byteCount: 5 });
  t.throws(() => parseReply(bytesOf("HTTP/1.1\r\n")), { message: /no reply of Redis begins with "H"/ });
});
