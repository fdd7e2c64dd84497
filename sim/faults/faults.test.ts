/** The laws that every kind of fault keeps, each kind a test by itself. */
import { fc } from "@fast-check/ava";
import test from "ava";
import { stubSetup, stubTopology } from "../stub-node.test-helper.ts";
import type { TraceEvent } from "../trace.ts";
import { World } from "../world.ts";
import type { Fault, Regime } from "./fault.ts";
import { faultKinds } from "./index.ts";
import { checkSchedule, parseSchedule, ScheduleError } from "./schedule.ts";

const untilNs = 4_000_000_000;
const regimes: readonly Regime[] = ["bounded", "unbounded", "corrupting"];

function occurrences(schedule: readonly Fault[]): (TraceEvent & { kind: "fault" })[] {
  const found: (TraceEvent & { kind: "fault" })[] = [];
  const world = new World(stubSetup({ schedule, quietNs: 1_000_000_000 }));
  world.observe((event) => {
    if (event.kind === "fault") found.push(event);
  });
  world.run();
  return found;
}

for (const kind of faultKinds.values()) {
  test(`${kind.name}: what chance makes is valid, survives JSON, ends in time and reads aloud`, (t) => {
    for (const regime of kind.regimes) {
      fc.assert(
        fc.property(kind.arbitrary(stubTopology, untilNs, regime), (fault) => {
          const [parsed] = parseSchedule(JSON.stringify([fault]), stubTopology);
          t.deepEqual(parsed, JSON.parse(JSON.stringify(fault)));
          t.true(fault.at + (fault.forNs ?? 0) <= untilNs);
          t.regex(kind.read(fault), /^\S.*\S$/);
          t.notRegex(kind.read(fault), /undefined|NaN|null/);
        }),
        { numRuns: 30, seed: 1 },
      );
    }
  });

  test(`${kind.name}: happens when scheduled and ends when it says`, (t) => {
    const regime = regimes.find((one) => kind.regimes.includes(one) && one !== "bounded")!;
    for (const fault of fc.sample(kind.arbitrary(stubTopology, untilNs, regime), { numRuns: 3, seed: 7 })) {
      const seen = occurrences([fault]);
      t.is(seen[0].atNs, fault.at);
      t.is(seen[0].phase, "applied");
      const ends = seen.filter(({ phase }) => phase === "ended").map(({ atNs }) => atNs);
      t.deepEqual(ends, fault.forNs === undefined ? [] : [fault.at + fault.forNs]);
    }
  });
}

test("a guarded fault is suppressed while the pair is not protected", (t) => {
  const guard = "whenProtected";
  const seen = occurrences([
    { kind: "crash", at: 500_000_000, target: "primary", guard },
    { kind: "crash", at: 700_000_000, target: "backup", guard },
    { kind: "crash", at: 800_000_000, target: "C", guard },
  ]);
  t.deepEqual(
    seen.map(({ phase }) => phase),
    ["applied", "suppressed", "applied"],
  );
});

const wrong: readonly (readonly [string, unknown, RegExp])[] = [
  ["no array", {}, /expected an array of faults/],
  ["an unknown kind", [{ kind: "earthquake" }], /fault 1: no kind "earthquake"; expected one of .*crash/],
  ["a slip of the pen", [{ kind: "crahs" }], /fault 1: no kind "crahs"; did you mean crash\?/],
  ["an unknown host", [{ kind: "crash", at: 1, target: "Z" }], /fault 1 \(crash\)\.target: no host Z; expected one of/],
  [
    "an unknown array",
    [{ kind: "storage-unreachable", at: 1, target: "A", forNs: 1, array: "north" }],
    /fault 1 \(storage-unreachable\)\.array: no array north; expected one of storage/,
  ],
  ["a VM's role where there is one VM", [{ kind: "crash", at: 1, target: "web:primary" }], /no host web:primary/],
  ["a missing field", [{ kind: "crash", target: "A" }], /fault 1 \(crash\)\.at: .*expected/],
  ["a fraction", [{ kind: "crash", at: 0.5, target: "A" }], /fault 1 \(crash\)\.at: .*expected int/],
  ["a field too many", [{ kind: "crash", at: 1, target: "A", colour: 1 }], /fault 1 \(crash\): .*"colour"/],
  ["a guard that is none", [{ kind: "crash", at: 1, target: "A", guard: "always" }], /expected "whenProtected"/],
];

for (const [what, schedule, message] of wrong) {
  test(`a schedule with ${what} is refused in one line`, (t) => {
    const error = t.throws(() => checkSchedule(schedule, stubTopology), { instanceOf: ScheduleError, message });
    t.notRegex(error.message, /\n/);
  });
}

for (const [what, text, message] of [
  [
    "pretty",
    '[\n  {\n    "kind": "crash", "at": 1, "target": "A" },\n  {\n    "kind": "crahs" }\n]',
    /^line 4, fault 2: no kind/,
  ],
  [
    "dense",
    '[{"kind":"crash","at":1,"target":"A"},{"kind":"crash","at":"[\\"{","target":"A"},\n\n {"kind":"x"}]',
    /^line 1, fault 2 \(crash\)\.at/,
  ],
  [
    "nested",
    '[\n{"kind":"crash","at":1,"target":"A"}\n,\n{"kind":"crash","at":1,"target":"A","side":[1,2]}]',
    /^line 4, fault 2/,
  ],
  ["bare", "[\n\n 7]", /^line 3, fault 1: no kind/],
] as const) {
  test(`a file's error names the line: ${what}`, (t) => {
    t.throws(() => parseSchedule(text, stubTopology), { instanceOf: ScheduleError, message });
  });
}

test("a schedule that is not JSON is refused", (t) => {
  t.throws(() => parseSchedule("[{", stubTopology), { instanceOf: ScheduleError, message: /not JSON/ });
});
