import test from "ava";
import type { Effect } from "../../core/ports.ts";
import { extentOf, isStep } from "./crash-at-step.ts";

/** Only what kind it is matters here, so the rest of it is left out. */
const says = (observation: object): Effect => ({ kind: "observe", observation }) as unknown as Effect;
const sends = (kind: string): Effect => ({ kind }) as unknown as Effect;

/** As nodes make them: what is sent first and told of afterwards; a request the other way round. */
const acknowledged = [
  says({ what: "received", through: 7 }),
  sends("stream-write"),
  says({ what: "acknowledged", through: 7 }),
];
const written = [sends("disk"), says({ what: "disk-issued" }), says({ what: "released", output: 3, entry: 9 })];
const asked = [says({ what: "suspected" }), says({ what: "asked" }), sends("arbiter"), sends("datagram")];
const cut = [sends("stream-write"), says({ what: "digest" }), says({ what: "vmotion", step: "cut" })];

const rows: readonly (readonly [string, readonly Effect[], number, readonly [number, number]])[] = [
  ["received", acknowledged, 0, [0, 0]],
  ["acknowledged", acknowledged, 2, [1, 2]],
  ["released", written, 2, [0, 2]],
  ["asked", asked, 1, [1, 2]],
  ["vmotion-cut", cut, 2, [0, 2]],
  ["effect", asked, 2, [2, 2]],
];

for (const [step, effects, at, extent] of rows) {
  test(`"${step}" is at effects ${extent.join(" to ")} of its list, and nowhere else`, (t) => {
    t.deepEqual(extentOf(effects, at, step), extent);
    const found = effects.flatMap((effect, index) => (isStep(effect, step, null) ? [index] : []));
    t.deepEqual(found, step === "effect" ? [0, 1, 2, 3] : [at]);
  });
}

test("of one entry: the first batch that reaches it, or the output that is it", (t) => {
  const [, , batch] = acknowledged as unknown as [Effect, Effect, Effect];
  t.deepEqual(
    [6, 7, 8].map((entry) => isStep(batch, "acknowledged", entry)),
    [true, true, false],
  );
  t.deepEqual(
    [8, 9, 10].map((entry) => isStep(written[2]!, "released", entry)),
    [false, true, false],
  );
  t.false(isStep(says({ what: "suspected" }), "suspected", 7));
});

test("a vmotion step that is no cut is none", (t) => {
  t.false(isStep(says({ what: "vmotion", step: "round" }), "vmotion-cut", null));
  t.true(isStep(says({ what: "vmotion", step: "round" }), "vmotion", null));
});
