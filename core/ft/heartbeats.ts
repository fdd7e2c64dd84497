/** Who says when that it is alive, and what is heard of others. */
import { FormatError } from "../replay/bytes.ts";
import type { Nanoseconds } from "../vm/units.ts";
import { learn } from "./arbiter-client.ts";
import { follow, heardWhileAsking } from "./backup.ts";
import { type Context, nowOf } from "./context.ts";
import { decodeHeartbeat, encodeHeartbeat, type Heartbeat } from "./heartbeat-message.ts";
import { hostOf } from "./record.ts";

/** Hosts of the replicas to which this one says that it is alive. */
function heartbeatHosts({ state }: Context): readonly string[] {
  if (state.owner) return state.owner.links.map(({ replica }) => hostOf(replica));
  return state.follower ? [hostOf(state.follower.owner)] : [];
}

/** When to say so next; Infinity: never. Who asked to go on without the other says nothing. */
export function heartbeatNs({ state }: Context): Nanoseconds {
  const { owner, phase } = state;
  const says = owner ? phase !== "asking-alone" && owner.links.length > 0 : phase === "backup" && state.follower;
  return says ? state.heartbeatNs : Infinity;
}

export function sendHeartbeats(context: Context): void {
  const { state, config } = context;
  const now = nowOf(context);
  if (now < heartbeatNs(context)) return;
  state.heartbeatNs = now + config.tuning.heartbeatIntervalNs;
  for (const to of heartbeatHosts(context)) {
    const bytes = encodeHeartbeat({ sender: state.replica, record: state.record });
    context.effects.push({ kind: "datagram", to, bytes });
  }
}

export function heardDatagram(context: Context, bytes: Uint8Array): void {
  try {
    heardHeartbeat(context, decodeHeartbeat(bytes));
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
  }
}

function heardHeartbeat(context: Context, { sender, record }: Heartbeat): void {
  const { state } = context;
  const now = nowOf(context);
  for (const link of state.owner?.links ?? []) if (link.replica === sender) link.heard.heartbeatNs = now;
  if (state.phase === "asking-live" && state.follower?.owner === sender) heardWhileAsking(context);
  if (state.phase !== "backup" || !state.follower) return;
  // Only a record that names this replica is its own: asking against any other would be asking as somebody else.
  if (record.backup === state.replica && record.owner === sender) learn(context, record);
  if (state.record.owner === sender && state.follower.owner !== sender) follow(context);
  if (state.follower.owner === sender) state.follower.heard.heartbeatNs = now;
}
