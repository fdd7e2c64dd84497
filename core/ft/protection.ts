/** An owner and its backup: suspicion, asking to go on alone, and going on. */
import { ask } from "./arbiter-client.ts";
import { type Context, enter, machineOf, nowOf, observe, ownerOf } from "./context.ts";
import { dropFormer } from "./log-sender.ts";
import { seekProtection } from "./placement.ts";
import { hostOf, type ReplicaId } from "./record.ts";
import type { LogLink } from "./state.ts";
import { giveUpClone } from "./vmotion-source.ts";

function backupLink(context: Context): LogLink | null {
  const { backup } = context.state.record;
  for (const link of ownerOf(context).links) if (link.replica === backup) return link;
  return null;
}

/** Paper 2.3: the primary, too, watches both paths, and must win before it runs alone. */
export function suspectBackup(context: Context): void {
  const { state, parts, config } = context;
  if (state.phase !== "primary-protected") return;
  const link = backupLink(context);
  if (!link) return;
  const { path, silentNs } = parts.detector.silence(link.heard, nowOf(context));
  if (silentNs < config.tuning.detectorTimeoutNs) return;
  observe(context, { what: "suspected", peer: link.replica, path, silentNs });
  askAlone(context, `${link.replica} is silent on the ${path} path`);
}

/** A backup that diverged or cannot read is as good as silent. */
export function backupReported(context: Context, replica: ReplicaId, report: string): void {
  const { state } = context;
  if (replica === ownerOf(context).clone?.replica) return giveUpClone(context, report);
  if (state.phase !== "primary-protected" || replica !== state.record.backup) return;
  observe(context, { what: "suspected", peer: replica, path: "report", silentNs: 0 });
  askAlone(context, `${replica} reports: ${report}`);
}

function askAlone(context: Context, reason: string): void {
  const { state } = context;
  giveUpClone(context, reason);
  enter(context, "asking-alone", reason);
  ask(context, "alone", { generation: state.record.generation, owner: state.replica, backup: null, state: "running" });
}

/** The arbiter said yes: nothing more is logged to the backup that was. */
export function goOnAlone(context: Context, former: ReplicaId | null): void {
  dropFormer(context);
  enter(context, "primary-alone", "the arbiter said yes");
  observe(context, { what: "alone", record: context.state.record, position: machineOf(context).position });
  seekProtection(context, former && hostOf(former));
}
