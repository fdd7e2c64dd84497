/** Outputs leave (paper 2.2): frames and console bytes in order, disk operations as they may overlap. */
import type { MadeOutput } from "../replay/output.ts";
import { type Context, guestOf, nowOf, observe, ownerOf, recorderOf } from "./context.ts";
import { issueOwned, observeRelease, start } from "./disk-queue.ts";

/** Keeps an output that the guest made until it may leave. */
export function hold(context: Context, made: MadeOutput, replayed: boolean): void {
  const guest = guestOf(context);
  const { output, device, position, hash, entry, made: what } = made;
  observe(context, { what: "produced", output, device, position, hash, entry, live: !replayed });
  if (what.kind === "disk") start(context, what.operation, made, replayed);
  else guest.held.push({ output, entry, device, position, hash, made: what, madeNs: nowOf(context), replayed });
}

/** Hands over all that may leave now, then notes in the log how far frames and console bytes went. */
export function release(context: Context): void {
  const guest = guestOf(context);
  const owner = ownerOf(context);
  const { outputGate } = context.parts;
  if (owner.stopped) return;
  const winners = outputGate.winners(owner, context.state.phase);
  const acknowledged = outputGate.acknowledged(winners);
  let left = 0;
  for (const held of guest.held) {
    if (!outputGate.mayLeave(held.entry, acknowledged, held.device)) break;
    handOver(context, held);
    guest.handedOver = held.output;
    observeRelease(context, held, held);
    left++;
  }
  if (left > 0) guest.held.splice(0, left);
  const through = outputGate.noteThrough(guest, winners);
  if (through > owner.noted) {
    owner.noted = through;
    recorderOf(context).noteReleased(through);
  }
  if (guest.disk.length > 0) issueOwned(context, acknowledged);
}

export function handOver(context: Context, { made, output }: MadeOutput): void {
  if (made.kind === "frame") context.effects.push({ kind: "frame", bytes: made.bytes, output });
  if (made.kind === "console") context.effects.push({ kind: "console", byte: made.byte, output });
}
