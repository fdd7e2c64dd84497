/** The failure detector (paper 2.3): either path silent past the timeout raises suspicion. Time is monotonic. */
import type { Nanoseconds } from "../vm/units.ts";
import { type Context, nowOf } from "./context.ts";
import type { Heard } from "./state.ts";

interface Silence {
  readonly path: "heartbeat" | "log";
  readonly silentNs: Nanoseconds;
}

export interface Detector {
  /** The longer of the two silences. */
  silence(heard: Heard, nowNs: Nanoseconds): Silence;
}

export const detector: Detector = {
  silence({ heartbeatNs, logNs }, nowNs) {
    return heartbeatNs < logNs
      ? { path: "heartbeat", silentNs: nowNs - heartbeatNs }
      : { path: "log", silentNs: nowNs - logNs };
  },
};

/** When silence will have lasted for the timeout, if nothing is heard until then. */
export function suspicionNs(context: Context, heard: Heard): Nanoseconds {
  const now = nowOf(context);
  const { silentNs } = context.parts.detector.silence(heard, now);
  return now - silentNs + context.config.tuning.detectorTimeoutNs;
}
