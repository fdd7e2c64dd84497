import type { Workload } from "../sim/clients/workload.ts";
import { bankWorkload } from "./bank-workload.ts";
import { countersWorkload } from "./counters-workload.ts";
import { fatalWorkload } from "./guest-bug.ts";
import { kvWorkload } from "./kv-workload.ts";
import { receiveWorkload, transmitWorkload } from "./traffic-workload.ts";
import { memcachedWorkload } from "./memcached/workload.ts";
import { redisWorkload } from "./redis/workload.ts";

/** What clients can do, by the name that a topology uses. */
export const workloads: Readonly<Record<string, Workload>> = {
  kv: kvWorkload,
  bank: bankWorkload,
  cpu: countersWorkload("cpu"),
  disk: countersWorkload("disk"),
  racer: countersWorkload("racer"),
  netrx: receiveWorkload,
  nettx: transmitWorkload,
  triple: fatalWorkload,
  redis: redisWorkload,
  memcached: memcachedWorkload,
};
