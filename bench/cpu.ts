import { readFileSync } from "node:fs";
import { createMachine } from "./cpu/own.ts";

for (const name of process.argv.slice(2)) {
  const image = readFileSync(`bench/cpu/kernels/${name}.bin`);
  const { cpu, bus } = createMachine(image);
  const t0 = process.hrtime.bigint();
  let reason = "budget";
  while (reason === "budget") reason = cpu.run(10_000_000);
  const ms = Number(process.hrtime.bigint() - t0) / 1e6;
  process.stdout.write(
    `${name}: ${reason} result ${bus.result?.toString(16)} ${cpu.position} units ${ms.toFixed(0)} ms ${(cpu.position / ms / 1000).toFixed(1)} MIPS\n`,
  );
}
