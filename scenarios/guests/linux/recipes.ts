import type { Recipe } from "./recipe.ts";
import { linuxRedis } from "./redis.ts";
import { linuxShell } from "./shell.ts";

/** Every guest that is made from packages. */
export const recipes: readonly Recipe[] = [linuxShell, linuxRedis];
