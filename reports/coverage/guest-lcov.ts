/** Guest coverage in lcov's format, to go behind that of the code: a record a source file, each line executed or not. */
import type { GuestCoverage } from "./coverage.ts";
import { sourcePath } from "./guest-source.ts";

export function guestLcov({ guest, files }: GuestCoverage): string {
  return files
    .map(({ file, lines }) => {
      const data = lines.map(({ line, instructions }) => `DA:${line},${instructions.covered > 0 ? 1 : 0}`);
      const hit = data.filter((one) => one.endsWith(",1")).length;
      const head = [`TN:guest ${guest}`, `SF:${sourcePath(guest, file) ?? file}`];
      return [...head, ...data, `LF:${data.length}`, `LH:${hit}`, "end_of_record", ""].join("\n");
    })
    .join("");
}
