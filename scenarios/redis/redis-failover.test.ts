import { linuxRedis } from "../guests/linux/redis.ts";
import { survivesItsHost, testWithGuest } from "../linux-scenario.test-helper.ts";
import { redisFailover } from "./redis-failover.ts";

testWithGuest(linuxRedis, "Redis loses its host, its clients nothing, not even a connection", (t) =>
  survivesItsHost(t, redisFailover, [
    "linearizable",
    "connections-kept",
    "output-rule",
    "replay-identical",
    "time-monotonic",
  ]),
);
