/**
 * Which claims a run of each strategy is held against (DESIGN 6), and why. `replay` is held against all of them; with
 * `checkpoint` the backup executes nothing, so what is claimed of its execution has nobody to be claimed of.
 */
import type { VmView } from "../sim/topology.ts";

const holds = (why: string) => ({ applies: true, why }) as const;
const not = (why: string) => ({ applies: false, why }) as const;

/** A row per property: whether it is claimed of the strategy `checkpoint`. */
export const withCheckpoint: Readonly<Record<string, { readonly applies: boolean; readonly why: string }>> = {
  "output-rule": holds("an acknowledged epoch stands for the entries that it covers"),
  "single-history": holds("an epoch carries its outputs, so the backup has made what the primary released"),
  "no-lost-output": holds("the same: what an epoch covers is of the surviving history"),
  "single-live": holds("the arbiter's record is the same"),
  "replay-identical": holds("the state at the end of an epoch has the digest that the primary took of it"),
  "backup-silent": holds("a backup is one"),
  "disk-consistent": holds("an epoch carries its unfinished disk operations"),
  linearizable: holds("clients cannot tell the strategies apart"),
  "connections-kept": holds("the same"),
  "log-intact": holds("epochs are numbered by the entries that they cover"),
  "log-damage-reported": holds("the stream is the same, and an epoch carries a checksum, too"),
  "divergence-reported": holds("an epoch that leads elsewhere is refused"),
  "time-monotonic": holds("guest time is part of an epoch"),
  "power-off-obeyed": holds("an epoch says whether the power-off is among its entries"),
  "no-false-failover": holds("the detector is the same"),
  "no-total-loss": holds("the arbiter's record is the same"),
  "lag-bounded": not("lag is of a backup that executes"),
  "throttle-stable": not("nothing to throttle by: lag is of a backup that executes"),
  "throttle-returned": not("the same"),
  "runs-while-held": holds("an output waits, the VM does not"),
  "prompt-output": holds("within the round trip, the length of an epoch and the time to send it"),
  "prompt-input": holds("within those of the outputs on the way to an answer"),
  "failover-bounded": holds("nothing to drain: detection and arbiter alone"),
  "cut-bounded": holds("VMotion is the same"),
  reprotected: holds("placement is the same"),
  "anti-affinity": holds("placement is the same"),
  converges: holds("clients cannot tell the strategies apart"),
  stuck: holds("of every run"),
  assertions: holds("of every run"),
};

/** A scenario's own claims are of all strategies. */
export function appliesTo(strategy: VmView["strategy"], property: string): boolean {
  return strategy === "replay" || (withCheckpoint[property]?.applies ?? true);
}
