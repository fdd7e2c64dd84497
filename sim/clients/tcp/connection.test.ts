/** The laws of a connection, between two ends of the same code: what another kernel says to it, redis-failover shows. */
import { fc, testProp } from "@fast-check/ava";
import test from "ava";
import { Connection, type ConnectionState } from "./connection.ts";
import { decodeSegment, encodeSegment, FLAG, type Segment } from "./segment.ts";
import { advanced } from "./sequence.ts";
import { reassemble } from "./reassembly.ts";

const clientIp = Uint8Array.of(10, 0, 0, 100);
const serverIp = Uint8Array.of(10, 0, 0, 2);
const millisecond = 1_000_000;

interface End {
  readonly connection: Connection;
  readonly received: number[];
  readonly told: string[];
}

interface Flight {
  readonly atNs: number;
  readonly to: "client" | "server";
  readonly segment: Segment;
}

/** What becomes of the segments sent, one after the other and round again: lost, or delayed and perhaps doubled. */
type Fate = { readonly copies: number; readonly delayMs: number };

class Wire {
  readonly sent: Segment[] = [];
  readonly client: End;
  readonly server: End;
  nowNs = 0;
  readonly #fates: readonly Fate[];
  #flights: Flight[] = [];

  constructor(initialSequence: number, fates: readonly Fate[]) {
    this.#fates = fates;
    const state = Connection.create(40_000, 6379, initialSequence);
    this.client = this.#end(state, "server");
    // The other end as a listener would have made it.
    const other = Connection.create(6379, 40_000, 0xffff_fff0);
    Object.assign(other, {
      phase: "established",
      next: 0xffff_fff1,
      furthest: 0xffff_fff1,
      unacknowledged: 0xffff_fff1,
    });
    Object.assign(other, { expected: advanced(initialSequence, 1), mss: 1460, window: 0xffff });
    this.server = this.#end(other, "client");
  }

  #end(state: ConnectionState, to: Flight["to"]): End {
    const received: number[] = [];
    const told: string[] = [];
    const send = (segment: Segment): void => {
      const { copies, delayMs } = this.#fates[this.sent.length % this.#fates.length]!;
      this.sent.push(segment);
      for (let copy = 0; copy < copies; copy++)
        this.#flights.push({ atNs: this.nowNs + (delayMs + copy) * millisecond, to, segment });
    };
    const connection = new Connection(state, {
      send,
      opened: () => told.push("opened"),
      received: (data) => received.push(...data),
      retried: () => {},
      ended: (how) => told.push(how),
    });
    return { connection, received, told };
  }

  /** Until nothing moves any more, or the time is up. */
  run(untilNs: number): void {
    const ends = { client: this.client.connection, server: this.server.connection };
    for (;;) {
      const flight = this.#flights.reduce<Flight | null>((a, b) => (a === null || b.atNs < a.atNs ? b : a), null);
      const due = Object.values(ends).reduce((ns, { state }) => Math.min(ns, state.dueNs ?? Infinity), Infinity);
      const atNs = Math.min(due, flight?.atNs ?? Infinity);
      if (atNs > untilNs) return;
      this.nowNs = Math.max(this.nowNs, atNs);
      if (flight && flight.atNs === atNs) {
        this.#flights = this.#flights.filter((other) => other !== flight);
        if (flight.to === "server" && flight.segment.flags & FLAG.SYN) this.#synAck(flight.segment);
        else ends[flight.to].arrive(flight.segment, this.nowNs);
        continue;
      }
      for (const connection of Object.values(ends))
        if (connection.state.dueNs !== null && connection.state.dueNs <= this.nowNs) connection.due(this.nowNs);
    }
  }

  #synAck({ sequence }: Segment): void {
    this.#flights.push({
      atNs: this.nowNs,
      to: "client",
      segment: {
        fromPort: 6379,
        toPort: 40_000,
        sequence: 0xffff_fff0,
        acknowledgment: advanced(sequence, 1),
        flags: FLAG.SYN | FLAG.ACK,
        window: 0xffff,
        mss: 1000,
        data: new Uint8Array(0),
      },
    });
  }
}

const fates = fc.array(
  fc.record({ copies: fc.constantFrom(0, 1, 1, 1, 2), delayMs: fc.integer({ min: 1, max: 40 }) }),
  {
    minLength: 3,
    maxLength: 40,
  },
);
const writes = fc.array(fc.uint8Array({ minLength: 1, maxLength: 4000 }), { maxLength: 6 });

testProp(
  "whatever is lost, doubled or mixed up on the way, both ends get every byte once, in order, and end",
  [fc.integer({ min: 0, max: 0xffff_ffff }), fates, writes, writes],
  (t, initialSequence, luck, up, down) => {
    fc.pre(luck.filter(({ copies }) => copies > 0).length * 2 > luck.length);
    const wire = new Wire(initialSequence, luck);
    const { client, server } = wire;
    client.connection.connect(0);
    wire.run(200_000 * millisecond);
    t.deepEqual(client.told, ["opened"]);
    for (const data of up) client.connection.write(data, wire.nowNs);
    for (const data of down) server.connection.write(data, wire.nowNs);
    wire.run(wire.nowNs + 2000 * millisecond);
    client.connection.close(wire.nowNs);
    server.connection.close(wire.nowNs);
    wire.run(wire.nowNs + 4_000_000 * millisecond);
    t.deepEqual(
      server.received,
      up.flatMap((data) => [...data]),
    );
    t.deepEqual(
      client.received,
      down.flatMap((data) => [...data]),
    );
    t.deepEqual([client.connection.state.phase, server.connection.state.phase], ["closed", "closed"]);
    // Who lost the last acknowledgment may ask for it longer than the other end waits.
    t.deepEqual([client.told[1], server.told[0]], ["finished", "finished"]);
    t.false([...client.told, ...server.told].includes("reset"));
    t.true(wire.sent.every(({ data }) => data.length <= 1460));
  },
  { numRuns: 200 },
);

