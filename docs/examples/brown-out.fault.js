/** A fault of one's own: a host's CPU slows down and its network card drops packets, both at once. */
import fc from "fast-check";
import { defineFault } from "lockstep-dst";
import { z } from "zod";

const millisecond = 1_000_000;

export const brownOut = defineFault({
  name: "brown-out",
  family: "host",
  claim: "a host runs at half its speed and loses one packet in fifty",
  schema: z.strictObject({
    kind: z.literal("brown-out"),
    at: z.int().min(0),
    target: z.enum(["primary", "backup"]),
    forNs: z.int().min(1),
  }),
  /** Times in whole milliseconds read better when they are shrunk. */
  arbitrary: (_topology, untilNs) =>
    fc
      .record({
        at: fc.integer({ min: 2000, max: Math.max(2000, untilNs / millisecond - 1000) }),
        target: fc.constantFrom("primary", "backup"),
        forMs: fc.integer({ min: 100, max: 1000 }),
      })
      .map(({ at, target, forMs }) => ({
        kind: "brown-out",
        at: at * millisecond,
        target,
        forNs: forMs * millisecond,
      })),
  apply(world, { target }, index) {
    const host = world.hostIndex(target);
    // Who is primary may change while it lasts: remember whom it struck.
    world.struck.set(index, host);
    const { state } = world.hosts[host];
    state.speedPerMille = 500;
    // What is done to lines is undone by the simulator when the fault is over.
    for (const [line, { name }] of world.network.lines.entries())
      if (name.startsWith(`${state.name}>`)) world.network.impair(line, { fault: index, lossPerMillion: 20_000 });
  },
  end(world, _fault, index) {
    world.hosts[world.struck.get(index) ?? 0].state.speedPerMille = 1000;
  },
  read: ({ target, forNs }) => `brown-out of host ${target} for ${forNs / millisecond} ms`,
});
