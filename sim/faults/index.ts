/** Every kind of fault, by name (FAULTS.md). */
import type { FaultKind } from "./fault.ts";
import { arbiterReplyLost } from "./arbiter-reply-lost.ts";
import { arbiterRequestRepeated } from "./arbiter-request-repeated.ts";
import { arbiterSlow } from "./arbiter-slow.ts";
import { blackout } from "./blackout.ts";
import { clockDrift } from "./clock-drift.ts";
import { clockFreeze } from "./clock-freeze.ts";
import { clockOffset } from "./clock-offset.ts";
import { coldStart } from "./cold-start.ts";
import { cpuShare } from "./cpu-share.ts";
import { crash } from "./crash.ts";
import { crashAtStep } from "./crash-at-step.ts";
import { crashTwo } from "./crash-two.ts";
import { delayedWrite } from "./delayed-write.ts";
import { diskError } from "./disk-error.ts";
import { diskFull } from "./disk-full.ts";
import { diskSlow } from "./disk-slow.ts";
import { diskStall } from "./disk-stall.ts";
import { diskThrottle } from "./disk-throttle.ts";
import { dmaFlip } from "./dma-flip.ts";
import { isolate } from "./isolate.ts";
import { latentSector } from "./latent-sector.ts";
import { linkBandwidth } from "./link-bandwidth.ts";
import { linkClog } from "./link-clog.ts";
import { linkCorrupt } from "./link-corrupt.ts";
import { linkDelay } from "./link-delay.ts";
import { linkDuplicate } from "./link-duplicate.ts";
import { linkLoss } from "./link-loss.ts";
import { linkReorder } from "./link-reorder.ts";
import { linkReplay } from "./link-replay.ts";
import { linkSplit } from "./link-split.ts";
import { logTampering } from "./log-tampering.ts";
import { lostFlush } from "./lost-flush.ts";
import { lostWrite } from "./lost-write.ts";
import { memoryExhausted } from "./memory-exhausted.ts";
import { misdirectedRead } from "./misdirected-read.ts";
import { misdirectedWrite } from "./misdirected-write.ts";
import { move } from "./move.ts";
import { partition } from "./partition.ts";
import { partitionFlapping } from "./partition-flapping.ts";
import { partitionRing } from "./partition-ring.ts";
import { partitionSides } from "./partition-sides.ts";
import { pause } from "./pause.ts";
import { powerLoss } from "./power-loss.ts";
import { powerOff } from "./power-off.ts";
import { ramFlip } from "./ram-flip.ts";
import { registerFlip } from "./register-flip.ts";
import { rollingLoss } from "./rolling-loss.ts";
import { sectorFlip } from "./sector-flip.ts";
import { shortRead } from "./short-read.ts";
import { slowCpu } from "./slow-cpu.ts";
import { staleMac } from "./stale-mac.ts";
import { storageUnreachable } from "./storage-unreachable.ts";
import { streamHalfOpen } from "./stream-half-open.ts";
import { streamReset } from "./stream-reset.ts";
import { swizzleClog } from "./swizzle-clog.ts";
import { tornWrite } from "./torn-write.ts";
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
  partitionSides,
  isolate,
  streamReset,
  streamHalfOpen,
  staleMac,
  diskSlow,
  diskStall,
  diskThrottle,
  diskError,
  diskFull,
  delayedWrite,
  lostWrite,
  tornWrite,
  misdirectedWrite,
  misdirectedRead,
  shortRead,
  lostFlush,
  sectorFlip,
  latentSector,
  storageUnreachable,
  arbiterSlow,
  arbiterReplyLost,
  arbiterRequestRepeated,
  crash,
  crashAtStep,
  crashTwo,
  rollingLoss,
  powerLoss,
  blackout,
  pause,
  slowCpu,
  memoryExhausted,
  clockDrift,
  clockFreeze,
  clockOffset,
  wallJump,
  logTampering,
  ramFlip,
  registerFlip,
  dmaFlip,
  powerOff,
  coldStart,
  move,
  cpuShare,
];

/** A kind is only ever handed faults that its own schema accepted. */
export const faultKinds: ReadonlyMap<string, FaultKind> = new Map(
  all.map((kind) => [kind.name, kind as unknown as FaultKind]),
);
