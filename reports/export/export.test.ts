import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { coverageOf } from "../../properties/coverage/campaign-coverage.ts";
import { Tally } from "../../properties/coverage/tally.ts";
import { performRun } from "../../properties/run.ts";
import { createEnvironment } from "../../scenarios/environment.ts";
import { syntheticRun } from "../failover.test-helper.ts";
import { realRun, spec } from "../real-run.test-helper.ts";
import { jsonLines } from "./json-lines.ts";
import { junitOfCampaign, junitOfRun } from "./junit.ts";
import { captureFiles } from "./pcap.ts";
import { perfettoTrace } from "./perfetto.ts";
import { traceJsonSchema, traceLineSchema } from "./schema.ts";
import { transcript } from "./text.ts";
import { traceLine } from "../trace-file.ts";

const real = await realRun();
const found = syntheticRun({ requests: 6, violated: true });
const hasTshark = spawnSync("tshark", ["--version"]).status === 0;
if (!hasTshark) console.error("tshark is not installed: captures are not checked against it");

test("a tap changes no trace hash", async (t) => {
  t.is(performRun(spec, await createEnvironment()).traceHash, real.result!.traceHash);
  t.true(real.wire.length > 200);
});

test("there is a capture of every link that something crossed, each with everything that did", (t) => {
  const files = captureFiles(real.wire);
  const names = files.map(({ name }) => name).toSorted((a, b) => (a < b ? -1 : 1));
  t.deepEqual(names, [
    "A-B.heartbeat.pcap",
    "A-B.log.pcap",
    "A-switch.pcap",
    "B-storage.pcap",
    "B-switch.pcap",
    "client-1-switch.pcap",
    "client-2-switch.pcap",
  ]);
  const bytes = files.find(({ name }) => name === "client-1-switch.pcap")!.bytes;
  const frames = real.wire.filter(({ line }) => line.includes("client:1"));
  const length = frames.reduce((sum, sent) => sum + 16 + (sent.unit === "frame" ? sent.bytes.length : 0), 24);
  t.is(bytes.length, length);
});

(hasTshark ? test : test.skip)("tshark reads every packet of every capture and finds nothing wrong", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "lockstep-"));
  let packets = 0;
  for (const { name, bytes } of captureFiles(real.wire)) {
    writeFileSync(join(folder, name), bytes);
    const show = (filter: string, ...fields: string[]) =>
      execFileSync(
        "tshark",
        ["-r", join(folder, name), "-Y", filter, "-T", "fields"].concat(
          ["ip", "udp", "tcp"].flatMap((protocol) => ["-o", `${protocol}.check_checksum:TRUE`]),
          fields.flatMap((field) => ["-e", field]),
        ),
        { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
      ).split("\n");
    const wrong = "_ws.malformed || _ws.short || ip.checksum.status == 0 || udp.checksum.status == 0";
    const badTcp = "tcp.checksum.status == 0 || tcp.analysis.lost_segment || tcp.analysis.retransmission";
    t.deepEqual(show(`${wrong} || ${badTcp}`, "frame.number", "_ws.col.Info"), [""], name);
    const times = show("frame", "frame.time_epoch").slice(0, -1);
    packets += times.length;
    if (name === "A-B.heartbeat.pcap") {
      const sent = real.wire.find(({ line }) => line === "A>B.heartbeat" || line === "B>A.heartbeat")!;
      t.is(times[0], `${Math.floor(sent.atNs / 1e9)}.${String(sent.atNs % 1e9).padStart(9, "0")}`);
    }
  }
  t.is(packets, real.wire.length);
});

test("a segment longer than an IP packet becomes several, numbered on", (t) => {
  const bytes = new Uint8Array(150_000).fill(7);
  const on = { line: "A>B.log", unit: "segment", stream: 3 } as const;
  const [file] = captureFiles([
    { atNs: 1, ...on, what: "open", bytes: null },
    { atNs: 2, ...on, line: "B>A.log", what: "opened", bytes: null },
    { atNs: 3, ...on, what: "bytes", bytes },
    { atNs: 4, ...on, what: "closed", bytes: null },
  ]);
  t.is(file!.bytes.length, 24 + 6 * (16 + 54) + 150_000);
});

test("every line of an export fits the schema, as does every line of a trace file", (t) => {
  const lines = [
    ...jsonLines(real).trimEnd().split("\n"),
    ...jsonLines(found).trimEnd().split("\n"),
    ...real.wire.map((wire) => traceLine({ wire })),
  ];
  for (const line of lines) {
    const checked = traceLineSchema.safeParse(JSON.parse(line));
    t.true(checked.success, `${line}: ${checked.error?.message}`);
  }
  t.false(traceLineSchema.safeParse({ seq: 1, atNs: 2, place: "world", kind: "nothing" }).success);
});

