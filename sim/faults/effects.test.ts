/** What each kind of fault does to a world, and that it stops: a row by itself for each kind. */
import test from "ava";
import { monotonicNs, wallSeconds } from "../hosts/host-clock.ts";
import type { Transmission } from "../network/tap.ts";
import { stubSetup, stubTopology, type StubNode } from "../stub-node.test-helper.ts";
import type { TraceEvent } from "../trace.ts";
import { World, type WorldSetup } from "../world.ts";
import type { Fault } from "./fault.ts";
import { faultKinds } from "./index.ts";

const millisecond = 1_000_000;
const second = 1000 * millisecond;

/** A run, and what it was without the fault. */
interface Seen {
  readonly world: World;
  readonly trace: readonly TraceEvent[];
  readonly sent: readonly Transmission[];
  /** Half-way through the fault. */
  readonly midway: World;
}

const quietTopology = {
  ...stubTopology,
  links: Object.fromEntries(
    Object.entries(stubTopology.links).map(([name, link]) => [
      name,
      { ...link, lossPerMillion: 0, duplicatePerMillion: 0 },
    ]),
  ) as typeof stubTopology.links,
};

function watch(schedule: readonly Fault[], changes: Partial<WorldSetup> = {}): Seen {
  const world = new World(stubSetup({ topology: quietTopology, schedule, ...changes }));
  const trace: TraceEvent[] = [];
  const sent: Transmission[] = [];
  world.observe((event) => trace.push(event));
  world.tap((transmission) => sent.push(transmission));
  while (world.nowNs < 2 * second && world.step());
  const midway = world.fork();
  world.run();
  return { world, trace, sent, midway };
}

/** Faults strike from 1 s to 3 s. */
const at = 1 * second;
const forNs = 2 * second;
const during = (ns: number): boolean => ns > at + 200 * millisecond && ns < at + forNs;
const outside = (ns: number): boolean => ns < at || ns > at + forNs + 500 * millisecond;

function states({ trace }: Seen): string[] {
  return trace.flatMap((event) => (event.kind === "host" && event.atNs > 0 ? [`${event.host} ${event.state}`] : []));
}

function lost({ trace }: Seen, link: string, reason: string, when: (ns: number) => boolean): number {
  const isIt = (event: TraceEvent) => event.kind === "frame-lost" && event.link === link && event.reason === reason;
  return trace.filter((event) => isIt(event) && when(event.atNs)).length;
}

function sentOn({ sent }: Seen, line: string, when: (ns: number) => boolean): Transmission[] {
  return sent.filter((one) => one.line === line && when(one.atNs));
}

/** Shortest and longest time that client 1 waited for an answer to what it asked in that time. */
function waits({ trace }: Seen, when: (ns: number) => boolean): { shortest: number; longest: number; count: number } {
  const asked = new Map<number, number>();
  const all: number[] = [];
  for (const event of trace) {
    if (event.kind === "invoke" && event.client === 0) asked.set(event.request, event.atNs);
    if (event.kind !== "response" || event.client !== 0 || !when(asked.get(event.request)!)) continue;
    all.push(event.atNs - asked.get(event.request)!);
  }
  return { shortest: Math.min(...all), longest: Math.max(...all), count: all.length };
}

function written({ trace }: Seen, when: (ns: number) => boolean): number {
  return trace.filter((event) => event.kind === "disk-written" && when(event.atNs)).length;
}

function nodeOf(world: World, host: number): StubNode {
  return world.seats[host].node as StubNode;
}

const client = "client:1-switch";

