/** What a state must look like that only faults can leave. */
import { blockOf, executedCount, isCompleted, isWrite, itemCount, kindAt, through, type History } from "./history.ts";
import type { Moment, Violation } from "./moment.ts";
import { hostOf, type Host, type Role } from "./state.ts";

const gone: ReadonlySet<Role> = new Set(["down", "halted", "idle", "off"]);

export function judgeQuiet(moment: Moment): Violation | null {
  const { record } = moment.state;
  const { owner, backup } = record;
  if (owner === null) return null;
  const one = moment.replica(owner);
  if (record.state === "off") {
    const waits = [owner, backup].find((id) => !gone.has(moment.replica(id)?.role ?? "idle"));
    if (waits) return `I7 the machine is off, and ${waits} goes on`;
    const ended = one?.history ?? moment.replica(backup)?.history ?? null;
    return ended === null ? null : judgeHistory(moment, ended, hostOf(owner));
  }
  if (one?.role !== "primary") {
    const entitled = moment.replica(backup)?.role === "backup";
    if ((one && !gone.has(one.role)) || entitled) return "I5 an entitled replica waits for ever";
    return moment.rules.bounded ? "I5 no replica is left" : null;
  }
  const history = one.history ?? "";
  if (one.power !== "on") return "I7 the machine was to be off, and the record does not say so";
  if (executedCount(history) < moment.rules.program.length) return "I5 the owner does not run";
  return judgeHistory(moment, history, hostOf(owner));
}

/** Every output was released, every write completed, each block holds the last one. */
function judgeHistory(moment: Moment, history: History, host: Host): Violation | null {
  const last: [History, History] = ["", ""];
  for (let item = 0; item < itemCount(history); item++) {
    const kind = kindAt(history, item);
    if (kind === "F" && !moment.state.frames.includes(String(item)))
      return `I3 frame ${item} of ${history} was never released`;
    if (!isWrite(kind)) continue;
    if (!isCompleted(history, item)) return `I3 write ${item} of ${history} never completed`;
    last[blockOf(kind)] = through(history, item);
  }
  const disk = moment.state.disks[moment.rules.disks === "shared" ? "shared" : host];
  for (const block of [0, 1] as const)
    if (last[block] && disk[block] !== last[block])
      return `I2 block ${block} holds ${disk[block] || "nothing"}, last written ${last[block]}`;
  return null;
}
