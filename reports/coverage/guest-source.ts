/** The sources of a guest, where they are at hand: the image names them from the folder that it was built in. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { imagePath } from "../../scenarios/environment.ts";

/** Where a file that the image names is; null where it is not to be found: beside the image, or in the folder above. */
export function sourcePath(guest: string, file: string): string | null {
  const folder = dirname(imagePath(guest));
  const places = isAbsolute(file) ? [file] : [join(folder, file), join(dirname(folder), file)];
  return places.find((place) => existsSync(place)) ?? null;
}

/** Its lines; null where it is not at hand. */
export function sourceLines(guest: string, file: string): readonly string[] | null {
  const path = sourcePath(guest, file);
  return path === null ? null : readFileSync(path, "utf8").split("\n");
}
