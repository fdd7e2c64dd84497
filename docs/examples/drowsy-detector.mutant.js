/** A wrong implementation, to see that it would be found: it takes every silence for a third as long as it is. */
import { defineMutant, standardParts } from "lockstep-dst";

export default defineMutant({
  id: "drowsy-detector",
  about: "the failure detector takes three times its timeout",
  property: "short-waits",
  parts: {
    detector: {
      silence(heard, nowNs) {
        const { path, silentNs } = standardParts.detector.silence(heard, nowNs);
        return { path, silentNs: Math.floor(silentNs / 3) };
      },
    },
  },
});
