/**
 * The lines of a trace, as `--trace` writes and `report --jsonl` exports them: one definition, checked against the
 * trace's own types when it is compiled and against real lines by a test; docs/trace.schema.json is printed from it.
 */
import { z } from "zod";
import type { TraceEvent } from "../../sim/trace.ts";

const integer = z.int();
const ns = z.int().meta({ description: "virtual time in nanoseconds" });
const entry = z.int().meta({ description: "number of a log entry, from 1" });
const position = z.int().meta({ description: "units that the machine has executed" });
const output = z.int().meta({ description: "number of an output, alike on all replicas" });
const replica = z.string().meta({ description: "host.boot.attempt" });
const host = z.string();
const hash = z.string().meta({ description: "16 hexadecimal digits (XXH64)" });
const device = z.enum(["frame", "console", "disk"]);
const bytes = z.object({ base64: z.base64() }).meta({ description: "bytes" });

const record = z.object({
  version: integer,
  generation: integer,
  owner: replica.nullable(),
  backup: replica.nullable(),
  state: z.enum(["running", "off"]),
  request: z.string(),
});

const request = z.object({
  id: z.string(),
  asker: replica,
  kind: z.enum(["arm", "alone", "live", "move-primary", "move-backup", "power-off", "cold-start"]),
  expected: record,
  next: record.pick({ generation: true, owner: true, backup: true, state: true }),
});

const says = <What extends string, Shape extends z.ZodRawShape>(what: What, about: string, shape: Shape) =>
  z.object({ replica, what: z.literal(what), ...shape }).meta({ description: about });

const observation = z.discriminatedUnion("what", [
  says("phase", "the node changed its phase", { from: z.string(), to: z.string(), reason: z.string() }),
  says("logged", "the primary closed a batch of entries", { first: entry, through: entry, position, bytes }),
  says("sent", "the primary put entries up to this one on the wire", { through: entry, to: replica }),
  says("received", "the backup has entries up to this one", { through: entry, from: replica }),
  says("acknowledged", "the backup put its acknowledgement on the wire", { through: entry, to: replica }),
  says("heard-acknowledgement", "the primary got an acknowledgement", { through: entry, from: replica }),
  says("applied", "the replayer consumed these entries", { first: entry, through: entry, position }),
  says("produced", "the guest made an output; live: not in replay", {
    output,
    device,
    position,
    hash,
    entry: entry.nullable(),
    live: z.boolean(),
  }),
  says("released", "an output left; again: repeated at go-live", {
    output,
    device,
    position,
    hash,
    entry: entry.nullable(),
    heldNs: ns,
    again: z.boolean(),
  }),
  says("disk-issued", "a disk operation was handed to the disk", {
    operation: integer,
    type: z.string(),
    sector: integer,
    sectorCount: integer,
    again: z.boolean(),
  }),
  says("disk-completed", "a disk operation came back", { operation: integer, ok: z.boolean() }),
  says("suspected", "a path from the peer was silent for too long", {
    peer: replica,
    path: z.enum(["heartbeat", "log", "report"]),
    silentNs: ns,
  }),
  says("asked", "asked the arbiter", { request }),
  says("answered", "the arbiter's answer", {
    reply: z.object({ id: z.string(), granted: z.boolean(), record }),
  }),
  says("live", "went live, having executed all that it acknowledged", { record, position, entry, drainNs: ns }),
  says("alone", "goes on without its backup", { record, position }),
  says("digest", "state of the machine after this entry", { position, entry, digest: hash }),
  says("diverged", "is not what the primary was", { position, expected: z.string(), found: z.string() }),
  says("stream-refused", "what came on a stream was damaged or out of order", {
    peer: replica.nullable(),
    reason: z.string(),
  }),
  says("announced", "announced its MAC address", { attempt: integer }),
  says("lag", "the backup's delay and the primary's CPU share", { lagNs: ns, sharePerMille: integer }),
  says("cpu-share", "the operator's share of the CPU holds for this replica from here on", { perMille: integer }),
  says("vmotion", "a step of FT VMotion, said by its source", {
    step: z.enum(["began", "round", "cut", "in-step", "committed", "given-up"]),
    to: replica,
    host,
    stopNs: ns,
  }),
  says("executed", "instructions since power on", { position, instructions: integer }),
  says("guest-died", "triple fault", { position }),
  says("powered-off", "the VM was powered off", { position }),
  says("no-memory", "the host has no room for the VM", { byteCount: integer }),
  says("refused-cold-start", "the VM may not be started anew here", { reason: z.string() }),
  says("halted", "takes no part any more", { reason: z.string() }),
]);

