/** The winner issues writes again that were complete, the last one first. Shows with: two completed writes to one block
 * before the primary dies. */
import type { StartedOperation } from "../../core/ft/state.ts";
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

/** One that its replica has not carried out itself. */
const isReplayedWrite = ({ operation, replayed, stage }: StartedOperation): boolean =>
  operation.type === "write" && replayed && stage === "waiting";

export const completedIssuedAgain: Mutant = {
  id: "completed-issued-again",
  row: "34",
  about: "writes that were complete are issued again at go-live, in any order",
  situation: "two completed writes to one block before the primary dies",
  property: "disk-consistent",
  scenario: "disk-heavy",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8 },
    regime: "bounded",
    schedule: [{ kind: "crash", target: "primary", at: 4_000_000_000, guard: "whenProtected" }],
  },
  parts: {
    ...standardParts,
    diskCompletion: {
      isOver: (started, waits) => !isReplayedWrite(started) && standardParts.diskCompletion.isOver(started, waits),
    },
    goLive: {
      ...standardParts.goLive,
      operationsToIssue: (started) => started.toReversed(),
      diskIsCurrent: () => true,
    },
  },
};
