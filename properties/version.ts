/** Of this package, as its package.json says: every repro and report carries it. */
import { readFileSync } from "node:fs";

interface Package {
  readonly version: string;
  readonly description: string;
}

export const { version, description } = JSON.parse(
  readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
) as Package;
