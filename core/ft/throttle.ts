/**
 * Execution lag and the loop that bounds it (paper 3.2): a failover waits for whatever the backup has not executed yet.
 * The backup says how late it is; where that passes the bound, the primary's CPU share is trimmed a few percent at a
 * time, held while lag falls, and given back when there is none. What starves for lack of entries is not late.
 */
import type { Nanoseconds, Position } from "../vm/units.ts";
import { type Context, guestOf, nowOf, observe, ownerOf } from "./context.ts";
import type { ReceivedHorizon, ThrottleState } from "./state.ts";
import type { Tuning } from "./tuning.ts";

export interface Throttle {
  /** Whether a replica that stands at `position` has something to execute before it passes `horizon`; one on it starves. */
  isBehind(position: Position, horizon: Position): boolean;
  /** How late a backup is that stands at `position`: since when it could have passed the oldest horizon that it has not. */
  lagNs(waiting: readonly ReceivedHorizon[], position: Position, nowNs: Nanoseconds): Nanoseconds;
  /** The primary's next share, in thousandths, from the lag now and a look ago. */
  sharePerMille(share: number, lagNs: Nanoseconds, lagBeforeNs: Nanoseconds, tuning: Tuning): number;
}

export const throttle: Throttle = {
  isBehind: (position, horizon) => position < horizon,
  lagNs(waiting, position, nowNs) {
    for (const { horizon, atNs } of waiting) if (horizon > position) return nowNs - atNs;
    return 0;
  },
  /**
   * How fast lag grows is how much faster the primary is than its backup; how far lag is from a quarter of its bound
   * corrects the rest. Small lags are noise. Steps are small, so that the guest never stutters.
   */
  sharePerMille(share, lagNs, lagBeforeNs, tuning) {
    const { lagMaxNs, throttleIntervalNs, throttleStepPerMille, throttleLeastPerMille } = tuning;
    const restNs = lagMaxNs / 4;
    const faster = Math.trunc((1000 * (lagNs - lagBeforeNs)) / throttleIntervalNs);
    const behind = Math.trunc((250 * (lagNs - restNs)) / lagMaxNs);
    const change = lagNs < restNs / 2 ? throttleStepPerMille : 0 - (faster + behind);
    const step = Math.max(-throttleStepPerMille, Math.min(throttleStepPerMille, change));
    return Math.max(throttleLeastPerMille, Math.min(1000, share + step));
  },
};

export function newThrottle(nowNs: Nanoseconds): ThrottleState {
  return { sharePerMille: 1000, lagNs: 0, lagBeforeNs: 0, saidLagNs: 0, nextNs: nowNs };
}

/** A look at the lag, now and then; a primary without a backup has none. */
export function throttleWhenDue(context: Context): void {
  const { parts, config } = context;
  const owner = ownerOf(context);
  const { throttle: state } = owner;
  const now = nowOf(context);
  if (owner.links.length === 0) {
    state.lagNs = 0;
    if (state.sharePerMille < 1000) observe(context, { what: "lag", lagNs: 0, sharePerMille: 1000 });
    return setShare(context, 1000);
  }
  if (now < state.nextNs || !mustLook(state)) return;
  state.nextNs = now + config.tuning.throttleIntervalNs;
  const { sharePerMille, lagNs, lagBeforeNs } = state;
  const share = parts.throttle.sharePerMille(sharePerMille, lagNs, lagBeforeNs, config.tuning);
  state.lagBeforeNs = lagNs;
  if (share !== sharePerMille || lagNs !== state.saidLagNs) {
    state.saidLagNs = lagNs;
    observe(context, { what: "lag", lagNs, sharePerMille: share });
  }
  setShare(context, share);
}

/** Nothing to do for a primary at full speed whose backup keeps up. */
function mustLook({ sharePerMille, lagNs, saidLagNs }: ThrottleState): boolean {
  return sharePerMille < 1000 || lagNs > 0 || saidLagNs > 0;
}

/** When the next look is due. */
export function throttleNs({ throttle: state, links }: ReturnType<typeof ownerOf>): Nanoseconds {
  return links.length > 0 && mustLook(state) ? state.nextNs : Infinity;
}

function setShare(context: Context, sharePerMille: number): void {
  const { throttle: state } = ownerOf(context);
  if (state.sharePerMille === sharePerMille) return;
  state.sharePerMille = sharePerMille;
  applyShare(context);
}

/** The operator changes the VM's share, on each side at the same position (paper 3.3). */
export function giveShare(context: Context, perMille: number): void {
  guestOf(context).sharePerMille = perMille;
  observe(context, { what: "cpu-share", perMille });
  applyShare(context);
}

/** What the operator gave the VM, less what the loop takes from a primary. */
export function applyShare(context: Context): void {
  const { sharePerMille } = guestOf(context);
  const leftPerMille = context.state.owner?.throttle.sharePerMille ?? 1000;
  context.effects.push({ kind: "cpu-share", perMille: Math.max(1, Math.floor((sharePerMille * leftPerMille) / 1000)) });
}
