/** What an asker does when the arbiter says no: a table of cases of which exactly one matches (DESIGN 6, losing). */
import type { ArbiterRecord, ReplicaId, RequestKind } from "./record.ts";

export interface Losing {
  afterNo(kind: RequestKind, asker: ReplicaId, record: ArbiterRecord): "resume" | "halt";
}

/**
 * | asked        | the record now                   | so                                                      |
 * |--------------|----------------------------------|---------------------------------------------------------|
 * | to go live   | still names the asker as backup  | `resume`: serve the owner that it names, e.g. after a   |
 * |              |                                  | move of the primary; suspect afresh if that one is dead |
 * | to go live   | names others                     | `halt`: somebody else won, or the asker was dropped     |
 * | all the rest | differs from what the owner knew | `halt`: only a new owner can have changed it            |
 */
export const losing: Losing = {
  afterNo(kind, asker, record) {
    return kind === "live" && record.backup === asker && record.state === "running" ? "resume" : "halt";
  },
};
