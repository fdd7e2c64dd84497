/** The guest kernels that processors are compared with: C and assembly beside this file, built by `build.sh`. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../../../bench/cpu/kernels/", import.meta.url));

export interface Kernel {
  readonly name: string;
  readonly image: Uint8Array;
}

export function kernels(): readonly Kernel[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".bin"))
    .toSorted()
    .map((file) => ({ name: file.slice(0, -".bin".length), image: readFileSync(`${folder}${file}`) }));
}
