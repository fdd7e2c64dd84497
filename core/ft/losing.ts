/** What an asker does when the arbiter says no: a table of cases of which exactly one matches (DESIGN 6, losing). */
import type { ArbiterRecord, ReplicaId, RequestKind } from "./record.ts";

export interface Losing {
  afterNo(kind: RequestKind, asker: ReplicaId, record: ArbiterRecord): "resume" | "off" | "spare" | "halt";
}

/**
 * | asked        | the record now                   | so                                                      |
 * |--------------|----------------------------------|---------------------------------------------------------|
 * | a cold start | anything                         | `spare`: it never was a replica                         |
 * | anything     | says `off`, and names the asker  | `off`: the other replica has asked first                |
 * | to go live   | still names the asker as backup  | `resume`: serve the owner that it names, e.g. after a   |
 * |              |                                  | move of the primary; suspect afresh if that one is dead |
 * | to go live   | names others                     | `halt`: somebody else won, or the asker was dropped     |
 * | all the rest | differs from what the owner knew | `halt`: only a new owner can have changed it            |
 */
export const losing: Losing = {
  afterNo(kind, asker, record) {
    if (kind === "cold-start") return "spare";
    if (record.state === "off" && (record.owner === asker || record.backup === asker)) return "off";
    return kind === "live" && record.backup === asker && record.state === "running" ? "resume" : "halt";
  },
};
