/**
 * Who judges a run: a jury for each VM. It is shown the events of its VM and those of what VMs share (hosts, links, faults
 * of them), so no property needs to know of other VMs.
 */
import { hostOf, type HostId } from "../core/ft/record.ts";
import type { ByteCount } from "../core/vm/units.ts";
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
      const freeBytes = (host: HostId) => this.#freeBytes(host, vm);
      const jury = judge(own, { topology: vm, freeBytes, ...about(vm) });
      return { vm, jury, summary: new Summary(jury.chronicle) };
    });
  }

  #freeBytes(host: HostId, { hosts, name: own }: VmView): ByteCount {
    const { ramBytes = Infinity } = hosts.find(({ name }) => name === host)!;
    return this.trials.reduce((free, { vm: { name, machine }, jury: { chronicle } }) => {
      const holders = [chronicle.record?.owner, chronicle.record?.backup];
      const isHere = holders.some((replica) => replica && hostOf(replica) === host);
      return name !== own && isHere ? free - machine.ramBytes : free;
    }, ramBytes);
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
