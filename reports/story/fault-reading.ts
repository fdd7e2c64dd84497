/** A fault of a schedule, as it reads aloud. Not for pages: their scripts would carry every kind of fault along. */
import { moment } from "../../properties/words.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import { faultKinds } from "../../sim/faults/index.ts";

/** A kind of a user's own reads by its name and target. */
export function readFault(fault: Fault): readonly [when: string, what: string] {
  const what = faultKinds.get(fault.kind)?.read(fault) ?? `${fault.kind} ${fault.target}`;
  return [moment(fault.at), fault.guard ? `${what} (${fault.guard})` : what];
}
