/** How a fault leaves an instruction: by one object thrown, caught between units and never seen outside. */
import type { CpuContext } from "./context.ts";

/** Thrown, always this one object, with the vector and error code in the context. */
export const GUEST_FAULT = new Error("guest fault");

/**
 * Runs a handler; false if it faulted. Of its own, so that unwinding ends in a small function: through the interpreter's
 * loop it takes V8 some 50 us as long as the loop is not optimised.
 */
export function attempt(handler: (cpu: CpuContext, pc: number) => void, cpu: CpuContext, pc: number): boolean {
  try {
    handler(cpu, pc);
    return true;
  } catch (error) {
    if (error !== GUEST_FAULT) throw error;
    return false;
  }
}
