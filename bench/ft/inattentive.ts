import type { ReplayListener } from "../../core/replay/replayer.ts";

const ignored = (): void => {};

/** Applies every input as it is logged, and wants to know nothing. */
export const inattentive: ReplayListener = {
  input: (input) => input,
  applied: ignored,
  made: ignored,
  started: ignored,
  released: ignored,
  digest: ignored,
  control: ignored,
  shutDown: ignored,
};
