import { linuxMemcached } from "../guests/linux/memcached.ts";
import { survivesItsHost, testWithGuest } from "../linux-scenario.test-helper.ts";
import { memcachedFailover } from "./memcached-failover.ts";

testWithGuest(linuxMemcached, "memcached loses its host, its clients nothing, not even a connection", (t) =>
  survivesItsHost(t, memcachedFailover, ["linearizable", "connections-kept", "output-rule", "replay-identical"]),
);
