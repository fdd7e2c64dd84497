/** A trace by VMs: what each of them is told by itself. */
import { concernsVm, type TraceEvent } from "../../sim/trace.ts";

/** What `read` makes of each VM's part of a trace, one after the other. `vm`: null where the world has one. */
export function perVm<Told>(
  events: readonly TraceEvent[],
  read: (events: readonly TraceEvent[], vm: string | null) => readonly Told[],
): Told[] {
  const names = new Set<string>();
  for (const { vm } of events) if (vm !== undefined) names.add(vm);
  if (names.size === 0) return [...read(events, null)];
  return [...names].flatMap((vm) =>
    read(
      events.filter((event) => concernsVm(event, vm)),
      vm,
    ),
  );
}
