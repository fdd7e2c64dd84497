/** Reports on a world of two VMs keep them apart. */
import test from "ava";
import { performRun, type RunSpec } from "../properties/run.ts";
import { createEnvironment } from "../scenarios/environment.ts";
import { settingsOf } from "../scenarios/index.ts";
import { twoTenants } from "../scenarios/two-tenants.ts";
import { Collector } from "./collect.ts";
import { captureFiles } from "./export/pcap.ts";
import { jsonLines } from "./export/json-lines.ts";
import { traceLineSchema } from "./export/schema.ts";
import { runData } from "./html/run-data.ts";
import { carried } from "./story/carried.ts";
import { Narrator } from "./terminal/narrator.ts";
import { runText } from "./terminal/run-text.ts";

const spec: RunSpec = {
  scenario: twoTenants,
  settings: settingsOf(twoTenants, { seconds: 6, quiet: 8 }),
  seed: 7,
  schedule: [{ kind: "crash", target: "A", at: 2_500_000_000 }],
  regime: "bounded",
  mutant: null,
};
const kept = new Collector(spec, "lockstep run two-tenants --seed 7");
const narrator = new Narrator();
const observers = [kept.observe, (event: Parameters<typeof kept.observe>[0]) => narrator.observe(event)];
const run = kept.trace(performRun(spec, await createEnvironment(), { observers, tap: kept.tap }));
const data = runData(run);

test("each VM has rows of its own on each host, and each array has a lane", (t) => {
  const labels = data.lanes.map(({ label }) => label);
  for (const label of ["A.1.1.store", "B.1.1.store", "A.1.1.bank", "B.1.1.bank", "fast", "slow"])
    t.true(labels.includes(label), `${label} among ${labels.join(", ")}`);
  t.false(labels.includes("storage"));
  for (const [index, { kind, label }] of data.lanes.entries()) {
    if (kind !== "replica") continue;
    const spans = data.roles.filter(({ lane }) => lane === index);
    const vms = new Set(spans.map(({ replica }) => replica.split(".")[3]));
    t.true(vms.size <= 1, label);
    for (const [i, span] of spans.entries()) t.true(i === 0 || spans[i - 1]!.toNs <= span.fromNs, label);
  }
});

test("generations are of each VM: one fails over, the other goes on alone", (t) => {
  const latest = (vm: string) =>
    Math.max(...data.roles.filter(({ replica }) => replica.endsWith(`.${vm}`)).map(({ generation }) => generation));
  t.deepEqual([latest("store"), latest("bank")], [2, 1]);
});

test("curves are of each VM", (t) => {
  const names = data.series.map(({ name }) => name);
  t.true(names.includes("held outputs of store") && names.includes("held outputs of bank"));
  t.is(new Set(names).size, names.length);
});

test("an answer that crossed two switches is linked to the frame that brought it", (t) => {
  const { brought } = carried(run.events, run.wire);
  const answers = run.events.filter((event) => event.kind === "response");
  const rooms = twoTenants.topology(spec.settings).clients.map((client) => client.switch);
  const far = answers.filter((event) => event.kind === "response" && rooms[event.client] === "west");
  t.true(far.length > 5);
  for (const answer of answers) {
    const frame = run.events[brought.get(answer.seq) ?? -1]!;
    t.is(frame.kind, "frame-out");
    t.is(frame.vm, answer.vm);
  }
  t.true(captureFiles(run.wire).some(({ name }) => name === "east-west.pcap"));
});

test("every line of the trace fits the schema, and what speaks of a VM says which", (t) => {
  const vms = new Set<unknown>();
  for (const line of jsonLines(run).trimEnd().split("\n")) {
    const parsed = JSON.parse(line) as { readonly kind?: string; readonly vm?: string };
    t.true(traceLineSchema.safeParse(parsed).success, line);
    if (parsed.kind === "replica" || parsed.kind === "record" || parsed.kind === "response") vms.add(parsed.vm);
  }
  t.deepEqual(vms, new Set(["store", "bank"]));
});

test("a run's text says how each VM fared", (t) => {
  const text = runText(run.result!, narrator, "");
  t.regex(text, /VM store +survived, generation 2: \d+ requests, \d+ answered; 1 failover/);
  t.regex(text, /VM bank +survived, generation 1: \d+ requests, \d+ answered; 0 failovers/);
  t.regex(text, /fast +grants "live": owner B\.1\.1\.store/);
});