function established(window: number): { connection: Connection; sent: Segment[]; told: string[] } {
  const sent: Segment[] = [];
  const told: string[] = [];
  const state = Connection.create(40_000, 6379, 1000);
  const connection = new Connection(state, {
    send: (segment) => sent.push(segment),
    opened: () => told.push("opened"),
    received: () => {},
    retried: (attempt) => told.push(`attempt ${attempt}`),
    ended: (how) => told.push(how),
  });
  connection.connect(0);
  connection.arrive(
    fromPeer({ sequence: 5000, acknowledgment: 1001, flags: FLAG.SYN | FLAG.ACK, window }),
    millisecond,
  );
  return { connection, sent, told };
}

function fromPeer(segment: Partial<Segment>): Segment {
  const usual = { fromPort: 6379, toPort: 40_000, sequence: 5001, acknowledgment: 1001, flags: FLAG.ACK as number };
  return { ...usual, window: 100, mss: null, data: new Uint8Array(0), ...segment };
}

test("no more is sent than the window takes; a shut one is probed with one byte", (t) => {
  const { connection, sent } = established(100);
  connection.write(new Uint8Array(250), 2 * millisecond);
  t.is(sent.at(-1)!.data.length, 100);
  connection.arrive(fromPeer({ acknowledgment: 1101, window: 0 }), 3 * millisecond);
  const before = sent.length;
  connection.due(connection.state.dueNs!);
  t.deepEqual(
    sent.slice(before).map(({ sequence, data }) => [sequence, data.length]),
    [[1101, 1]],
  );
  connection.arrive(fromPeer({ acknowledgment: 1102, window: 1000 }), 900 * millisecond);
  t.deepEqual([sent.at(-1)!.sequence, sent.at(-1)!.data.length], [1102, 149]);
});

test("timeouts double, and after fifteen the connection is given up", (t) => {
  const { connection, told } = established(100);
  connection.write(Uint8Array.of(1), 0);
  const waits: number[] = [];
  for (let nowNs = 0; connection.state.dueNs !== null; nowNs = connection.state.dueNs ?? 0) {
    if (nowNs > 0) connection.due(nowNs);
    if (connection.state.dueNs !== null) waits.push(connection.state.dueNs - nowNs);
  }
  t.deepEqual(
    waits.slice(0, 4),
    [200, 400, 800, 1600].map((ms) => ms * millisecond),
  );
  t.is(told.at(-1), "timed-out");
  t.true(told.includes("attempt 15"));
});

test("three duplicate acknowledgments bring the segment at once", (t) => {
  const { connection, sent } = established(5000);
  connection.write(new Uint8Array(3000), 2 * millisecond);
  const before = sent.length;
  for (let i = 0; i < 3; i++) connection.arrive(fromPeer({ window: 5000 }), 3 * millisecond);
  t.is(sent.slice(before)[0]!.sequence, 1001);
});

test("a reset counts only where it fits exactly; another one in the window is questioned", (t) => {
  const { connection, sent, told } = established(100);
  const before = sent.length;
  connection.arrive(fromPeer({ sequence: 5050, flags: FLAG.RST }), 0);
  t.is(connection.state.phase, "established");
  t.is(sent[before]!.flags, FLAG.ACK);
  connection.arrive(fromPeer({ flags: FLAG.RST }), 0);
  t.deepEqual([connection.state.phase, told.at(-1)], ["closed", "reset"]);
});

testProp(
  "a segment is read as it was written, and no single flipped bit is taken for another",
  [fc.uint8Array({ maxLength: 100 }), fc.nat(0xffff_ffff), fc.nat(7), fc.option(fc.nat(0xffff))],
  (t, data, number, bit, mss) => {
    const segment: Segment = {
      fromPort: 40_000,
      toPort: 6379,
      sequence: number,
      acknowledgment: advanced(number, 77),
      flags: FLAG.ACK | (mss === null ? FLAG.PSH : FLAG.SYN),
      window: 1000,
      mss,
      data,
    };
    const bytes = encodeSegment(clientIp, serverIp, segment);
    t.deepEqual(decodeSegment(clientIp, serverIp, bytes), segment);
    bytes[number % bytes.length]! ^= 1 << bit;
    t.is(decodeSegment(clientIp, serverIp, bytes), null);
  },
);

testProp(
  "stretches in any order, doubled and overlapping, come out as the bytes once",
  [fc.infiniteStream(fc.nat(19))],
  (t, random) => {
    const bytes = Uint8Array.from({ length: 200 }, (_, i) => i);
    let next = 0xffff_ffa0;
    const first = next;
    let early: ReturnType<typeof reassemble>["early"] = [];
    const got: number[] = [];
    while (got.length < bytes.length) {
      const from = random.next().value * 10;
      const data = bytes.subarray(from, from + 1 + random.next().value);
      const result = reassemble(next, early, { sequence: advanced(first, from), data });
      for (const part of result.delivered) got.push(...part);
      ({ next, early } = result);
    }
    t.deepEqual(got, [...bytes]);
    t.is(next, advanced(first, 200));
  },
);
