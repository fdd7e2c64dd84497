import { fc, testProp } from "@fast-check/ava";
import test from "ava";
import { FormatError } from "./bytes.ts";
import { type Batch, decodeBatch, encodeBatch } from "./codec.ts";
import { crc32 } from "./crc32.ts";
import type { EntryBody, LogEntry } from "./entry.ts";

const integer = fc.maxSafeNat();
const hash = fc.stringMatching(/^[0-9a-f]{16}$/);
const bytes = fc.uint8Array({ maxLength: 40 });
const body: fc.Arbitrary<EntryBody> = fc.oneof(
  fc.record({
    kind: fc.constant("input" as const),
    input: fc.oneof(
      fc.record({ kind: fc.constant("timer" as const), atGuestNs: integer }),
      fc.record({ kind: fc.constantFrom("frame" as const, "serial" as const), bytes }),
      fc.record({
        kind: fc.constant("disk" as const),
        operation: integer,
        ok: fc.constant(true),
        data: fc.option(bytes),
      }),
      fc.record({
        kind: fc.constant("disk" as const),
        operation: integer,
        ok: fc.constant(false),
        data: fc.constant(null),
      }),
      fc.record({ kind: fc.constant("entropy" as const), operation: integer, bytes }),
      fc.record({ kind: fc.constant("reset" as const) }),
    ),
  }),
  fc.record({ kind: fc.constant("guest-clock" as const), guestNs: integer }),
  fc.record({ kind: fc.constant("wall-clock" as const), seconds: integer }),
  fc.record({
    kind: fc.constant("output" as const),
    output: integer,
    device: fc.constantFrom("frame" as const, "console" as const, "disk" as const),
    hash,
  }),
  fc.record({ kind: fc.constant("released" as const), through: integer }),
  fc.record({ kind: fc.constant("digest" as const), digest: hash }),
  fc.record({
    kind: fc.constant("control" as const),
    operation: fc.oneof(
      fc.constantFrom(...(["power-off", "reset"] as const)).map((type) => ({ type })),
      fc.record({ type: fc.constant("cpu-share" as const), perMille: fc.nat(1000) }),
    ),
  }),
);

/** Sorts what must not run back within a batch: positions, guest time, numbers of outputs. */
function inOrder(entries: readonly LogEntry[]): LogEntry[] {
  let position = 0;
  let guestNs = 0;
  let output = 0;
  return entries.map((entry) => {
    position = Math.max(position, entry.position);
    const b = entry.body;
    if (b.kind === "guest-clock")
      return { position, body: { ...b, guestNs: (guestNs = Math.max(guestNs, b.guestNs)) } };
    if (b.kind === "output") return { position, body: { ...b, output: (output = Math.max(output, b.output)) } };
    if (b.kind === "input" && b.input.kind === "timer") {
      guestNs = Math.max(guestNs, b.input.atGuestNs);
      return { position, body: { kind: "input", input: { kind: "timer", atGuestNs: guestNs } } };
    }
    return { position, body: b };
  });
}

const batch: fc.Arbitrary<Batch> = fc
  .record({
    first: fc.integer({ min: 1 }),
    entries: fc.array(fc.record({ position: integer, body }), { minLength: 1, maxLength: 12 }).map(inOrder),
    further: fc.nat(1000),
  })
  .map(({ first, entries, further }) => {
    const last = entries.at(-1)?.position ?? 0;
    return { first, entries, horizon: Math.min(Number.MAX_SAFE_INTEGER, last + further) };
  });

testProp("what was encoded is decoded", [batch], (t, original) => {
  t.deepEqual(decodeBatch(encodeBatch(original)), original);
});

testProp(
  "a batch with a changed bit, a missing tail or more bytes is refused",
  [batch, fc.nat(), fc.integer({ min: 1, max: 255 })],
  (t, original, where, flip) => {
    const encoded = encodeBatch(original);
    const at = where % encoded.length;
    const changed = encoded.slice();
    changed[at] = encoded[at] ^ flip;
    t.throws(() => decodeBatch(changed), { instanceOf: FormatError });
    t.throws(() => decodeBatch(encoded.subarray(0, at)), { instanceOf: FormatError });
    t.throws(() => decodeBatch(Uint8Array.of(...encoded, flip)), { instanceOf: FormatError });
  },
);

testProp(
  "a batch made up with a right CRC is refused or well formed, never a crash",
  [batch, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 })],
  (t, original, changes) => {
    const forged = encodeBatch(original);
    const end = forged.length - 4;
    for (const [where, value] of changes) forged[where % end] = value;
    new DataView(forged.buffer).setUint32(end, crc32(forged, 0, end), true);
    try {
      const decoded = decodeBatch(forged);
      t.true(decoded.entries.length > 0 && decoded.horizon >= (decoded.entries.at(-1)?.position ?? 0));
    } catch (error) {
      t.true(error instanceof FormatError, String(error));
    }
  },
);

test("a tick of an idle guest takes less than 40 bytes", (t) => {
  const entries: LogEntry[] = [
    { position: 123_456_789_012, body: { kind: "input", input: { kind: "timer", atGuestNs: 3_600_000_000_000 } } },
  ];
  const encoded = encodeBatch({ first: 1_000_000, entries, horizon: 123_456_789_100 });
  t.true(encoded.length < 40, `${encoded.length} bytes`);
});
