import test from "ava";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { guestImagePath, guests } from "./guests.ts";

const folder = fileURLToPath(new URL("../../../scenarios/guests/", import.meta.url));

function firstLine(command: string): string {
  const run = spawnSync(command, ["--version"], { encoding: "utf8" });
  return run.status === 0 ? run.stdout.split("\n", 1).join("") : `no ${command}`;
}

test("each guest has its image, and each image its guest", (t) => {
  const images = readdirSync(join(folder, "images")).filter((name) => name.endsWith(".elf"));
  t.deepEqual(images.toSorted(), guests.map((guest) => `${guest.name}.elf`).toSorted());
  for (const guest of guests) t.is(readFileSync(guestImagePath(guest.name)).toString("latin1", 0, 4), "\x7fELF");
});

test("the images are what build.sh makes, byte for byte", (t) => {
  const wanted = readFileSync(join(folder, "images/TOOLCHAIN"), "utf8");
  const present = `${firstLine("gcc")}\n${firstLine("ld")}\n`;
  if (present !== wanted) {
    t.log(`SKIPPED: the images were built with ${JSON.stringify(wanted)}, here is ${JSON.stringify(present)}`);
    t.pass();
    return;
  }
  const output = mkdtempSync(join(tmpdir(), "lockstep-guests-"));
  t.teardown(() => rmSync(output, { recursive: true }));
  const build = spawnSync("sh", [join(folder, "build.sh"), output], { encoding: "utf8" });
  t.is(build.status, 0, build.stderr);
  for (const name of readdirSync(join(folder, "images")))
    t.true(readFileSync(join(output, name)).equals(readFileSync(join(folder, "images", name))), `${name} differs`);
});
