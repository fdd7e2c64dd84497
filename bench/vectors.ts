/** `npm run vectors -- [--strict] FILE...`: CPU test vectors (JSON lines, gzip or plain). Exit code 1 on a failure. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { type Vector, VectorRunner } from "./vectors/runner.ts";

const strict = process.argv.includes("--strict");
const files = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
if (files.length === 0) {
  process.stderr.write("usage: npm run vectors -- [--strict] FILE...\n");
  process.exit(2);
}
const runner = new VectorRunner();
let passed = 0;
let failed = 0;
let skipped = 0;
for (const file of files) {
  const raw = readFileSync(file);
  const text = (file.endsWith(".gz") ? gunzipSync(raw) : raw).toString("utf8");
  for (const line of text.split("\n")) {
    if (line === "") continue;
    const vector = JSON.parse(line) as Vector;
    const result = runner.run(vector, strict);
    if (result === null) passed += 1;
    else if (result === "skipped") skipped += 1;
    else {
      failed += 1;
      process.stdout.write(`${vector.id} ${vector.op} ${vector.bytes}: ${result}\n`);
    }
  }
}
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
process.exitCode = failed === 0 ? 0 : 1;
