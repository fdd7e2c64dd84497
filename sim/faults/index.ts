/** Every kind of fault, by name (FAULTS.md). */
import { arbiterReplyLost } from "./arbiter-reply-lost.ts";
import { clockDrift } from "./clock-drift.ts";
import { clockFreeze } from "./clock-freeze.ts";
import { crash } from "./crash.ts";
import type { FaultKind } from "./fault.ts";
import { isolate } from "./isolate.ts";
import { linkBandwidth } from "./link-bandwidth.ts";
import { linkClog } from "./link-clog.ts";
import { linkCorrupt } from "./link-corrupt.ts";
import { linkDelay } from "./link-delay.ts";
import { linkDuplicate } from "./link-duplicate.ts";
import { linkLoss } from "./link-loss.ts";
import { linkReorder } from "./link-reorder.ts";
import { linkReplay } from "./link-replay.ts";
import { linkSplit } from "./link-split.ts";
import { partition } from "./partition.ts";
import { partitionFlapping } from "./partition-flapping.ts";
import { partitionRing } from "./partition-ring.ts";
import { pause } from "./pause.ts";
import { slowCpu } from "./slow-cpu.ts";
import { staleMac } from "./stale-mac.ts";
import { storageUnreachable } from "./storage-unreachable.ts";
import { streamHalfOpen } from "./stream-half-open.ts";
import { streamReset } from "./stream-reset.ts";
import { swizzleClog } from "./swizzle-clog.ts";
import { wallJump } from "./wall-jump.ts";

const all = [
  linkDelay,
  linkLoss,
  linkDuplicate,
  linkReorder,
  linkReplay,
  linkCorrupt,
  linkBandwidth,
  linkClog,
  linkSplit,
  swizzleClog,
  partition,
  partitionFlapping,
  partitionRing,
  isolate,
  streamReset,
  streamHalfOpen,
  staleMac,
  storageUnreachable,
  arbiterReplyLost,
  crash,
  pause,
  slowCpu,
  clockDrift,
  clockFreeze,
  wallJump,
];

/** A kind is only ever handed faults that its own schema accepted. */
export const faultKinds: ReadonlyMap<string, FaultKind> = new Map(
  all.map((kind) => [kind.name, kind as unknown as FaultKind]),
);
