/**
 * Who judges a run: a jury for each VM. It is shown the events of its VM and those of what VMs share (hosts, links, faults
 * of them), so no property needs to know of other VMs.
 */
import { concernsVm, type TraceEvent } from "../sim/trace.ts";
import { viewsOf, type Topology, type VmView } from "../sim/topology.ts";
import { judge, type About, type Judgement, type Jury } from "./judge.ts";
import type { Property } from "./property.ts";
import { Summary } from "./summary.ts";

/** One VM on trial. */
interface Tried {
  readonly vm: VmView;
  readonly jury: Jury;
  readonly summary: Summary;
}

export class Panel {
  /** By VM. */
  readonly trials: readonly Tried[];

  constructor(
    properties: readonly Property[],
    topology: Topology,
    about: (vm: VmView) => Pick<About, "regime" | "faultKinds" | "bareVm">,
  ) {
    this.trials = viewsOf(topology).map((vm, index) => {
      const own = index === 0 ? properties : properties.filter(({ ofWorld = false }) => !ofWorld);
      const jury = judge(own, { topology: vm, ...about(vm) });
      return { vm, jury, summary: new Summary(jury.chronicle) };
    });
  }

  observe(event: TraceEvent): void {
    for (const { vm, jury, summary } of this.trials) {
      if (!concernsVm(event, vm.name)) continue;
      jury.observe(event);
      summary.observe(event);
    }
  }

  /** Whether anything has been violated so far. */
  violated(): boolean {
    return this.trials.some(({ jury }) => jury.violated());
  }

  /** Whether this property has been, of any VM. */
  violates(property: string): boolean {
    return this.trials.some(({ jury }) => jury.violates(property));
  }

  /** The latest event. */
  get here(): { readonly seq: number; readonly atNs: number } {
    return this.trials.map(({ jury }) => jury.chronicle.here).reduce((a, b) => (b.seq > a.seq ? b : a));
  }

  /** By VM. Ends the watch; once. */
  verdicts(): readonly (readonly Judgement[])[] {
    return this.trials.map(({ jury }) => jury.verdicts());
  }
}