test("the schema in the documents is the one in the code", (t) => {
  const written = JSON.parse(
    readFileSync(new URL("../../../docs/trace.schema.json", import.meta.url), "utf8"),
  ) as unknown;
  t.deepEqual(written, JSON.parse(JSON.stringify(traceJsonSchema())));
});

interface Slice {
  readonly ph: string;
  readonly name: string;
  readonly ts: number;
  readonly pid: number;
  readonly tid: number;
  readonly id: number;
}

test("a Perfetto trace has every event, its tracks are named, its flows and outputs begin before they end", (t) => {
  const { traceEvents } = JSON.parse(perfettoTrace(real)) as { traceEvents: Slice[] };
  const of = (phase: string) => traceEvents.filter(({ ph }) => ph === phase);
  t.is(of("i").length, real.events.length);
  const named = new Set(of("M").map(({ pid, tid }) => `${pid} ${tid}`));
  for (const { pid, tid } of of("i")) t.true(named.has(`${pid} ${tid}`));
  const starts = new Map(of("s").map((event) => [event.id, event.ts]));
  t.true(starts.size > 20);
  for (const { id, ts } of of("f")) t.true(starts.get(id)! <= ts);
  t.is(
    of("b").length,
    real.events.filter((e) => e.kind === "replica" && e.observation.what === "produced" && e.observation.live).length,
  );
  t.true(of("X").some(({ name }) => name === "primary-alone"));
});

test("a transcript has a line for every event and points at the violation", (t) => {
  const lines = transcript(found).trimEnd().split("\n");
  const properties = found.result!.properties.length;
  t.is(lines.length, 2 + found.events.length + 1 + properties);
  const mark = lines.findIndex((line) => line.includes("^ output-rule: expected"));
  t.regex(lines[mark - 1]!, /released frame/);
});

/** What an XML reader says, without taking one along: Python has one wherever tests run; null where it has not. */
function parseXml(xml: string): { readonly tests: string; readonly failures: string; readonly cases: number } | null {
  const script = `
import sys, json, xml.etree.ElementTree as tree
root = tree.fromstring(sys.stdin.buffer.read())
print(json.dumps({"tests": root.get("tests"), "failures": root.get("failures"), "cases": len(list(root.iter("testcase")))}))`;
  const ran = spawnSync("python3", ["-c", script], { input: xml, encoding: "utf8" });
  if (ran.error) return null;
  if (ran.status !== 0) throw new Error(ran.stderr);
  return JSON.parse(ran.stdout) as ReturnType<typeof parseXml>;
}

test("JUnit: a case per property, violated ones fail with both facts and the replay, vacuous ones are skipped", (t) => {
  const hostile = { ...found.result!, scenario: 'a"<b>&\u0000' };
  const xml = junitOfRun(hostile, "lockstep run --seed 41");
  t.deepEqual(parseXml(xml) ?? { tests: "4", failures: "1", cases: 4 }, { tests: "4", failures: "1", cases: 4 });
  t.regex(xml, /<failure message="output-rule: expected frame/);
  t.true(xml.includes("replay: lockstep run --seed 41"));
  t.true(xml.includes('<skipped message="no power-off"/>'));
  t.true(xml.includes("a&quot;&lt;b&gt;&amp;\uFFFD"));
});

test("JUnit of a campaign: a case per finding, broken run and property without one", (t) => {
  const result = found.result!;
  const repro = { faults: [{ kind: "crash" }] } as never;
  const finding = {
    property: "output-rule",
    properties: ["output-rule"],
    scenario: "failover-kv",
    seed: 41,
    index: 12,
    runs: [12, 40],
    shrinkRuns: 9,
    repro,
    result,
  };
  const xml = junitOfCampaign(
    {
      runs: 64,
      seed: 5,
      findings: [finding],
      breakages: [{ index: 3, seed: 77, message: "out of memory" }],
      violated: new Map([["output-rule", 12]]),
      witnessed: new Map([["single-live", 60]]),
      requests: 1,
      failovers: 1,
      instructions: 1,
      virtualNs: 1,
      wallMs: 2500,
      interrupted: false,
      bite: { medianNs: 26_000_000_000, boundedRuns: 6, bitten: 4 },
      slowest: [],
      coverage: coverageOf(new Tally(), { regimes: [], topologies: [], kinds: [] }),
    },
    ["output-rule", "single-live", "stuck"],
    new Map([[finding, null]]),
    ({ index }) => `lockstep check failover-kv --seed 5 --index ${index}`,
  );
  t.deepEqual(parseXml(xml) ?? { tests: "4", failures: "2", cases: 4 }, { tests: "4", failures: "2", cases: 4 });
  t.true(xml.includes("replay: lockstep check failover-kv --seed 5 --index 12"));
  t.true(xml.includes("2 runs of this kind"));
});
