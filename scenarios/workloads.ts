import type { Workload } from "../sim/clients/workload.ts";
import { countersWorkload } from "./counters-workload.ts";
import { kvWorkload } from "./kv-workload.ts";
import { redisWorkload } from "./redis/workload.ts";

/** What clients can do, by the name that a topology uses. */
export const workloads: Readonly<Record<string, Workload>> = {
  kv: kvWorkload,
  disk: countersWorkload("disk"),
  racer: countersWorkload("racer"),
  redis: redisWorkload,
};
