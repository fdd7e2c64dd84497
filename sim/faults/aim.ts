/** Which VM a fault is aimed at, in a world of several. */
import fc from "fast-check";
import type { Nanoseconds } from "../../core/vm/units.ts";
import type { Topology } from "../topology.ts";
import type { Fault, FaultKind, Regime } from "./fault.ts";

/** A role that stands for itself in a target: at its beginning, or after another end. */
const ROLE = /(?<=^|[->])(?=(?:primary|backup)(?:$|[->]))/g;

/** The same fault; the roles that its target names are those of this VM. */
export function aimedAt<F extends Fault>(fault: F, vm: string): F {
  const { target, to } = fault as F & { readonly to?: string };
  const aimed = { ...fault, target: target.replace(ROLE, `${vm}:`) };
  return to === undefined ? aimed : { ...aimed, to: to.replace(ROLE, `${vm}:`) };
}

/** A fault of this kind; in a world of several VMs, at any of them. */
export function anyOf(kind: FaultKind, topology: Topology, untilNs: Nanoseconds, regime: Regime): fc.Arbitrary<Fault> {
  const fault = kind.arbitrary(topology, untilNs, regime);
  const { vms } = topology;
  if (vms.length === 1) return fault;
  return fc.tuple(fc.constantFrom(...vms.map(({ name }) => name)), fault).map(([vm, one]) => aimedAt(one, vm));
}
