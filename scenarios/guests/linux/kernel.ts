/** Debian's kernel as its own decompressor leaves it: unpacking takes the guest 2.4 billion instructions. */
import { spawnSync } from "node:child_process";

/** The payload that the setup header of a bzImage points to (boot protocol 2.08), as XZ compresses it: an ELF file. */
export function unpackKernel(bzImage: Buffer): Buffer {
  const setupBytes = (bzImage[0x1f1]! + 1) * 512;
  const begin = setupBytes + bzImage.readUInt32LE(0x248);
  // The last four bytes are the unpacked length.
  const payload = bzImage.subarray(begin, begin + bzImage.readUInt32LE(0x24c) - 4);
  const { status, stdout, stderr } = spawnSync("xz", ["-dc", "--single-stream"], {
    input: payload,
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`xz could not unpack the kernel: ${stderr?.toString() ?? "is it installed?"}`);
  return stdout;
}
