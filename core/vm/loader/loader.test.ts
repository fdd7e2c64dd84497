import { fc, testProp } from "@fast-check/ava";
import test from "ava";
import { readFileSync } from "node:fs";
import type { BootRegisters, BootTarget } from "./boot-target.ts";
import { ImageError } from "./boot-target.ts";
import { flatLoader } from "./flat.ts";
import { imageLoader, type ImageOptions } from "./image.ts";
import { multibootLoader } from "./multiboot.ts";

const kv = readFileSync(new URL("../../../../scenarios/guests/images/kv.elf", import.meta.url));
const PLAIN: ImageOptions = { commandLine: "", initrd: null, randomSeed: null };

/** RAM and what the loader set up in the CPU. */
class Target implements BootTarget {
  readonly ram: Uint8Array;
  readonly ramBytes: number;
  registers: BootRegisters | null = null;
  realMode: readonly [ip: number, dx: number] | null = null;
  readonly processor = {
    enterProtectedMode: (registers: BootRegisters): void => void (this.registers = registers),
    enterRealMode: (ip: number, dx: number): void => void (this.realMode = [ip, dx]),
  };

  constructor(ramBytes = 8 << 20) {
    this.ramBytes = ramBytes;
    this.ram = new Uint8Array(ramBytes).fill(0xcc);
  }

  write(address: number, bytes: Uint8Array): void {
    if (!(address >= 0 && address + bytes.length <= this.ramBytes)) throw new ImageError("does not fit");
    this.ram.set(bytes, address);
  }

  clear(address: number, byteCount: number): void {
    if (!(byteCount >= 0)) throw new RangeError(`${byteCount} bytes`);
    this.write(address, new Uint8Array(Math.min(byteCount, this.ramBytes + 1)));
  }

  u32(address: number): number {
    return new DataView(this.ram.buffer).getUint32(address, true);
  }

  text(address: number): string {
    return Buffer.from(this.ram.subarray(address, this.ram.indexOf(0, address))).toString("latin1");
  }
}

test("Multiboot: registers, command line, memory and modules as the specification says", (t) => {
  const target = new Target();
  const modules = [
    { bytes: Uint8Array.of(1, 2, 3), commandLine: "first" },
    { bytes: new Uint8Array(5000).fill(9), commandLine: "second one" },
  ];
  multibootLoader(kv, "ip=10.0.0.2 hz=20", modules)(target);
  t.is(target.registers!.eax, 0x2bad_b002);
  const info = target.registers!.ebx!;
  t.is(target.u32(info) & 0x4d, 0x4d);
  t.is(target.u32(info + 4), 639);
  t.is(target.u32(info + 8), 7 * 1024);
  t.is(target.text(target.u32(info + 16)), "ip=10.0.0.2 hz=20");
  t.is(target.u32(info + 20), 2);
  const list = target.u32(info + 24);
  for (const [i, module] of modules.entries()) {
    const [begin, end, text] = [0, 4, 8].map((field) => target.u32(list + 16 * i + field));
    t.is(begin! % 4096, 0);
    t.true(begin! >= 0x10_0000);
    t.deepEqual(target.ram.slice(begin, end), module.bytes);
    t.is(target.text(text!), module.commandLine);
  }
  const map = target.u32(info + 48);
  const entries = Array.from({ length: target.u32(info + 44) / 24 }, (_, i) =>
    [4, 12, 20].map((field) => target.u32(map + 24 * i + field)),
  );
  t.deepEqual(entries, [
    [0, 639 * 1024, 1],
    [639 * 1024, 385 * 1024, 2],
    [0x10_0000, 7 << 20, 1],
  ]);
});

test("Multiboot: an image with addresses of its own instead of ELF's", (t) => {
  const image = new Uint8Array(0x40);
  const view = new DataView(image.buffer);
  const fields = [
    0x1bad_b002,
    0x1_0000,
    -(0x1bad_b002 + 0x1_0000),
    0x20_0010,
    0x20_0000,
    0x20_0040,
    0x20_0080,
    0x20_0020,
  ];
  for (const [i, field] of fields.entries()) view.setUint32(0x10 + 4 * i, field, true);
  const target = new Target();
  multibootLoader(image, "")(target);
  t.is(target.registers!.eip, 0x20_0020);
  t.deepEqual(target.ram.slice(0x20_0000, 0x20_0040), image);
  t.is(target.ram[0x20_007f], 0);
  t.is(target.ram[0x20_0080], 0xcc);
});

test("a boot sector starts at 0000:7C00 in real mode", (t) => {
  const sector = new Uint8Array(1024).fill(0x90);
  sector.set([0x55, 0xaa], 510);
  const target = new Target();
  imageLoader(sector, PLAIN)(target);
  t.deepEqual(target.realMode, [0x7c00, 0x80]);
  t.is(target.ram[0x7c00 + 511], 0xaa);
  t.is(target.ram[0x7c00 + 512], 0xcc);
});

test("a flat image starts where it was put", (t) => {
  const target = new Target();
  flatLoader(Uint8Array.of(0xf4), 0x30_0000)(target);
  t.is(target.registers!.eip, 0x30_0000);
  t.is(target.ram[0x30_0000], 0xf4);
});

