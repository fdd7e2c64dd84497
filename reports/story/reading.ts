/** How an event reads aloud: one line, without its time and place. */
import { duration } from "../../properties/words.ts";
import type { TraceEvent } from "../../sim/trace.ts";

type Observation = Extract<TraceEvent, { kind: "replica" }>["observation"];
type ArbiterRecord = Extract<TraceEvent, { kind: "record" }>["record"];

function record({ version, generation, owner, backup, state }: ArbiterRecord): string {
  const who = state === "off" ? "powered off" : `owner ${owner ?? "none"}, backup ${backup ?? "none"}`;
  return `version ${version}, generation ${generation}: ${who}`;
}

function entries(first: number, through: number): string {
  return first === through ? `entry ${through}` : `entries ${first} to ${through}`;
}

/** An operation or result of a client: short ones in full. */
function short(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

export function readObservation(seen: Observation): string {
  switch (seen.what) {
    case "phase":
      return `${seen.from} becomes ${seen.to}: ${seen.reason}`;
    case "logged":
      return `logged ${entries(seen.first, seen.through)}, ${seen.bytes.length} bytes, at position ${seen.position}`;
    case "sent":
      return `sent entries up to ${seen.through} to ${seen.to}`;
    case "received":
      return `received entries up to ${seen.through} from ${seen.from}`;
    case "acknowledged":
      return `acknowledged entries up to ${seen.through} to ${seen.to}`;
    case "heard-acknowledgement":
      return `heard ${seen.from} acknowledge up to ${seen.through}`;
    case "applied":
      return `applied ${entries(seen.first, seen.through)}, stands at position ${seen.position}`;
    case "produced": {
      const entry = seen.entry === null ? "" : `, entry ${seen.entry}`;
      return `${seen.live ? "produced" : "replayed"} ${seen.device} ${seen.output} at position ${seen.position}${entry}`;
    }
    case "released":
      return `released ${seen.device} ${seen.output}${seen.again ? " again" : ""}, held ${duration(seen.heldNs)}`;
    case "disk-issued":
      return `issued ${seen.type} ${seen.operation}${seen.again ? " again" : ""}: ${seen.sectorCount} sectors from ${seen.sector}`;
    case "disk-completed":
      return `disk operation ${seen.operation} ${seen.ok ? "completed" : "failed"}`;
    case "suspected":
      return `suspects ${seen.peer}: ${seen.path} silent for ${duration(seen.silentNs)}`;
    case "asked":
      return `asked the arbiter: ${seen.request.kind} (${seen.request.id})`;
    case "answered":
      return `the arbiter said ${seen.reply.granted ? "yes" : "no"} to ${seen.reply.id}: ${record(seen.reply.record)}`;
    case "live":
      return `went live in generation ${seen.record.generation}, position ${seen.position}, drained in ${duration(seen.drainNs)}`;
    case "alone":
      return `goes on alone at position ${seen.position}`;
    case "digest":
      return `digest ${seen.digest} at position ${seen.position}`;
    case "diverged":
      return `diverged at position ${seen.position}: expected ${seen.expected}, found ${seen.found}`;
    case "stream-refused":
      return `refused what came from ${seen.peer ?? "a stranger"}: ${seen.reason}`;
    case "announced":
      return `announced its MAC address, attempt ${seen.attempt}`;
    case "lag":
      return `execution lag ${duration(seen.lagNs)}, CPU share ${(seen.sharePerMille / 10).toFixed(1)} %`;
    case "cpu-share":
      return `has ${(seen.perMille / 10).toFixed(1)} % of the CPU, as the operator says`;
    case "vmotion":
      return `FT VMotion to ${seen.to}: ${seen.step}${seen.stopNs > 0 ? `, stopped ${duration(seen.stopNs)}` : ""}`;
    case "executed":
      return `executed ${seen.instructions} instructions, stands at position ${seen.position}`;
    case "guest-died":
      return `the guest killed itself at position ${seen.position}`;
    case "powered-off":
      return `powered off at position ${seen.position}`;
    case "no-memory":
      return `has no room for the VM: ${seen.byteCount} bytes`;
    case "refused-cold-start":
      return `refuses a cold start: ${seen.reason}`;
    case "halted":
      return `halted: ${seen.reason}`;
  }
}

export function readEvent(event: TraceEvent): string {
  switch (event.kind) {
    case "replica":
      return `${event.observation.replica} ${readObservation(event.observation)}`;
    case "record":
      return `record ${record(event.record)}${event.request ? ` (${event.request.id})` : ""}`;
    case "record-refused":
      return `refused ${event.request.id}: record ${record(event.record)}`;
    case "frame-out":
      return `frame ${event.output ?? "of its own"} from ${event.replica ?? event.host}, ${event.byteCount} bytes, on the wire`;
    case "frame-lost":
      return `lost on ${event.link}: ${event.reason}`;
    case "tampered":
      return `log from ${event.from} to ${event.to} ${event.how}`;
    case "console-out":
      return `console byte ${JSON.stringify(String.fromCharCode(event.byte))} on the wire`;
    case "disk-written":
      return `${event.by} wrote ${event.sectorCount} sectors from ${event.sector} of ${event.disk}, operation ${event.operation}`;
    case "disk-refused":
      return `${event.disk} refused operation ${event.operation} of ${event.by}: not the sole writer`;
    case "invoke":
      return `asks request ${event.request}: ${short(event.operation)}`;
    case "retry":
      return `asks request ${event.request} again, attempt ${event.attempt}`;
    case "response":
      return `has the answer to request ${event.request}: ${short(event.result)}`;
    case "connection":
      return `connection ${event.connection}: ${event.state}`;
    case "fault":
      return event.phase === "applied"
        ? `fault: ${event.reading}`
        : event.phase === "ended"
          ? `fault over: ${event.reading}`
          : `fault suppressed by its guard: ${event.reading}`;
    case "host":
      return `host ${event.host} is ${event.state}`;
    case "quiet":
      return "no more faults: the quiet phase begins";
    case "end":
      return `the run ends: ${event.reason}`;
  }
}
