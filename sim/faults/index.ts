/** Every kind of fault, by name (FAULTS.md). */
import { arbiterReplyLost } from "./arbiter-reply-lost.ts";
import { crash } from "./crash.ts";
import type { FaultKind } from "./fault.ts";
import { linkDelay } from "./link-delay.ts";
import { linkLoss } from "./link-loss.ts";
import { partition } from "./partition.ts";
import { pause } from "./pause.ts";
import { storageUnreachable } from "./storage-unreachable.ts";

const all = [crash, pause, partition, linkDelay, linkLoss, storageUnreachable, arbiterReplyLost];

/** A kind is only ever handed faults that its own schema accepted. */
export const faultKinds: ReadonlyMap<string, FaultKind> = new Map(
  all.map((kind) => [kind.name, kind as unknown as FaultKind]),
);
