/** A node's machine comes and goes with the replica that it belongs to. */
import { Recorder } from "../replay/recorder.ts";
import { Replayer } from "../replay/replayer.ts";
import type { InputSource, VirtualMachine } from "../vm/machine-io.ts";
import { type Context, enter, guestOf, machineOf, observe } from "./context.ts";
import { disconnect } from "./log-receiver.ts";
import { closeLink } from "./log-sender.ts";
import { ImageTaker } from "./machine-image.ts";
import { replayListener } from "./replay-listener.ts";

/** A machine just powered on, in memory from the pool. Null: the host has no room for it, and has said so. */
export function createMachine(context: Context): VirtualMachine | null {
  const { config } = context;
  context.memory = config.pool.take(config.memoryBytes);
  if (!context.memory) {
    observe(context, { what: "no-memory", byteCount: config.memoryBytes });
    return null;
  }
  const machine = config.createMachine(context.memory, nobody);
  context.machine = machine;
  context.images = new ImageTaker(machine);
  return machine;
}

export function dropMachine(context: Context): void {
  if (context.memory) context.config.pool.give(context.memory);
  context.memory = null;
  context.machine = null;
  context.recorder = null;
  context.replayer = null;
  context.images = null;
  context.cloneMark = null;
  context.epochMark = null;
}

/** A recorder for an owner, a replayer for a follower; nobody drives the machine of a destination. */
export function attachDriver(context: Context): void {
  const { config, parts, state } = context;
  const { hash, disks } = config;
  const machine = machineOf(context);
  context.recorder = null;
  context.replayer = null;
  machine.source = nobody;
  if (state.owner) {
    const { execution } = guestOf(context);
    const { tagging } = parts;
    if (config.strategy === "checkpoint") context.epochMark = machine.writeMark();
    context.recorder = new Recorder(machine, execution, state.owner.recording, { hash, disks, tagging });
  } else if (state.follower) {
    const { execution } = guestOf(context);
    const { delivery } = parts;
    const { replaying } = state.follower;
    const listener = replayListener(context);
    context.replayer = new Replayer(machine, execution, replaying, { hash, disks, delivery }, listener);
  }
}

/** This replica takes no part any more: it lost, was fenced off, or diverged. Its host may hold another one later. */
export function halt(context: Context, reason: string): void {
  observe(context, { what: "halted", reason });
  leave(context, "halted", reason);
}

/** Gives up a role that was never confirmed, or ends one, and everything that belongs to it. */
export function leave(context: Context, to: "spare" | "halted" | "off", reason: string): void {
  const { state } = context;
  for (const link of state.owner?.links ?? []) closeLink(context, link);
  for (const { stream } of state.strangers) context.effects.push({ kind: "stream-close", stream });
  for (const stream of [state.owner?.clone?.stream ?? null, state.joining?.stream ?? null]) {
    if (stream !== null) context.effects.push({ kind: "stream-close", stream });
  }
  if (state.follower) disconnect(context);
  enter(context, to, reason);
  Object.assign(state, { guest: null, owner: null, follower: null, joining: null, open: null, readNs: null });
  state.strangers = [];
  dropMachine(context);
}

/** A machine without a driver reads nothing. */
const nobody: InputSource = {
  guestNs: () => unreadable(),
  wallSeconds: () => unreadable(),
};

function unreadable(): never {
  throw new Error("a machine without a recorder or replayer cannot read a clock");
}
