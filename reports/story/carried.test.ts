import test from "ava";
import { realRun } from "../real-run.test-helper.ts";
import { carried } from "./carried.ts";
import { causality, leadingTo } from "./causes.ts";

const { events, wire } = await realRun();
const { brought, logged } = carried(events, wire);

test("every answer is linked to the frame that brought it, and to no later one", (t) => {
  const answers = events.filter(({ kind }) => kind === "response");
  t.true(answers.length > 10);
  for (const answer of answers) {
    const frame = events[brought.get(answer.seq) ?? -1]!;
    t.is(frame.kind, "frame-out");
    t.true(frame.atNs < answer.atNs);
  }
  t.is(new Set(brought.values()).size, answers.length);
});

test("every answered request is in the log of whoever answered, as the client sent it or asked again", (t) => {
  const asked = new Set([...logged.values()].flat());
  const key = (event: (typeof events)[number]) =>
    "client" in event ? `${event.client} ${String(Object(event).request)}` : "";
  const reached = new Set([...asked].map((seq) => key(events[seq]!)));
  for (const event of events) if (event.kind === "response") t.true(reached.has(key(event)), key(event));
  for (const [seq, senders] of logged) for (const sender of senders) t.true(events[sender]!.atNs < events[seq]!.atNs);
});

test("the story of an answer begins with its request and holds what the Output Rule asks for", (t) => {
  const { causes } = causality(events, wire);
  const answer = events.find(({ kind }) => kind === "response")!;
  const story = leadingTo(causes, answer.seq).map((seq) => events[seq]!);
  const names: readonly string[] = story.map((event) =>
    event.kind === "replica" ? event.observation.what : event.kind,
  );
  for (const link of ["invoke", "logged", "acknowledged", "heard-acknowledgement", "frame-out", "response"])
    t.true(names.includes(link), `${link} among ${names.join(", ")}`);
});

test("without what crossed the links no frame is guessed", (t) => {
  t.is(carried(events, []).brought.size, 0);
  t.is(carried(events, []).logged.size, 0);
});
