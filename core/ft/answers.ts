/** What a node does about the arbiter's answers. */
import { takeAnswer } from "./arbiter-client.ts";
import { cloneReads, resumeAsBackup } from "./backup.ts";
import { startAnew } from "./cold-start.ts";
import { type Context, enter, followerOf, nowOf } from "./context.ts";
import { finishDraining } from "./go-live.ts";
import { halt, leave } from "./lifecycle.ts";
import { goOnAlone } from "./protection.ts";
import type { ArbiterRecord, ArbiterReply, ArbiterRequest } from "./record.ts";
import { destinationReads } from "./vmotion-destination.ts";
import { cloneArmed, cloneTookOver } from "./vmotion-source.ts";

export function answered(context: Context, reply: ArbiterReply): void {
  const request = takeAnswer(context, reply);
  if (!request) return;
  if (reply.granted) return granted(context, request);
  const reason = `the arbiter said no: owner is ${reply.record.owner ?? "nobody"}`;
  switch (context.parts.losing.afterNo(request.kind, context.state.replica, reply.record)) {
    case "resume":
      return resumeAsBackup(context, reason);
    case "off":
      return leave(context, "off", "the record says that the VM is powered off");
    case "spare":
      return leave(context, "spare", reason);
    case "halt":
      return halt(context, reason);
  }
}

function granted(context: Context, { kind, expected }: ArbiterRequest): void {
  switch (kind) {
    case "live":
      followerOf(context).grantedNs = nowOf(context);
      enter(context, "draining", "the arbiter said yes");
      return finishDraining(context);
    case "alone":
      return goOnAlone(context, expected.backup);
    case "arm":
    case "move-backup":
      return cloneArmed(context);
    case "move-primary":
      cloneTookOver(context);
      return halt(context, "the arbiter said yes: the destination is the owner");
    case "power-off":
      return leave(context, "off", "the arbiter said yes: powered off");
    case "cold-start":
      return startAnew(context);
  }
}

/** The answer to who waits for the record to change. */
export function recordRead(context: Context, record: ArbiterRecord): void {
  const { phase, open } = context.state;
  if (phase === "destination") destinationReads(context, record);
  if (phase === "asking-live" && !open) cloneReads(context, record);
}
