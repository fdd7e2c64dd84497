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

/** A user's mistake: one line, exit code 2. */
function refuse(message: string): never {
  process.stderr.write(`vectors: ${message}\n`);
  process.exit(2);
}

function linesOf(file: string): readonly string[] {
  try {
    const raw = readFileSync(file);
    return (file.endsWith(".gz") ? gunzipSync(raw) : raw).toString("utf8").split("\n");
  } catch (error) {
    return refuse(`cannot read ${file}: ${(error as Error).message}`);
  }
}

function parsed(line: string, where: string): Vector {
  try {
    return JSON.parse(line) as Vector;
  } catch {
    return refuse(`${where}: expected a test vector, an object of JSON on a line of its own`);
  }
}

for (const file of files) {
  for (const [index, line] of linesOf(file).entries()) {
    if (line === "") continue;
    const vector = parsed(line, `${file}:${index + 1}`);
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
