/** Every scenario, the default first. */
import { alwaysWriting } from "./always-writing.ts";
import { bank } from "./bank.ts";
import { clockChaos } from "./clock-chaos.ts";
import { checkpointStrategy } from "./checkpoint-strategy.ts";
import { coldStart } from "./cold-start.ts";
import { cpuBound } from "./cpu-bound.ts";
import { contested } from "./contested.ts";
import { coldStartOwnDisks } from "./cold-start-own-disks.ts";
import { crowdedHosts } from "./crowded-hosts.ts";
import { delayedWrite } from "./delayed-write.ts";
import { diskHeavy } from "./disk-heavy.ts";
import { netReceive } from "./net-receive.ts";
import { netTransmit } from "./net-transmit.ts";
import { nonSharedDisks } from "./non-shared-disks.ts";
import { powerOff } from "./power-off.ts";
import { racer } from "./racer.ts";
import { farClone } from "./far-clone.ts";
import { failoverKv } from "./failover-kv.ts";
import { hotKeys } from "./hot-keys.ts";
import { guestBug } from "./guest-bug.ts";
import { flippedBit } from "./flipped-bit.ts";
import { idleGuest } from "./idle-guest.ts";
import { joiningReader } from "./joining-reader.ts";
import { lastWord } from "./last-word.ts";
import { lateOwnDisk } from "./late-own-disk.ts";
import { lossyNetwork } from "./lossy-network.ts";
import { lostAnnouncement } from "./lost-announcement.ts";
import { onePathCut } from "./one-path-cut.ts";
import { reProtectionChain } from "./re-protection-chain.ts";
import { memcachedFailover } from "./memcached/memcached-failover.ts";
import { redisChain } from "./redis/redis-chain.ts";
import { redisDisk } from "./redis/redis-disk.ts";
import { redisFailover } from "./redis/redis-failover.ts";
import { rollingHosts } from "./rolling-hosts.ts";
import type { Scenario, Settings } from "./scenario.ts";
import { slowBackup } from "./slow-backup.ts";
import { soak } from "./soak.ts";
import { splitBrain } from "./split-brain.ts";
import { starvedBackup } from "./starved-backup.ts";
import { storageOutage } from "./storage-outage.ts";
import { tinyBuffers } from "./tiny-buffers.ts";
import { twoTenants } from "./two-tenants.ts";
import { vmotionUnderLoad } from "./vmotion-under-load.ts";

export const scenarios: readonly Scenario[] = [
  failoverKv,
  splitBrain,
  contested,
  slowBackup,
  lastWord,
  lossyNetwork,
  storageOutage,
  clockChaos,
  rollingHosts,
  reProtectionChain,
  vmotionUnderLoad,
  farClone,
  onePathCut,
  lostAnnouncement,
  tinyBuffers,
  soak,
  idleGuest,
  redisFailover,
  redisChain,
  redisDisk,
  memcachedFailover,
  diskHeavy,
  joiningReader,
  delayedWrite,
  nonSharedDisks,
  lateOwnDisk,
  checkpointStrategy,
  coldStart,
  coldStartOwnDisks,
  flippedBit,
  guestBug,
  racer,
  bank,
  twoTenants,
  crowdedHosts,
  cpuBound,
  netReceive,
  netTransmit,
  starvedBackup,
  powerOff,
  hotKeys,
  alwaysWriting,
];

/** The scenario's settings, with `changes` to their defaults; names and values are taken as checked. */
export function settingsOf(scenario: Scenario, changes: Settings = {}): Settings {
  return { ...Object.fromEntries(scenario.settings.map(({ name, byDefault }) => [name, byDefault])), ...changes };
}