const rows: Readonly<Record<string, readonly [Fault & object, (seen: Seen) => boolean]>> = {
  "link-delay": [
    {
      kind: "link-delay",
      at,
      target: client,
      forNs,
      delayNs: 50 * millisecond,
      jitterNs: 0,
      tailPerMille: 0,
      tailNs: 0,
    } as Fault,
    (seen) => waits(seen, during).shortest > 100 * millisecond && waits(seen, outside).shortest < 10 * millisecond,
  ],
  "link-loss": [
    { kind: "link-loss", at, target: "A>B", path: "heartbeat", forNs, lossPerMillion: 1_000_000 } as Fault,
    (seen) =>
      lost(seen, "A>B.heartbeat", "lost", during) > 150 &&
      lost(seen, "A>B.heartbeat", "lost", outside) === 0 &&
      lost(seen, "B>A.heartbeat", "lost", during) === 0,
  ],
  "link-duplicate": [
    { kind: "link-duplicate", at, target: "client:1>switch", forNs, duplicatePerMillion: 1_000_000 } as Fault,
    (seen) => sentOn(seen, "switch>client:1", during).length >= 2 * sentOn(seen, "client:1>switch", during).length - 2,
  ],
  "link-reorder": [
    { kind: "link-reorder", at, target: client, forNs, jitterNs: 100 * millisecond } as Fault,
    (seen) => waits(seen, during).longest > 60 * millisecond && waits(seen, outside).longest < 20 * millisecond,
  ],
  "link-replay": [
    {
      kind: "link-replay",
      at,
      target: "client:1>switch",
      forNs,
      replayPerMillion: 1_000_000,
      replayNs: 5 * second,
    } as Fault,
    (seen) => {
      const late = (ns: number) => ns > at + 5 * second && ns < at + forNs + 5 * second;
      return sentOn(seen, "switch>A", late).length > sentOn(seen, "client:1>switch", late).length;
    },
  ],
  "link-corrupt": [
    { kind: "link-corrupt", at, target: "A>B", path: "heartbeat", forNs, corruptPerMillion: 1_000_000 } as Fault,
    (seen) => lost(seen, "A>B.heartbeat", "bad checksum", during) > 150,
  ],
  "link-bandwidth": [
    { kind: "link-bandwidth", at, target: "A>B", path: "heartbeat", forNs, bitsPerSecond: 10_000, queueNs: 0 } as Fault,
    (seen) => lost(seen, "A>B.heartbeat", "queue full", during) > 50,
  ],
  "link-clog": [
    { kind: "link-clog", at, target: client, forNs } as Fault,
    (seen) => waits(seen, (ns) => ns > at && ns < at + second).longest > second && waits(seen, outside).count > 20,
  ],
  "link-split": [
    { kind: "link-split", at, target: "A>B", path: "log", forNs, splitPerMillion: 1_000_000 } as Fault,
    (seen) =>
      sentOn(seen, "A>B.log", during).length >
      1.5 * sentOn(seen, "A>B.log", (ns) => ns > 4 * second && ns < 5.8 * second).length,
  ],
  "swizzle-clog": [
    { kind: "swizzle-clog", at, target: "A", forNs } as Fault,
    ({ midway, world }) => {
      const clogs = midway.network.lines.flatMap((line) => line.impairments);
      const ends = new Set(clogs.map((clog) => clog.clogUntilNs));
      return clogs.length > 10 && ends.size > 5 && world.network.lines.every((line) => line.impairments.length === 0);
    },
  ],
  partition: [
    { kind: "partition", at, target: "A-B", forNs } as Fault,
    (seen) =>
      lost(seen, "A>B.heartbeat", "cut", during) > 150 &&
      lost(seen, "B>A.heartbeat", "cut", outside) === 0 &&
      sentOn(seen, "A>B.log", during).length === 0 &&
      sentOn(seen, "A>B.log", (ns) => ns >= at + forNs).length > 100,
  ],
  "partition-flapping": [
    {
      kind: "partition-flapping",
      at,
      target: "A>B",
      forNs,
      cutNs: 100 * millisecond,
      freeNs: 100 * millisecond,
    } as Fault,
    (seen) => {
      const count = lost(seen, "A>B.heartbeat", "cut", (ns) => ns >= at && ns <= at + forNs);
      return count > 80 && count < 120;
    },
  ],
  "partition-ring": [
    { kind: "partition-ring", at, target: "all", forNs } as Fault,
    // Three hosts are all neighbours: nothing is cut (the larger ring is a test of its own).
    ({ midway }) => midway.network.lines.every((line) => line.impairments.length === 0),
  ],
  "partition-sides": [
    { kind: "partition-sides", at, target: "A-storage", forNs },
    (seen) =>
      lost(seen, "A>B.heartbeat", "cut", during) > 150 &&
      lost(seen, "switch>A", "cut", during) > 0 &&
      lost(seen, "B>A.heartbeat", "cut", outside) === 0 &&
      lost(seen, "B>C.heartbeat", "cut", during) === 0 &&
      written(seen, during) > 15,
  ],
  isolate: [
    { kind: "isolate", at, target: "A", from: "all", forNs } as Fault,
    (seen) =>
      lost(seen, "A>B.heartbeat", "cut", during) > 100 &&
      lost(seen, "switch>A", "cut", during) > 0 &&
      lost(seen, "B>C.heartbeat", "cut", during) === 0,
  ],
  "stream-reset": [
    { kind: "stream-reset", at, target: "A-B" },
    ({ midway }) => !nodeOf(midway, 0).state.streamUp && !nodeOf(midway, 1).state.streamUp,
  ],
  "stream-half-open": [
    { kind: "stream-half-open", at, target: "A>B" },
    // B was not told; A hears of it with what it sends next.
    ({ midway }) => !nodeOf(midway, 0).state.streamUp && nodeOf(midway, 1).state.streamUp,
  ],
  "stale-mac": [
    { kind: "stale-mac", at: 0, target: "switch", forNs: 2 * forNs },
    ({ midway, world }) => midway.ethernet.learned[0].size === 0 && world.ethernet.learned[0].size === 3,
  ],
  "disk-slow": [
    {
      kind: "disk-slow",
      at,
      target: "A",
      forNs,
      delayNs: 500 * millisecond,
      jitterNs: 0,
      tailPerMille: 0,
      tailNs: 0,
    } as Fault,
    (seen) =>
      written(seen, (ns) => ns > at + 50 * millisecond && ns < at + 500 * millisecond) === 0 &&
      written(seen, during) > 5,
  ],
  "disk-stall": [
    { kind: "disk-stall", at, target: "storage", forNs },
    (seen) =>
      written(seen, during) === 0 && written(seen, (ns) => ns >= at + forNs && ns < at + forNs + millisecond) > 15,
  ],
  "disk-throttle": [
    { kind: "disk-throttle", at, target: "storage", forNs, bytesPerSecond: 512 } as Fault,
    (seen) => written(seen, during) <= 2 && written(seen, (ns) => ns < at) >= 8,
  ],
  "disk-error": [
    { kind: "disk-error", at, target: "A", forNs, fails: "write" } as Fault,
    (seen) => written(seen, during) === 0 && written(seen, outside) > 20,
  ],
  "disk-full": [
    { kind: "disk-full", at: 0, target: "storage", forNs: 2 * forNs },
    (seen) => written(seen, (ns) => ns < 2 * forNs) === 0 && written(seen, (ns) => ns > 2 * forNs) > 20,
  ],
  "delayed-write": [
    { kind: "delayed-write", at, target: "A", forNs, holdNs: second, count: 3 } as Fault,
    // Each of the three lands a second late: not among those at its time, but one of those a second after.
    (seen) => written(seen, (ns) => ns > at && ns < at + 300 * millisecond) === 0 && written(seen, during) > 15,
  ],
  "storage-unreachable": [
    { kind: "storage-unreachable", at, target: "A", forNs },
    (seen) =>
      written(seen, during) === 0 && written(seen, (ns) => ns > at + forNs && ns < at + forNs + 50 * millisecond) > 15,
  ],
  crash: [{ kind: "crash", at, target: "primary", forNs }, (seen) => states(seen).join() === "A down,A up"],
  "crash-at-step": [
    { kind: "crash-at-step", at, target: "A", step: "executed", count: 5, when: "before" } as Fault,
    ({ trace }) => {
      const executed = trace.filter(
        (event) => event.kind === "replica" && event.place === "host:A" && event.atNs >= at,
      );
      return executed.length === 4 && trace.some((event) => event.kind === "host" && event.state === "down");
    },
  ],
  "crash-two": [
    { kind: "crash-two", at, target: "primary-backup", forNs },
    (seen) => states(seen).join() === "A down,B down,A up,B up",
  ],
  "rolling-loss": [
    { kind: "rolling-loss", at, target: "all", forNs: 3 * second, everyNs: second, downNs: 500 * millisecond } as Fault,
    (seen) => states(seen).join() === "A down,A up,B down,B up,C down,C up",
  ],
  "power-loss": [{ kind: "power-loss", at, target: "B" }, (seen) => states(seen).join() === "B down"],
  blackout: [
    { kind: "blackout", at, target: "all", forNs },
    (seen) => states(seen).join() === "A down,B down,C down,A up,B up,C up",
  ],
  pause: [
    { kind: "pause", at, target: "A", forNs },
    (seen) =>
      states(seen).join() === "A paused,A resumed" &&
      sentOn(seen, "A>B.heartbeat", during).length === 0 &&
      sentOn(seen, "A>B.heartbeat", outside).length > 100,
  ],
  "slow-cpu": [
    { kind: "slow-cpu", at, target: "A", forNs, perMille: 10 } as Fault,
    ({ midway, world }) => midway.hosts[0].state.speedPerMille === 10 && world.hosts[0].state.speedPerMille === 1000,
  ],
  "clock-drift": [
    { kind: "clock-drift", at, target: "A", forNs, driftPerMillion: -500_000 } as Fault,
    (seen) => {
      const beats = sentOn(seen, "A>B.heartbeat", (ns) => ns >= at && ns < at + forNs).length;
      return beats > 90 && beats < 110 && monotonicNs(seen.world.hosts[0].state.clock, 10 * second) === 9 * second;
    },
  ],
  "clock-freeze": [
    { kind: "clock-freeze", at, target: "A", forNs },
    (seen) => sentOn(seen, "A>B.heartbeat", during).length === 0 && sentOn(seen, "A>B.heartbeat", outside).length > 100,
  ],
  "clock-offset": [
    { kind: "clock-offset", at: 0, target: "B", uptimeSeconds: 1000 } as Fault,
    ({ midway }) => {
      const [{ state: a }, { state: b }] = midway.hosts;
      const wall = wallSeconds(b.clock, midway.nowNs) - wallSeconds(a.clock, midway.nowNs);
      const ahead = Math.floor((monotonicNs(b.clock, midway.nowNs) - monotonicNs(a.clock, midway.nowNs)) / second);
      return ahead === 1000 && wall === 0;
    },
  ],
  "wall-jump": [
    { kind: "wall-jump", at, target: "B", bySeconds: -100 } as Fault,
    ({ world }) => world.hosts[1].state.clock.wallOffsetSeconds === stubTopology.hosts[1].wallOffsetSeconds - 100,
  ],
  "log-tampering": [
    { kind: "log-tampering", at, target: "A>B", how: "repeated", count: 20 } as Fault,
    (seen) => {
      const length = (from: number) => sentOn(seen, "A>B.log", (ns) => ns >= from && ns < from + second).length;
      return length(at) === length(4 * second) + 20;
    },
  ],
};

