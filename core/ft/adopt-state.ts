/** A replica takes over a state that was made elsewhere: a clone at the cut, a backup at the end of an epoch. */
import type { CloneState } from "./clone-state.ts";
import { type Context, guestOf, machineOf, nowOf, observe } from "./context.ts";
import { completionLogged, start } from "./disk-queue.ts";
import { applyShare, giveShare } from "./throttle.ts";

/** The pages are there already. False: the machine differs from the one whose state it is. */
export function adoptState(context: Context, cloned: CloneState): boolean {
  const { state } = context;
  const machine = machineOf(context);
  machine.restoreDevices(cloned.devices);
  const found = machine.digest();
  observe(context, {
    what: "digest",
    position: machine.position,
    entry: cloned.execution.nextEntry - 1,
    digest: found,
  });
  if (machine.position !== cloned.position || found !== cloned.digest) {
    observe(context, { what: "diverged", position: cloned.position, expected: cloned.digest, found });
    return false;
  }
  // Outputs of an epoch, which the backup has not seen in replay; those of a clone are its source's.
  const known = state.guest?.execution.nextOutput ?? Infinity;
  for (const made of [...cloned.held, ...cloned.disk.flatMap((started) => started.made ?? [])]) {
    const { output, device, position, hash, entry } = made;
    if (output >= known) observe(context, { what: "produced", output, device, position, hash, entry, live: false });
  }
  const now = nowOf(context);
  const { execution, handedOver, operationsStarted, sharePerMille } = cloned;
  const shareBefore = state.guest?.sharePerMille ?? 1000;
  const held = cloned.held.map((made) => ({ ...made, madeNs: now, replayed: true }));
  if (state.guest) Object.assign(state.guest.execution, execution);
  state.guest = {
    execution: state.guest?.execution ?? { ...execution },
    held,
    disk: [],
    handedOver,
    operationsStarted: 0,
    sharePerMille,
  };
  // A host whose last replica was an owner may still have what a throttle left of that one's share.
  if (sharePerMille === shareBefore) applyShare(context);
  else giveShare(context, sharePerMille);
  for (const { operation, made, logged } of cloned.disk) {
    start(context, operation, made, true);
    if (logged) completionLogged(context, operation.operation, true);
  }
  guestOf(context).operationsStarted = operationsStarted;
  return true;
}