const happens = <Kind extends string, Shape extends z.ZodRawShape>(kind: Kind, about: string, shape: Shape) =>
  z
    .object({
      seq: z.int().meta({ description: "number in the trace, from 0" }),
      atNs: ns,
      place: z
        .string()
        .meta({ description: "`host:A`, `client:1`, `storage` or another array, `link:A>B.log`, `world`" }),
      kind: z.literal(kind),
      vm: z.string().optional().meta({ description: "the VM that it speaks of, in a world of several" }),
      ...shape,
      reads: z.string().optional().meta({ description: "the event in words (exports only)" }),
      causes: z.array(z.int()).optional().meta({ description: "seq of what caused it, nearest first (exports only)" }),
    })
    .meta({ description: about });

const event = z.discriminatedUnion("kind", [
  happens("replica", "a node's journal", { observation }),
  happens("record", "the arbiter's record changed", { record, request: request.nullable() }),
  happens("record-refused", "the arbiter said no", { record, request }),
  happens("frame-out", "a frame entered the guest's network", {
    host,
    replica: replica.nullable(),
    phase: z.string(),
    hash,
    output: output.nullable(),
    byteCount: integer,
  }),
  happens("frame-lost", "something was lost on a link", { link: z.string(), reason: z.string() }),
  happens("tampered", "a fault laid hands on bytes of the logging channel", {
    from: host,
    to: host,
    how: z.enum(["lost", "truncated", "corrupted", "repeated", "swapped"]),
  }),
  happens("console-out", "a console byte left", { host, byte: z.int().min(0).max(255), output }),
  happens("disk-written", "the platter changed", {
    disk: z.string(),
    by: replica,
    operation: integer,
    sector: integer,
    sectorCount: integer,
    hash,
    output: output.nullable(),
  }),
  happens("disk-refused", "storage refused a write of who is not the sole writer", {
    disk: z.string(),
    by: replica,
    operation: integer,
  }),
  happens("invoke", "a client asks", { client: integer, request: integer, operation: z.unknown() }),
  happens("retry", "a client asks again", { client: integer, request: integer, attempt: integer }),
  happens("response", "a client has its answer", {
    client: integer,
    request: integer,
    result: z.unknown(),
    guestTsc: integer.nullable(),
    guestTicks: integer.nullable(),
  }),
  happens("connection", "a client's TCP connection began, or ended though the client did not close it", {
    client: integer,
    connection: integer,
    state: z.enum(["opened", "reset", "timed-out", "closed by the server"]),
  }),
  happens("fault", "a fault strikes, is over, or was suppressed by its guard", {
    fault: z.unknown(),
    index: integer,
    phase: z.enum(["applied", "suppressed", "ended"]),
    reading: z.string(),
  }),
  happens("host", "a host's state", { host, state: z.enum(["up", "down", "paused", "resumed"]) }),
  happens("quiet", "no fault is active nor to come", {}),
  happens("end", "the run is over", { reason: z.enum(["done", "event-limit", "time-limit"]) }),
]);

const header = z
  .object({
    lockstepTrace: z.literal(1),
    version: z.string(),
    scenario: z.string(),
    seed: integer,
    settings: z.record(z.string(), z.int()),
    mutant: z.string().nullable(),
    command: z.string().meta({ description: "makes the run again" }),
    hosts: z.array(host),
  })
  .meta({ description: "the first line" });

const onLine = { atNs: ns, line: z.string().meta({ description: "one direction of a link" }) };
const wire = z
  .object({
    wire: z.discriminatedUnion("unit", [
      z.object({
        ...onLine,
        unit: z.enum(["frame", "datagram"]),
        bytes,
        arrivals: z.array(ns).meta({ description: "when it came out; none where it was lost" }),
      }),
      z.object({
        ...onLine,
        unit: z.literal("segment"),
        stream: integer,
        what: z.enum(["open", "opened", "bytes", "closed"]),
        bytes: bytes.nullable(),
      }),
      z.object({ ...onLine, unit: z.literal("storage"), message: z.looseObject({ what: z.string() }) }),
    ]),
  })
  .meta({ description: "something was put on a line, lost on its way or not" });

const result = z
  .object({ result: z.looseObject({ verdict: z.enum(["pass", "fail"]), traceHash: hash }) })
  .meta({ description: "the last line: what `lockstep run --json` prints" });

/** Any line of a trace. */
export const traceLineSchema = z.union([event, wire, header, result]);

/** Bytes are objects in a file: everything else is as the simulator says it. */
type InFile<Value> = Value extends Uint8Array
  ? { base64: string }
  : Value extends number
    ? number
    : Value extends object
      ? { [Key in keyof Value]: InFile<Value[Key]> }
      : Value;

/** Fails to compile when the trace can say what the schema does not know. */
type Covers<Known, _Said extends Known> = Known;
type _EventInFile = Covers<z.input<typeof event>, InFile<TraceEvent>>;

export function traceJsonSchema(): unknown {
  return z.toJSONSchema(traceLineSchema, { unrepresentable: "any", reused: "ref", io: "input" });
}