/** What of the log is put on the wire from when faults strike. */
function loggedUnder(schedule: readonly Fault[]): readonly Uint8Array[] {
  const segments = sentOn(watch(schedule), "A>B.log", (ns) => ns >= at);
  return segments.flatMap((one) => (one.unit === "segment" && one.bytes ? [one.bytes] : []));
}

function tampering(how: string): Fault {
  return { kind: "log-tampering", at, target: "A>B", how, count: 3 } as Fault;
}

test("log-tampering loses, repeats or swaps as many segments as it says, and no others", (t) => {
  const plain = loggedUnder([]);
  t.true(plain.length > 100);
  const expected = {
    lost: plain.slice(3),
    repeated: plain.flatMap((bytes, index) => (index < 3 ? [bytes, bytes] : [bytes])),
    swapped: plain.map((bytes, index) => (index < 6 ? plain[index ^ 1] : bytes)),
  };
  for (const [how, segments] of Object.entries(expected)) t.deepEqual(loggedUnder([tampering(how)]), segments, how);
});

test("log-tampering cuts segments short, or flips a bit in each", (t) => {
  const plain = loggedUnder([]);
  const cut = loggedUnder([tampering("truncated")]);
  const whole = plain.length - 3;
  t.deepEqual(cut.slice(-whole), plain.slice(3));
  t.true(cut.length > whole, "not all of them were cut to nothing");
  for (const piece of cut.slice(0, -whole)) t.true(piece.length > 0 && piece.length < plain[0]!.length);
  const flipped = loggedUnder([tampering("corrupted")]);
  t.deepEqual(flipped.slice(3), plain.slice(3));
  for (let index = 0; index < 3; index++) {
    const bits = flipped[index]!.map((byte, i) => byte ^ plain[index]![i]!).filter((different) => different > 0);
    t.is(bits.length, 1);
    t.is(bits[0]! & (bits[0]! - 1), 0);
  }
});

