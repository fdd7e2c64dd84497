/** How far a long run has come, in simulated time. */
import { moment } from "../../properties/words.ts";
import type { TraceObserver } from "../../sim/trace.ts";
import { StatusLine } from "./status-line.ts";

/** Events between two looks at the clock. */
const EVENTS = 1024;

export class RunProgress {
  readonly #line: StatusLine;

  constructor(wanted: boolean) {
    this.#line = new StatusLine(wanted);
  }

  readonly observe: TraceObserver = ({ seq, atNs }) => {
    if (seq % EVENTS === 0) this.#line.show(`${moment(atNs)} simulated`);
  };

  clear(): void {
    this.#line.clear();
  }
}
