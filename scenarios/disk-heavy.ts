import fc from "fast-check";
import { guestScenario } from "./guest-scenario.ts";
import type { Scenario } from "./scenario.ts";
import { anyFaults, crashOfPrimary, isHarmless } from "./schedules.ts";

const base = guestScenario("disk", "disk", {
  name: "disk-heavy",
  claim:
    "a guest with overlapping reads and writes under way all the time reads what it wrote, before and after failover",
  // Not in the campaign: a run takes seconds of wall time, and on a slower CPU (500,000 units/s) prompt-input is violated.
  tags: [],
  defaults: { seconds: 8, quiet: 8, clients: 1 },
  schedule: (topology, untilNs, regime) =>
    fc
      .tuple(
        crashOfPrimary(untilNs),
        anyFaults(topology, untilNs, regime, 3, (kind) => kind.family === "disk" || isHarmless(kind)),
      )
      .map((parts) => parts.flat()),
});

export const diskHeavy: Scenario = {
  ...base,
  settings: [
    ...base.settings,
    { name: "backup-reads", about: "the backup reads the disk itself", unit: "0 or 1", min: 0, max: 1, byDefault: 0 },
  ],
  topology: (settings) => ({ ...base.topology(settings), backupReads: settings["backup-reads"] === 1 }),
  vary: () => fc.record({ "backup-reads": fc.integer({ min: 0, max: 1 }) }),
};
