/** Outputs leave by the Output Rule; writes one a block, by the record's owner alone. */
import type { Observation } from "../../../core/ft/observation.ts";
import type { Phase } from "../../../core/ft/phase.ts";
import type { TraceEvent } from "../../../sim/trace.ts";
import { couldWin, obeyed } from "../output-rule.ts";
import { require, type Ledger, type ReplicaLedger } from "./ledger.ts";

type Of<What extends Observation["what"]> = Extract<Observation, { what: What }>;

const right = new Set<never>();

const releasing: ReadonlySet<Phase> = new Set(["primary-alone", "primary-protected", "asking-alone", "asking-arm"]);

export function release(ledger: Ledger, one: ReplicaLedger, { output, device, entry }: Of<"released">): void {
  require(releasing.has(one.phase), () => `a replica in phase ${one.phase} releases nothing`);
  if (device !== "disk") {
    require(output > one.handed, () => `output ${one.handed} was handed over before ${output}`);
    one.handed = output;
  }
  if (entry === null) return;
  const { known, clone, seen, open } = one;
  const kind = known?.backup ? "move-backup" : "arm";
  for (const winner of obeyed(known?.backup ?? null, clone && { ...clone, kind }, open !== null, right)) {
    const acknowledged = seen.get(winner) ?? 0;
    require(acknowledged >= entry, () =>
      `${winner} is known to have entry ${acknowledged}, and ${entry} is the output's`);
  }
  if (!ledger.record) return;
  for (const winner of couldWin(one.id, ledger.record, ledger.asked.values())) {
    const acknowledged = ledger.acknowledged.get(`${winner}>${one.id}`) ?? 0;
    require(acknowledged >= entry, () => `${winner} could win, has ${acknowledged}, and ${entry} is the output's`);
  }
}

const overlap = (a: { sector: number; sectorCount: number }, b: { sector: number; sectorCount: number }): boolean =>
  a.sector < b.sector + b.sectorCount && b.sector < a.sector + a.sectorCount;

export function issue(ledger: Ledger, one: ReplicaLedger, seen: Of<"disk-issued">): void {
  const { operation, type, sector, sectorCount } = seen;
  if (type !== "write") return;
  // To a disk of its own a backup writes what the log says is done on its owner's.
  const owners =
    one.phase === "backup" && one.known?.owner ? ledger.replica(one.known.owner).writes.get(operation) : null;
  require(!owners || owners.landed, () => `write ${operation} is under way on the disk of ${one.known?.owner}`);
  for (const [other, write] of one.writes)
    if (other !== operation)
      require(write.landed || !overlap(write, { sector, sectorCount }), () =>
        `write ${other} overlaps, and is under way`);
  one.writes.set(operation, { sector, sectorCount, landed: false, completed: false });
}

/** Phases in which the log says what is complete, and this replica's own disk may be later. */
const following: ReadonlySet<Phase> = new Set(["backup", "asking-live", "draining"]);

/** An owner tells its guest what its disk has done; who follows a log, what the log says. */
export function complete(one: ReplicaLedger, { operation, ok }: Of<"disk-completed">): void {
  const write = one.writes.get(operation);
  if (!write) return;
  if (ok && !following.has(one.phase)) require(write.landed, () => `write ${operation} has not reached the disk`);
  write.completed = ok;
  if (write.landed || !ok) one.writes.delete(operation);
}

/** Its disk has what its guest was told is complete. */
export function diskIsCurrent(one: ReplicaLedger): void {
  for (const [operation, { completed, landed }] of one.writes)
    require(landed || !completed, () => `write ${operation} is complete in its history, and not on its disk`);
}

export function land(ledger: Ledger, { disk, by, operation }: Extract<TraceEvent, { kind: "disk-written" }>): void {
  const write = ledger.replica(by).writes.get(operation);
  if (disk === "shared") {
    require(ledger.record?.owner === by, () => `storage takes writes of ${ledger.record?.owner} alone`);
    require(write !== undefined, () => `${by} issued no write ${operation}`);
  }
  if (write) write.landed = true;
}

export function fence(ledger: Ledger, { disk, by }: Extract<TraceEvent, { kind: "disk-refused" }>): void {
  require(disk === "shared" && ledger.record?.owner !== by, () => `${by} is the sole writer of ${disk}`);
}
