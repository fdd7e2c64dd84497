/**
 * What is checked: the right protocol within several bounds, literal readings, mutants. Of the right ones, and of
 * readings and mutants that turn out to be equivalent, nothing is found; of all others, a violation.
 */
import type { Deviation } from "./deviations.ts";
import { noBudget, type Budget, type Rules } from "./rules.ts";

export interface Row {
  readonly name: string;
  readonly expect: "silent" | "violation";
  readonly rules: Rules;
}

interface Options extends Partial<Pick<Rules, "bounded" | "disks" | "strategy">> {
  readonly wrong?: readonly Deviation[];
}

function row(expect: Row["expect"], name: string, program: string, budget: Partial<Budget>, options: Options): Row {
  const { wrong = [], ...rest } = options;
  const rules: Rules = {
    program,
    bounded: true,
    disks: "shared",
    strategy: "replay",
    budget: { ...noBudget, ...budget },
    deviations: new Set(wrong),
    ...rest,
  };
  return { name, expect, rules };
}

const right = (name: string, program: string, budget: Partial<Budget>, options: Options = {}): Row =>
  row("silent", `right: ${name}`, program, budget, options);

const wrong = (id: Deviation, program: string, budget: Partial<Budget>, options: Options = {}): Row =>
  row("violation", `wrong: ${id}`, program, budget, { ...options, wrong: [id, ...(options.wrong ?? [])] });

const equivalent = (id: Deviation, program: string, budget: Partial<Budget>, options: Options = {}): Row =>
  row("silent", `equivalent: ${id}`, program, budget, { ...options, wrong: [id, ...(options.wrong ?? [])] });

const unbounded = { bounded: false } as const;
const ownDisks = { disks: "non-shared" } as const;
const epochs = { strategy: "checkpoint" } as const;

