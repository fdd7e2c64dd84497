import { crashAfterLateWrites } from "./schedules.ts";
import { guestScenario } from "./guest-scenario.ts";

/** Two hosts: whoever is dropped is the next backup. */
export const lateOwnDisk = guestScenario("wal", "kv", {
  name: "late-own-disk",
  claim:
    "the disk of a host that is made the backup again still holds writes of before: none lands on what was copied since",
  vm: { disks: "non-shared" },
  schedule: (_topology, untilNs) => crashAfterLateWrites(untilNs),
});
