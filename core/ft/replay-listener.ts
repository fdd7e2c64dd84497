/** What a replica learns while it replays: outputs to keep, disk operations under way, how far the primary sent. */
import type { ReplayListener } from "../replay/replayer.ts";
import { type Context, guestOf, machineOf, observe } from "./context.ts";
import { completionLogged, ownData, start } from "./disk-queue.ts";
import { handOver, hold } from "./release.ts";
import { giveShare } from "./throttle.ts";

export function replayListener(context: Context): ReplayListener {
  return {
    input: (input) => ownData(context, input),
    applied(input) {
      if (input.kind !== "disk") return;
      completionLogged(context, input.operation, input.ok);
      observe(context, { what: "disk-completed", operation: input.operation, ok: input.ok });
    },
    made(output) {
      hold(context, output, true);
      if (context.parts.outputGate.leavesBackup()) handOver(context, output);
    },
    started: (operation) => start(context, operation, null, true),
    released(through) {
      const guest = guestOf(context);
      guest.handedOver = through;
      guest.held = guest.held.filter(({ output }) => output > through);
    },
    digest(position, digest) {
      const entry = guestOf(context).execution.nextEntry - 1;
      observe(context, { what: "digest", position, entry, digest });
    },
    control(operation) {
      if (operation.type === "cpu-share") giveShare(context, operation.perMille);
    },
    shutDown: () => observe(context, { what: "guest-died", position: machineOf(context).position }),
  };
}
