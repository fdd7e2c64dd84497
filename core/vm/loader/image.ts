/** Which loader an image wants. */
import { ImageError, type Loader } from "./boot-target.ts";
import { isElf } from "./elf.ts";
import { bootSectorLoader, flatLoader, isBootSector } from "./flat.ts";
import { isBzImage, linuxLoader } from "./linux.ts";
import { isMultiboot, multibootLoader } from "./multiboot.ts";

export interface ImageOptions {
  readonly commandLine: string;
  /** Linux: the initial RAM disk. Multiboot: the one module. */
  readonly initrd: Uint8Array | null;
  /** Linux alone. */
  readonly randomSeed: Uint8Array | null;
}

/** Where an image of no known format goes. */
const FLAT_ADDRESS = 0x10_0000;

/** Throws an `ImageError` for an empty image; the loader throws one if the image turns out broken. */
export function imageLoader(image: Uint8Array, options: ImageOptions): Loader {
  const { commandLine, initrd } = options;
  if (image.length === 0) throw new ImageError("the image is empty");
  if (isMultiboot(image)) {
    return multibootLoader(image, commandLine, initrd === null ? [] : [{ bytes: initrd, commandLine: "" }]);
  }
  if (isBzImage(image) || isElf(image)) return linuxLoader(image, options);
  return isBootSector(image) ? bootSectorLoader(image) : flatLoader(image, FLAT_ADDRESS);
}
