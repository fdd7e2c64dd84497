/**
 * The corrupting regime's table (DESIGN 7): what a fault that lies or flips bits excuses, and which property sees to it
 * that it is reported. Everything that is not excused must hold, as in unbounded runs. Only what occurred excuses.
 */
import type { VmView } from "../sim/topology.ts";
import type { TraceEvent } from "../sim/trace.ts";

interface Corruption {
  readonly excused: readonly string[];
  /** Besides, where each replica reads a disk by itself: then the lie is told to one of them alone. */
  readonly excusedWithOwnReads: readonly string[];
  /** Null: nobody but the guest could know. */
  readonly reportedBy: "divergence-reported" | "log-damage-reported" | null;
}

/** Until the next digest two executions differ, and either may be the one that clients saw. */
const twoExecutions = ["replay-identical", "single-history", "no-lost-output"];
/** What a guest says that was made to err, or that was lied to. */
const guestWrong = ["linearizable", "disk-consistent"];

const flip: Corruption = {
  excused: [...twoExecutions, ...guestWrong, "time-monotonic", "power-off-obeyed"],
  excusedWithOwnReads: [],
  reportedBy: "divergence-reported",
};

const storageLie: Corruption = {
  excused: guestWrong,
  excusedWithOwnReads: twoExecutions,
  reportedBy: "divergence-reported",
};

export const corruptions: ReadonlyMap<string, Corruption> = new Map([
  // Entries and acknowledgements carry checksums and numbers: tampering costs time and nothing else.
  ["log-tampering", { excused: [], excusedWithOwnReads: [], reportedBy: "log-damage-reported" }],
  ["ram-flip", flip],
  ["register-flip", flip],
  ["dma-flip", flip],
  ["lost-write", storageLie],
  ["torn-write", storageLie],
  ["misdirected-write", storageLie],
  ["misdirected-read", storageLie],
  ["short-read", storageLie],
  ["sector-flip", storageLie],
  // What a flush promised shows after a loss of power alone.
  ["lost-flush", { ...storageLie, reportedBy: null }],
]);

/** What the faults that have occurred so far excuse. */
export class Excuses {
  readonly #ownReads: boolean;
  /** By kind of fault: the event at which one was first applied. */
  readonly #occurred = new Map<string, number>();

  constructor({ disks, backupReads }: VmView) {
    this.#ownReads = disks === "non-shared" || backupReads;
  }

  observe(event: TraceEvent): void {
    if (event.kind !== "fault" || event.phase !== "applied") return;
    const { kind } = event.fault as { readonly kind: string };
    if (corruptions.has(kind) && !this.#occurred.has(kind)) this.#occurred.set(kind, event.seq);
  }

  /** The first kind of fault that excuses a property, from which event on; or null. */
  of(property: string): { readonly kind: string; readonly seq: number } | null {
    for (const [kind, seq] of this.#occurred) {
      const { excused, excusedWithOwnReads } = corruptions.get(kind)!;
      if (excused.includes(property) || (this.#ownReads && excusedWithOwnReads.includes(property)))
        return { kind, seq };
    }
    return null;
  }
}
