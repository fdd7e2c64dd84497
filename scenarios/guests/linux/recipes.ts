import { linuxMemcached } from "./memcached.ts";
import type { Recipe } from "./recipe.ts";
import { linuxRedisDisk } from "./redis-disk.ts";
import { linuxRedis } from "./redis.ts";
import { linuxShell } from "./shell.ts";

/** Every guest that is made from packages. */
export const recipes: readonly Recipe[] = [linuxShell, linuxRedis, linuxRedisDisk, linuxMemcached];
