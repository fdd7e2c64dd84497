/** Images without a format of their own. */
import { ImageError, type Loader } from "./boot-target.ts";

const SECTOR_BYTES = 512;
const BOOT_ADDRESS = 0x7c00;
/** Drive number that a BIOS leaves in DL. */
const FIRST_HARD_DISK = 0x80;

/** A flat binary: loaded at `address`, entered there in 32-bit protected mode. */
export function flatLoader(image: Uint8Array, address: number): Loader {
  return (target) => {
    target.write(address, image);
    target.processor.enterProtectedMode({ eip: address });
  };
}

export function isBootSector(image: Uint8Array): boolean {
  return image.length >= SECTOR_BYTES && image[510] === 0x55 && image[511] === 0xaa;
}

/** The first sector of an image, at 0000:7C00 in real mode. There are no BIOS services. */
export function bootSectorLoader(image: Uint8Array): Loader {
  if (!isBootSector(image)) throw new ImageError("not a boot sector: bytes 510 and 511 are not 55h AAh");
  return (target) => {
    target.write(BOOT_ADDRESS, image.subarray(0, SECTOR_BYTES));
    target.processor.enterRealMode(BOOT_ADDRESS, FIRST_HARD_DISK);
  };
}