export const rows: readonly Row[] = [
  right("failover, 4 outputs", "FwwF", { crash: 1, lost: 1 }),
  right("failover, two blocks", "wvFw", { crash: 1 }),
  right("false suspicion, lost reply, late copy", "FwF", { suspect: 1, lost: 1, copy: 1 }),
  right("two generations: crash, re-protection, crash", "FwF", { crash: 2, arm: 1 }),
  right("two generations, lost reply", "Fw", { crash: 2, arm: 1, lost: 1 }),
  right("false suspicion, re-protection, crash", "Fw", { suspect: 1, crash: 1, arm: 1 }),
  right("false suspicion, lost reply, re-protection", "wF", { suspect: 1, lost: 1, arm: 1, back: 1 }),
  right("re-protection twice, host back, late copy", "F", { crash: 2, arm: 2, back: 1, copy: 1 }),
  right("move of B, crash", "FwF", { crash: 1, moveBackup: 1 }),
  right("move of B, crash, lost reply", "Fw", { crash: 1, moveBackup: 1, lost: 1 }),
  right("move of B, false suspicion", "F", { suspect: 1, moveBackup: 1 }),
  right("move of P, crash", "wF", { crash: 1, movePrimary: 1 }),
  right("move of P, crash, lost reply", "Fw", { crash: 1, movePrimary: 1, lost: 1 }),
  right("move of P, false suspicion", "Fw", { suspect: 1, movePrimary: 1 }),
  right("move of P, then of B", "F", { crash: 1, movePrimary: 1, moveBackup: 1, back: 1 }),
  right("move of P, false suspicion and crash", "F", { suspect: 1, crash: 1, movePrimary: 1, lost: 1 }),
  right("unbounded: two crashes, false suspicion", "Fw", { crash: 2, suspect: 1, lost: 1 }, unbounded),
  right("unbounded: re-protection under crashes", "F", { crash: 2, suspect: 1, arm: 1 }, unbounded),
  right("unbounded: all lost, cold start", "ww", { crash: 2, back: 1, cold: 1 }, unbounded),
  right("unbounded: moves under crashes", "F", { crash: 2, movePrimary: 1, moveBackup: 1 }, unbounded),

  right("own disks: failover", "wwF", { crash: 1 }, ownDisks),
  right("own disks: false suspicion, lost reply", "wF", { suspect: 1, lost: 1 }, ownDisks),
  right("own disks: crash, re-protection, crash", "wF", { crash: 2, arm: 1 }, ownDisks),
  right("own disks: move of B, crash", "wF", { crash: 1, moveBackup: 1 }, ownDisks),
  right("own disks: move of P, crash", "wF", { crash: 1, movePrimary: 1 }, ownDisks),
  right("own disks: re-protection on a host that was given up", "ww", { crash: 1, back: 1, arm: 1 }, ownDisks),
  right(
    "own disks, unbounded: all lost, cold start",
    "wF",
    { crash: 2, back: 2, cold: 1 },
    { ...ownDisks, bounded: false },
  ),

  right("power-off", "Fw", { off: 1, lost: 1 }),
  right("power-off, crash", "Fw", { off: 1, crash: 1 }),
  right("power-off, false suspicion, late copy", "w", { off: 1, suspect: 1, copy: 1 }),
  right("power-off, re-protection", "F", { off: 1, suspect: 1, arm: 1 }),
  right("power-off, move of P", "F", { off: 1, movePrimary: 1, crash: 1 }),
  right("power-off, move of B", "F", { off: 1, moveBackup: 1, suspect: 1 }),
  right("power-off, unbounded", "F", { off: 1, crash: 2, back: 1, cold: 1 }, unbounded),

  right("epochs: failover", "FwF", { crash: 1 }, epochs),
  right("epochs: false suspicion, lost reply", "Fw", { suspect: 1, lost: 1 }, epochs),
  right("epochs: crash, re-protection, crash", "FF", { crash: 2, arm: 1 }, epochs),
  right("epochs: move of B, crash", "FF", { crash: 1, moveBackup: 1 }, epochs),
  right("epochs: move of P, crash", "wF", { crash: 1, movePrimary: 1 }, epochs),

  // Literal readings.
  wrong("loser-always-halts", "F", { crash: 1, movePrimary: 1 }),
  equivalent("named-asks-again", "F", { crash: 1, suspect: 1, movePrimary: 1 }),
  wrong("early-asker-halts", "F", { crash: 1, moveBackup: 1 }),
  wrong("compares-fields", "F", { arm: 2, suspect: 2, copy: 1 }, unbounded),
  equivalent("remembers-answers", "F", { arm: 2, suspect: 2, copy: 1 }, { ...unbounded, wrong: ["compares-fields"] }),
  wrong("compares-version", "F", { crash: 1, moveBackup: 1 }),
  equivalent("waits-for-word", "F", { crash: 1, movePrimary: 1 }),
  wrong("waits-for-word", "F", { suspect: 1, crash: 1, movePrimary: 1 }, { wrong: ["moves-alone"] }),
  wrong("guarded-by-record", "F", { suspect: 1, crash: 1 }),
  equivalent("acknowledges-while-asking", "Fw", { suspect: 1, crash: 1, lost: 1 }, unbounded),
  wrong("forgets-held", "F", { crash: 1, moveBackup: 1 }),
  wrong("obeys-from-request", "FF", { crash: 2, arm: 1 }),
  wrong("never-older-write", "ww", { crash: 1 }),
  equivalent("waits-for-completion", "ww", { crash: 1 }, { wrong: ["never-older-write"] }),
  wrong("cold-on-belief", "F", { cold: 1 }, unbounded),
  wrong("logs-to-dropped", "F", { off: 1, moveBackup: 1, suspect: 1 }),
  // The model's disks never fail: what is wrong with it, the stack's mutant of this name shows.
  equivalent("writes-ahead", "wF", { crash: 2, back: 2, cold: 1 }, { ...ownDisks, bounded: false }),
  wrong("completes-out-of-turn", "ww", { crash: 1, arm: 1 }, { ...ownDisks, wrong: ["writes-ahead"] }),
  wrong("former-attempt-writes", "ww", { crash: 1, back: 1, arm: 1 }, ownDisks),
  wrong("promise-survives-winner", "wF", { crash: 2, back: 2, cold: 1 }, { ...ownDisks, bounded: false }),

  // Mutants.
  wrong("entry-before", "FF", { crash: 1 }),
  wrong("no-drain", "FF", { crash: 1 }),
  wrong("acknowledges-then-drops", "F", { crash: 1 }),
  wrong("no-arbiter", "F", { suspect: 1 }),
  wrong("read-then-write", "F", { suspect: 1 }),
  wrong("loser-continues", "F", { suspect: 1 }),
  wrong("lost-means-taken", "F", { crash: 1, lost: 1 }),
  wrong("armed-early", "F", { crash: 2, arm: 1 }),
  wrong("alone-while-arming", "FF", { crash: 2, arm: 1 }),
  wrong("no-fencing", "ww", { crash: 1, suspect: 1 }),
  wrong("fence-separate", "ww", { crash: 1, suspect: 1 }),
  wrong("note-at-acknowledgement", "F", { crash: 1 }),
  wrong("note-covers-writes", "wF", { crash: 1 }),
  wrong("forgets-replayed", "F", { crash: 1 }),
  wrong("resumes-after-asking", "w", { suspect: 1 }),
  equivalent("late-acknowledgement", "FF", { suspect: 1, crash: 1, arm: 1 }),
  wrong("late-acknowledgement", "FF", { suspect: 1, crash: 1, arm: 1 }, { wrong: ["logs-to-dropped"] }),
  wrong("both-move", "F", { movePrimary: 1 }),
  wrong("destination-acknowledges", "F", { crash: 1, moveBackup: 1 }),
  wrong("host-not-incarnation", "F", { suspect: 1, crash: 1, arm: 1, back: 1 }),
  wrong("reissues-completed", "ww", { crash: 1 }),
  equivalent("reissues-completed-in-order", "wvF", { crash: 1 }),
  wrong("reissues-completed-in-order", "ww", { crash: 1 }),

  wrong("not-resynchronised", "w", { crash: 2, arm: 1 }, ownDisks),
  wrong("stale-copy-boots", "wF", { suspect: 1, crash: 1, back: 1, cold: 1 }, { ...ownDisks, bounded: false }),
  wrong("live-before-disk", "wF", { crash: 2, back: 1, cold: 1 }, { ...ownDisks, bounded: false }),
  wrong("answers-before-persisting", "F", { suspect: 1, restart: 1 }),

  wrong("off-is-failure", "FF", { off: 1, crash: 1 }),
  wrong("off-before-writes", "wF", { off: 1 }),
  wrong("off-unacknowledged", "F", { off: 1, suspect: 1 }),

  wrong("epoch-in-part", "F", { crash: 1 }, epochs),
  wrong("released-in-epoch", "F", { crash: 1 }, epochs),
  wrong("epoch-without-outputs", "F", { crash: 1 }, epochs),
  wrong("epoch-without-writes", "w", { crash: 1 }, epochs),
];
