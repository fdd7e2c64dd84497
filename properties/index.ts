/** Every claim that runs are held against, in the order in which reports show them. */
import { antiAffinity } from "./anti-affinity.ts";
import { assertions } from "./assertions.ts";
import { backupSilent } from "./backup-silent.ts";
import { connectionsKept } from "./connections-kept.ts";
import { converges } from "./converges.ts";
import { cutBounded } from "./cut-bounded.ts";
import { diskConsistent } from "./disk-consistent.ts";
import { divergenceReported } from "./divergence-reported.ts";
import { failoverBounded } from "./failover-bounded.ts";
import { lagBounded } from "./lag-bounded.ts";
import { linearizable } from "./linearizable/linearizable.ts";
import { logIntact } from "./log-intact.ts";
import { logDamageReported } from "./log-damage-reported.ts";
import { noFalseFailover } from "./no-false-failover.ts";
import { noLostOutput } from "./no-lost-output.ts";
import { noTotalLoss } from "./no-total-loss.ts";
import { outputRule } from "./output-rule.ts";
import { powerOffObeyed } from "./power-off-obeyed.ts";
import { promptInput } from "./prompt-input.ts";
import { promptOutput } from "./prompt-output.ts";
import type { Property } from "./property.ts";
import { replayIdentical } from "./replay-identical.ts";
import { reprotected } from "./reprotected.ts";
import { runsWhileHeld } from "./runs-while-held.ts";
import { singleHistory } from "./single-history.ts";
import { singleLive } from "./single-live.ts";
import { stuck } from "./stuck.ts";
import { throttleReturned } from "./throttle-returned.ts";
import { throttleStable } from "./throttle-stable.ts";
import { timeMonotonic } from "./time-monotonic.ts";

export const properties: readonly Property[] = [
  outputRule,
  singleHistory,
  noLostOutput,
  singleLive,
  replayIdentical,
  backupSilent,
  diskConsistent,
  linearizable,
  connectionsKept,
  logIntact,
  logDamageReported,
  divergenceReported,
  timeMonotonic,
  powerOffObeyed,
  noFalseFailover,
  noTotalLoss,
  lagBounded,
  throttleStable,
  throttleReturned,
  runsWhileHeld,
  promptOutput,
  promptInput,
  failoverBounded,
  cutBounded,
  reprotected,
  antiAffinity,
  converges,
  stuck,
  assertions,
];
