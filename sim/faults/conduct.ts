/** How faults come and go: guards, first and later steps, the end; and the word of each in the trace. */
import { isWhenProtected } from "../hosts/when-protected.ts";
import type { World } from "../world.ts";
import type { Fault, FaultKind } from "./fault.ts";
import { hostsNamed } from "./targets.ts";

/** Its time has come: it strikes, or is suppressed. */
export function beginFault(world: World, index: number): void {
  const fault = world.setup.schedule[index]!;
  const kind = kindOf(world, fault);
  const isVacant = hostsNamed(fault.target, world.setup.topology).some((name) => world.hostIndex(name) < 0);
  const isGuarded = fault.guard === "whenProtected";
  if (isVacant || (isGuarded && !isWhenProtected(world, kind.strikes?.(world, fault) ?? []))) {
    emitFault(world, index, "suppressed");
    return;
  }
  emitFault(world, index, "applied");
  kind.apply?.(world, fault, index);
  if (fault.forNs !== undefined) world.kernel.schedule(world.nowNs + fault.forNs, index, "fault-end", null);
  stepFault(world, index, 0);
}

export function stepFault(world: World, index: number, step: number): void {
  const fault = world.setup.schedule[index]!;
  const inNs = kindOf(world, fault).step?.(world, fault, index, step) ?? null;
  if (inNs === null || (fault.forNs !== undefined && world.nowNs + inNs >= fault.at + fault.forNs)) return;
  world.kernel.schedule(world.nowNs + inNs, index, "fault-step", step + 1);
}

export function endFault(world: World, index: number): void {
  const fault = world.setup.schedule[index]!;
  emitFault(world, index, "ended");
  world.heal(index);
  for (const disk of [...world.volumes.map((volume) => volume.disk), ...world.localDisks]) disk.heal(index);
  kindOf(world, fault).end?.(world, fault, index);
  world.struck.delete(index);
}

function kindOf(world: World, fault: Fault): FaultKind {
  const kind = world.setup.faultKinds.get(fault.kind);
  if (!kind) throw new Error(`no fault ${fault.kind}: the schedule was not checked`);
  return kind;
}

export function emitFault(world: World, index: number, phase: "applied" | "suppressed" | "ended"): void {
  const { kernel } = world;
  const fault = world.setup.schedule[index]!;
  const kind = kindOf(world, fault);
  const reading = kind.read(fault);
  kernel.emit({
    seq: kernel.traceSeq,
    atNs: kernel.nowNs,
    place: "world",
    kind: "fault",
    vm: kind.ofVm ? world.vms[world.vmIndex(fault.target)]!.place.name : undefined,
    fault,
    index,
    phase,
    reading,
  });
}
