import { SnapshotError } from "../../core/vm/snapshot/snapshot-error.ts";
import { UsageError } from "../../properties/usage-error.ts";
import { traceDifferenceText } from "../terminal/difference-text.ts";
import { traceDifference } from "../trace-difference.ts";
import { readTrace, type TraceHeader } from "../trace-file.ts";
import { isPackedSnapshot } from "../../scenarios/snapshot-file.ts";
import { createPlatform } from "../../sim/platform.ts";
import { snapshotDifference } from "../../sim/snapshot-difference.ts";
import { readImageFile, readNamed } from "./snapshot-file.ts";
import type { Command } from "./table.ts";

interface Compared {
  readonly kind: "traces" | "snapshots";
  readonly difference: object | null;
  readonly text: string;
}

export const command: Command = async ({ operands, json = false, quiet = false }) => {
  const [a, b] = [operands[0]!, operands[1]!];
  const packed = [a, b].map((path) => isPackedSnapshot(readNamed("", path)));
  if (packed[0] !== packed[1])
    throw new UsageError(`${a} and ${b}: one is a machine's snapshot; expected two snapshots or two traces`);
  const { kind, difference, text } = packed[0] ? await compareSnapshots(a, b) : compareTraces(a, b);
  if (json) console.log(JSON.stringify({ schemaVersion: 1, kind, equal: difference === null, difference }));
  else if (!quiet || difference) console.log(text);
  return difference ? 1 : 0;
};

async function compareSnapshots(a: string, b: string): Promise<Compared> {
  const platform = await createPlatform();
  try {
    const difference = snapshotDifference(readImageFile(a), readImageFile(b), platform);
    const text = difference
      ? `first difference: ${difference.where}\n  A     ${difference.left}\n  B     ${difference.right}`
      : "the same machine, to the last bit";
    return { kind: "snapshots", difference, text };
  } catch (error) {
    if (error instanceof SnapshotError) throw new UsageError(`${a}, ${b}: ${error.message}`);
    throw error;
  }
}

function compareTraces(a: string, b: string): Compared {
  const [left, right] = [readTrace(a), readTrace(b)];
  const difference = traceDifference(left, right);
  const text = difference
    ? [traceDifferenceText(difference), ...changedPlan(left.header, right.header)].join("\n")
    : `the same ${left.events.length} events`;
  return { kind: "traces", difference, text };
}

/** Two plans make two traces: then the difference is no riddle. */
function changedPlan(left: TraceHeader, right: TraceHeader): readonly string[] {
  const fields = ["version", "scenario", "seed", "settings", "mutant", "command"] as const;
  const changed = fields.filter((field) => JSON.stringify(left[field]) !== JSON.stringify(right[field]));
  return changed.length === 0 ? [] : [`  not the same run: ${changed.join(", ")} differ, too`];
}
