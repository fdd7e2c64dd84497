/** The backup lets its outputs go: two machines answer ARP. Shows with: any output. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const backupSpeaks: Mutant = {
  id: "backup-speaks",
  row: "10",
  about: "the backup lets its outputs go: two machines answer ARP",
  situation: "any output",
  property: "backup-silent",
  scenario: "failover-kv",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8, clients: 1 },
    regime: "bounded",
    schedule: [],
  },
  parts: { ...standardParts, outputGate: { ...standardParts.outputGate, leavesBackup: () => true } },
};