test("ambient faults of links happen without a schedule, at their ratio", (t) => {
  const { links } = quietTopology;
  const spoilt = { ...links.heartbeat, corruptPerMillion: 100_000, replayPerMillion: 100_000 };
  const topology = { ...quietTopology, links: { ...links, heartbeat: spoilt } };
  const seen = watch([], { topology });
  const sent = sentOn(seen, "A>B.heartbeat", () => true);
  const share = lost(seen, "A>B.heartbeat", "bad checksum", () => true) / sent.length;
  t.true(share > 0.07 && share < 0.13, `${share}`);
  const replayed = sent.filter((one) => "arrivals" in one && one.arrivals.length > 1).length / sent.length;
  t.true(replayed > 0.07 && replayed < 0.13, `${replayed}`);
  t.is(
    lost(watch([]), "A>B.heartbeat", "bad checksum", () => true),
    0,
  );
});

test("what a host's own disk is late with is done before the host comes back, or never; without power, never", (t) => {
  const vms = [{ ...quietTopology.vms[0], disks: "non-shared" }] as const;
  const late = { kind: "delayed-write", at, target: "A", forNs, holdNs: second } as Fault;
  const landed = (kind: "crash" | "power-loss", backAfterNs: number, from: number): number => {
    const death = { kind, at: 2 * second, target: "A", forNs: backAfterNs } as Fault;
    const seen = watch([late, death], { topology: { ...quietTopology, vms } });
    return written(seen, (ns) => ns > from && ns < 3 * second);
  };
  const [diesNs, backNs] = [2 * second, 2.5 * second];
  t.true(landed("crash", 2 * second, backNs) > 3);
  t.true(landed("crash", second / 2, diesNs) > 3);
  t.is(landed("crash", second / 2, backNs), 0);
  t.is(landed("power-loss", 2 * second, diesNs), 0);
});

/** Rows of these stand beside the disk, the arbiter and the scenarios' real machines. */
const elsewhere = [
  "latent-sector lost-write torn-write misdirected-write misdirected-read short-read lost-flush sector-flip",
  "arbiter-slow arbiter-reply-lost arbiter-request-repeated",
  "memory-exhausted ram-flip register-flip dma-flip power-off cpu-share move cold-start",
].flatMap((names) => names.split(" "));

test("every kind of fault has its row", (t) => {
  t.deepEqual([...Object.keys(rows), ...elsewhere].toSorted(), [...faultKinds.keys()].toSorted());
});

for (const [name, [fault, claim]] of Object.entries(rows)) {
  test(`${name}: ${faultKinds.get(name)!.claim}`, (t) => {
    t.true(claim(watch([fault])), "it does what it says");
    if (name !== "partition-ring") t.false(claim(watch([])), "and not otherwise");
  });
}
