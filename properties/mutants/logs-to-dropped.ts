/** After a move of the backup the primary goes on logging to the former one, and counts its acknowledgements. Shows with: the new backup acknowledges later than the former. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Mutant } from "./mutant.ts";

export const logsToDropped: Mutant = {
  id: "logs-to-dropped",
  row: "17",
  about: "after a move of the backup the primary goes on logging to the former one, and counts its acknowledgements",
  situation: "the new backup acknowledges later than the former",
  property: "output-rule",
  scenario: "vmotion-under-load",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8, clients: 2, think: 100 },
    regime: "bounded",
    schedule: [
      { kind: "move", target: "backup", at: 3_000_000_000 },
      {
        kind: "link-delay",
        target: "A-C",
        path: "log",
        at: 3_500_000_000,
        forNs: 2_000_000_000,
        delayNs: 100_000_000,
        jitterNs: 0,
        tailPerMille: 0,
        tailNs: 0,
      } as Fault,
    ],
  },
  parts: {
    ...standardParts,
    logSender: { ...standardParts.logSender, keeps: (_link, backup) => backup !== null },
    outputGate: {
      ...standardParts.outputGate,
      winners({ links }, phase) {
        const most = Math.max(...links.map(({ acknowledged }) => acknowledged));
        return phase === "asking-arm" ? links : links.filter(({ acknowledged }) => acknowledged === most);
      },
    },
  },
};
