import test from "ava";
import { lagBounded } from "./lag-bounded.ts";
import { promptInput } from "./prompt-input.ts";
import { promptOutput } from "./prompt-output.ts";
import { runsWhileHeld } from "./runs-while-held.ts";
import { throttleReturned } from "./throttle-returned.ts";
import { throttleStable } from "./throttle-stable.ts";
import { B, P, TraceBuilder, judged } from "./trace.test-helper.ts";

const second = 1e9;

/** A batch every 100 ms, executed `lagNs` later. */
function lagging(lagNs: number, seconds: number): TraceBuilder {
  const trace = new TraceBuilder();
  const steps: { readonly atNs: number; readonly act: () => void }[] = [];
  for (let i = 1; i <= seconds * 10; i++) {
    steps.push({ atNs: i * 1e8, act: () => trace.says(B, "received", { through: i, from: P }) });
    steps.push({ atNs: i * 1e8 + lagNs, act: () => trace.says(B, "applied", { first: i, through: i, position: i }) });
  }
  steps.sort((a, b) => a.atNs - b.atNs);
  for (const { atNs, act } of steps) {
    trace.nowNs = Math.max(trace.nowNs, atNs);
    act();
  }
  return trace;
}

test("lag-bounded: small lag holds, lasting lag does not, starvation is none", (t) => {
  t.is(judged(lagBounded, lagging(5e7, 20)).verdict, "held");
  t.is(judged(lagBounded, lagging(5e8, 20)).verdict, "violated");
  t.is(judged(lagBounded, lagging(5e8, 3)).verdict, "held");
  t.is(
    judged(
      lagBounded,
      lagging(1e7, 2)
        .wait(60 * second)
        .end(),
    ).verdict,
    "held",
  );
});

const shares = (...list: readonly number[]) =>
  list.reduce(
    (trace, sharePerMille) => trace.wait(0.5 * second).says(P, "lag", { lagNs: 0, sharePerMille }),
    new TraceBuilder().wait(20 * second),
  );

test("throttle-returned: given back step by step, or kept", (t) => {
  t.is(judged(throttleReturned, shares(400, 500, 600, 700, 800, 900, 1000)).verdict, "held");
  const kept: number[] = Array.from({ length: 20 }, () => 400);
  t.is(judged(throttleReturned, shares(...kept)).verdict, "violated");
  t.is(judged(throttleReturned, new TraceBuilder()).verdict, "vacuous");
});

test("throttle-stable: settling holds, swinging does not", (t) => {
  t.is(judged(throttleStable, shares(900, 800, 700, 750, 720, 740, 730)).verdict, "held");
  const swings = Array.from({ length: 30 }, (_, i) => (i % 2 ? 1000 : 200));
  t.is(judged(throttleStable, shares(...swings)).verdict, "violated");
});

test("runs-while-held: the primary moves on while outputs wait", (t) => {
  const held = (stoodStill: (output: number) => boolean, device: "frame" | "disk" = "frame") => {
    const trace = new TraceBuilder();
    for (let output = 1; output <= 20; output++) {
      const position = output * 100 + (stoodStill(output) ? 0 : 7);
      trace.produced(P, output, { device }).says(P, "executed", { position, instructions: 1 });
      trace.says(P, "released", {
        output,
        device,
        position: 1,
        hash: "",
        entry: 1,
        heldNs: 1e6,
        again: false,
      });
    }
    return trace;
  };
  t.is(
    judged(
      runsWhileHeld,
      held((output) => output % 5 > 0),
    ).verdict,
    "held",
  );
  t.is(
    judged(
      runsWhileHeld,
      held(() => true),
    ).verdict,
    "violated",
  );
  // Of a VM whose writes alone wait, the trace does not say how far it is.
  t.is(
    judged(
      runsWhileHeld,
      held(() => true, "disk"),
    ).verdict,
    "vacuous",
  );
});

const release = (trace: TraceBuilder, heldNs: number, output: number) =>
  trace.says(P, "released", {
    output,
    device: "frame",
    position: output,
    hash: "h",
    entry: output,
    heldNs,
    again: false,
  });
/** One after the other, each made when the one before had left. */
const released = (trace: TraceBuilder, ...heldNs: readonly number[]) =>
  heldNs.reduce((so, ns, output) => release(so.wait(ns), ns, output), trace);
/** One delayed packet holds up all of them. */
const together = (trace: TraceBuilder, ...heldNs: readonly number[]) => heldNs.reduce(release, trace);
const long = [3e7, 3e7, 1e6, 3e7, 3e7, 1e6, 3e7];

test("prompt-output: a round trip, outside disturbances", (t) => {
  const quiet = () => new TraceBuilder().wait(9 * second);
  t.is(judged(promptOutput, released(quiet(), 1e6)).verdict, "held");
  t.is(judged(promptOutput, released(quiet(), 3e7, 1e6, 1e6)).verdict, "held");
  t.is(judged(promptOutput, released(quiet(), ...long)).verdict, "violated");
  t.is(judged(promptOutput, together(quiet(), ...long)).verdict, "held");
  t.is(judged(promptOutput, released(quiet().fault("partition", "applied", 5), ...long)).verdict, "vacuous");
});

test("prompt-input: requests are answered soon, outside disturbances", (t) => {
  const asked = (tookNs: number) =>
    new TraceBuilder()
      .wait(9 * second)
      .event({ kind: "invoke", client: 0, request: 1, operation: {} })
      .wait(tookNs)
      .event({ kind: "response", client: 0, request: 1, result: {}, guestTsc: 1, guestTicks: 1 });
  t.is(judged(promptInput, asked(2e6)).verdict, "held");
  t.is(judged(promptInput, asked(6e7)).verdict, "violated");
  // The guest `disk` has checks of what it read to make first.
  const disk = { topology: { guest: "disk" } };
  t.is(judged(promptInput, asked(1e8), disk).verdict, "held");
  t.is(judged(promptInput, asked(2e8), disk).verdict, "violated");
});

test("prompt-input: as long as it takes with what operator and throttle leave of the CPU", (t) => {
  const asked = (tookNs: number, givenTo: string, givenPerMille: number, leftPerMille: number) =>
    new TraceBuilder()
      .says(givenTo, "cpu-share", { perMille: givenPerMille })
      .says(P, "lag", { lagNs: 1, sharePerMille: leftPerMille })
      .wait(9 * second)
      .event({ kind: "invoke", client: 0, request: 1, operation: {} })
      .wait(tookNs)
      .event({ kind: "response", client: 0, request: 1, result: {}, guestTsc: 1, guestTicks: 1 });
  t.is(judged(promptInput, asked(6e7, P, 1000, 1000)).verdict, "violated");
  t.is(judged(promptInput, asked(6e7, P, 400, 1000)).verdict, "held");
  t.is(judged(promptInput, asked(6e7, P, 1000, 400)).verdict, "held");
  t.is(judged(promptInput, asked(1e8, P, 400, 1000)).verdict, "violated");
  t.is(judged(promptInput, asked(1e8, P, 400, 400)).verdict, "held");
  // What the backup has is not what the guest runs on.
  t.is(judged(promptInput, asked(6e7, B, 400, 1000)).verdict, "violated");
});
