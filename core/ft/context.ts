/** What the functions of a node work on while it handles one input. */
import type { Effect, HostTime } from "../ports.ts";
import type { Recorder } from "../replay/recorder.ts";
import type { Replayer } from "../replay/replayer.ts";
import type { VirtualMachine } from "../vm/machine-io.ts";
import type { Nanoseconds } from "../vm/units.ts";
import type { NodeConfig } from "./config.ts";
import type { ImageTaker } from "./machine-image.ts";
import type { Observation } from "./observation.ts";
import type { Parts } from "./parts.ts";
import { isAllowed, type Phase } from "./phase.ts";
import type { FollowerState, GuestState, NodeState, OwnerState } from "./state.ts";

export interface Context {
  readonly config: NodeConfig;
  readonly parts: Parts;
  readonly state: NodeState;
  time: HostTime;
  effects: Effect[];
  machine: VirtualMachine | null;
  /** The machine's memory, from the pool. */
  memory: ArrayBuffer | null;
  images: ImageTaker | null;
  /** `VirtualMachine.writeMark` of the present round of pre-copy. */
  cloneMark: number | null;
  /** The same of the present epoch. */
  epochMark: number | null;
  /** Drives the machine of an owner. */
  recorder: Recorder | null;
  /** Drives the machine of a follower. */
  replayer: Replayer | null;
}

/** Now, on the host's monotonic clock. */
export function nowOf(context: Context): Nanoseconds {
  return context.time.monotonicNs;
}

/** Guest time of this moment on an owner, before any unit of a slice. */
export function guestNow(context: Context): Nanoseconds {
  return nowOf(context) + ownerOf(context).guestAheadNs;
}

type WithoutReplica<T> = T extends unknown ? Omit<T, "replica"> : never;

export function observe(context: Context, observation: WithoutReplica<Observation>): void {
  const whole = { replica: context.state.replica, ...observation } as Observation;
  context.effects.push({ kind: "observe", observation: whole });
}

export function enter(context: Context, to: Phase, reason: string): void {
  const { state } = context;
  const from = state.phase;
  if (!isAllowed(from, to)) throw new Error(`${state.replica}: no transition from ${from} to ${to} (${reason})`);
  state.phase = to;
  observe(context, { what: "phase", from, to, reason });
}

/** The machine and what goes with it, where the phase implies that there is one. */
export function guestOf(context: Context): GuestState {
  return present(context, context.state.guest, "guest");
}

export function ownerOf(context: Context): OwnerState {
  return present(context, context.state.owner, "owner's state");
}

export function followerOf(context: Context): FollowerState {
  return present(context, context.state.follower, "follower's state");
}

export function machineOf(context: Context): VirtualMachine {
  return present(context, context.machine, "machine");
}

export function recorderOf(context: Context): Recorder {
  return present(context, context.recorder, "recorder");
}

export function replayerOf(context: Context): Replayer {
  return present(context, context.replayer, "replayer");
}

function present<T>(context: Context, value: T | null, what: string): T {
  if (value === null) throw new Error(`${context.state.replica} (${context.state.phase}) has no ${what}`);
  return value;
}
