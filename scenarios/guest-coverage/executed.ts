/**
 * Which instructions of a guest were executed. The machine is driven one unit at a time and its instruction pointer read
 * in between; a run cut in pieces is the same run (DESIGN 4), so the trace hash does not change.
 */
import { SEGMENT, SEGMENT_WORD, SEGMENT_WORDS, WORD } from "../../core/vm/layout.ts";
import type { VirtualMachine } from "../../core/vm/machine-io.ts";
import type { Environment } from "../environment.ts";

const CS_BASE = WORD.SEGMENTS + SEGMENT.CS * SEGMENT_WORDS + SEGMENT_WORD.BASE;

/** Linear addresses, by guest. */
export type Executed = Map<string, Set<number>>;

/** The environment, but its machines note in `executed` what they do. */
export function noting(environment: Environment, executed: Executed): Environment {
  return {
    ...environment,
    machineOf(vm) {
      const kind = environment.machineOf(vm);
      const { guest } = vm;
      const addresses = executed.get(guest) ?? new Set();
      executed.set(guest, addresses);
      return {
        ...kind,
        createMachine(memory, source) {
          const machine = kind.createMachine(memory, source);
          stepwise(machine, new Uint32Array(memory), addresses);
          return machine;
        },
      };
    },
  };
}

function stepwise(machine: VirtualMachine, words: Uint32Array, addresses: Set<number>): void {
  const run = machine.run.bind(machine);
  machine.run = (budget) => {
    for (let left: number = budget; left > 1; left--) {
      addresses.add((words[CS_BASE]! + words[WORD.EIP]!) >>> 0);
      const end = run(1 as typeof budget);
      if (end !== "budget") return end;
    }
    addresses.add((words[CS_BASE]! + words[WORD.EIP]!) >>> 0);
    return run(Math.min(budget, 1) as typeof budget);
  };
}
