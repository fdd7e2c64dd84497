/** What the guest said, numbered alike on all replicas. */
import type { Hash64 } from "../ports.ts";
import type { MachineOutput } from "../vm/machine-io.ts";
import type { Position } from "../vm/units.ts";
import { ByteWriter } from "./bytes.ts";
import type { EntryNumber, OutputDevice, OutputNumber } from "./entry.ts";

/** An output that the outside sees: what the Output Rule holds back. */
export interface MadeOutput {
  readonly output: OutputNumber;
  /** The output's own log entry. */
  readonly entry: EntryNumber;
  readonly device: OutputDevice;
  readonly position: Position;
  readonly hash: string;
  readonly made: VisibleOutput;
}

export type VisibleOutput = Extract<MachineOutput, { kind: "frame" | "console" | "disk" }>;

/** The output if the outside sees it: frames, console bytes, and writes where the disk is shared (paper 4.1). */
export function visible(made: MachineOutput, disks: "shared" | "non-shared"): VisibleOutput | null {
  switch (made.kind) {
    case "frame":
    case "console":
      return made;
    case "disk":
      return made.operation.type === "write" && disks === "shared" ? made : null;
    case "entropy":
    case "debug-exit":
    case "reset":
      return null;
  }
}

/** Hash of an output as its log entry carries it; a write's covers where it goes. */
export function hashOfOutput(hash: Hash64, made: VisibleOutput): string {
  switch (made.kind) {
    case "frame":
      return hash(made.bytes);
    case "console":
      return hash(Uint8Array.of(made.byte));
    case "disk": {
      const { sector, data } = made.operation;
      const writer = new ByteWriter((data?.length ?? 0) + 8).varint(sector);
      return hash((data ? writer.raw(data) : writer).view());
    }
  }
}
