/**
 * Powering off (paper 3.3) travels in the log, so that the backup does not take it for a failure. The primary stops the
 * guest, lets every output leave and every write complete, and only then logs it: so a backup that has the entry owes
 * nothing to anybody. Both ask to have the record say `off`; the first to be served does it for both.
 */
import { ask } from "./arbiter-client.ts";
import { type Context, enter, guestOf, machineOf, observe, ownerOf, recorderOf } from "./context.ts";
import { leave } from "./lifecycle.ts";

/** The operator's order: the guest executes nothing more. */
export function powerOff(context: Context): void {
  const owner = ownerOf(context);
  if (owner.power === "on") owner.power = "stopping";
}

/** Brings the power-off of an owner on as far as it goes now. */
export function advancePowerOff(context: Context): void {
  const owner = ownerOf(context);
  const { held, disk, execution } = guestOf(context);
  const { outputGate } = context.parts;
  if (owner.power === "stopping") {
    const writes = disk.some(({ operation }) => operation.type === "write");
    if (held.length > 0 || writes || owner.clone) return;
    recorderOf(context).control({ type: "power-off" });
    owner.power = "logged";
    owner.powerEntry = execution.nextEntry - 1;
  }
  const { phase } = context.state;
  if (owner.power !== "logged" || (phase !== "primary-alone" && phase !== "primary-protected")) return;
  const acknowledged = outputGate.acknowledged(outputGate.winners(owner, phase));
  if (outputGate.mayLeave(owner.powerEntry, acknowledged, null)) askOff(context);
}

/** The follower has executed all there will ever be. */
export function followerPoweredOff(context: Context): void {
  const { state } = context;
  if (state.phase !== "backup") return;
  if (state.record.backup === state.replica) return askOff(context);
  observe(context, { what: "powered-off", position: machineOf(context).position });
  leave(context, "off", "powered off by the log");
}

function askOff(context: Context): void {
  const { state } = context;
  observe(context, { what: "powered-off", position: machineOf(context).position });
  enter(context, "asking-off", "powered off: nothing more will leave");
  const { generation, owner, backup } = state.record;
  ask(context, "power-off", { generation, owner, backup, state: "off" });
}