test("Linux: a vmlinux gets boot_params with memory map, command line, initrd and seed", (t) => {
  const vmlinux = kv.subarray();
  // No Multiboot header: an ELF file is taken for Linux.
  const image = Uint8Array.from(vmlinux);
  const header = Buffer.from(image).indexOf(Uint8Array.of(0x02, 0xb0, 0xad, 0x1b));
  image.fill(0, header, header + 4);
  const target = new Target();
  const [initrd, randomSeed] = [new Uint8Array(5000).fill(7), new Uint8Array(32).fill(3)];
  imageLoader(image, { commandLine: "console=ttyS0", initrd, randomSeed })(target);
  const { esi: parameters, eip, gdt, selectors } = target.registers!;
  t.is(eip, new DataView(image.buffer).getUint32(24, true));
  t.deepEqual(selectors, { code: 0x10, data: 0x18 });
  t.is(target.ram[gdt!.address + 0x10 + 5], 0x9b);
  const at = (field: number): number => target.u32(parameters! + field);
  t.is(target.ram[parameters! + 0x1e8], 3);
  t.is(target.text(at(0x228)), "console=ttyS0");
  t.deepEqual(target.ram.slice(at(0x218), at(0x218) + at(0x21c)), initrd);
  const setupData = at(0x250);
  t.deepEqual([target.u32(setupData + 8), target.u32(setupData + 12)], [9, 32]);
  t.deepEqual(target.ram.slice(setupData + 16, setupData + 48), randomSeed);
});

/** A bzImage of boot protocol 2.15 whose protected-mode part is `kernel`. */
function bzImage(kernel: Uint8Array): Uint8Array {
  const setupSectors = 2;
  const image = new Uint8Array((setupSectors + 1) * 512 + kernel.length);
  const view = new DataView(image.buffer);
  image[0x1f1] = setupSectors;
  view.setUint16(0x1fe, 0xaa55, true);
  image.set([0xeb, 0x66], 0x200);
  view.setUint32(0x202, 0x5372_6448, true);
  view.setUint16(0x206, 0x020f, true);
  image[0x211] = 1;
  view.setUint32(0x214, 0x10_0000, true);
  view.setUint32(0x258, 0x10_0000, true);
  view.setUint32(0x260, 0x1_0000, true);
  image.set(kernel, (setupSectors + 1) * 512);
  return image;
}

test("Linux: of a bzImage, what follows the setup sectors goes to 1 MiB and unpacks itself; its header is passed on", (t) => {
  const kernel = Uint8Array.from({ length: 3000 }, (_, i) => i % 251);
  const image = bzImage(kernel);
  const target = new Target();
  imageLoader(image, { ...PLAIN, commandLine: "quiet", initrd: new Uint8Array(100).fill(9) })(target);
  const { esi: parameters, eip } = target.registers!;
  t.is(eip, 0x10_0000);
  t.deepEqual(target.ram.slice(0x10_0000, 0x10_0000 + kernel.length), kernel);
  t.deepEqual(target.ram.slice(parameters! + 0x1f1, parameters! + 0x210), image.slice(0x1f1, 0x210));
  t.is(target.ram[parameters! + 0x210], 0xff, "a loader without a number");
  t.is(target.u32(parameters! + 0x260), 0x1_0000);
  t.is(target.ram[target.u32(parameters! + 0x218)], 9);
  const refusals = [
    [(bytes: Uint8Array) => bytes.fill(0, 0x211, 0x212), /or a zImage/],
    [(bytes: Uint8Array) => bytes.fill(1, 0x206, 0x208), /older than boot protocol 2.02/],
    [(bytes: Uint8Array) => bytes.fill(64, 0x1f1, 0x1f2), /cut off/],
    [(bytes: Uint8Array) => bytes.fill(0x10, 0x260, 0x264), /try more/],
  ] as const;
  for (const [spoil, message] of refusals) {
    const initrd = new Uint8Array(100);
    t.throws(() => imageLoader(spoil(bzImage(kernel)), { ...PLAIN, initrd })(new Target()), { message });
  }
});

testProp(
  "a damaged image is refused with an ImageError, or loaded, but nothing else happens",
  [
    fc.array(fc.record({ at: fc.nat({ max: 400 }), value: fc.nat({ max: 255 }) }), { minLength: 1, maxLength: 8 }),
    fc.option(fc.nat({ max: kv.length }), { nil: kv.length }),
    fc.boolean(),
  ],
  (t, changes, length, linux) => {
    const image = Uint8Array.from(kv.subarray(0, length));
    for (const { at, value } of changes) if (at < image.length) image[at] = value;
    if (linux && image.length > 0x300) image.set([0x48, 0x64, 0x72, 0x53, 0x0f, 0x02], 0x202);
    try {
      imageLoader(image, { ...PLAIN, initrd: new Uint8Array(100) })(new Target(1 << 20));
    } catch (error) {
      t.true(error instanceof ImageError, String(error));
    }
    t.pass();
  },
  { numRuns: 300 },
);

test("says what is wrong with an image", (t) => {
  t.throws(() => imageLoader(new Uint8Array(0), PLAIN), { message: /empty/ });
  const other = Uint8Array.from(kv);
  other[18] = 62;
  t.throws(() => imageLoader(other, PLAIN)(new Target()), { message: /another CPU/ });
  t.throws(() => imageLoader(kv, PLAIN)(new Target(0x1000)), { message: /does not fit/ });
});
