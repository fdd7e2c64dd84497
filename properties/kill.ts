/** How soon campaigns find a mutant, and by what: each of several campaigns, on its scenario, until its property fails. */
import { runCampaign, type CampaignPlan, type Finding } from "./campaign.ts";
import type { AnyMutant } from "./mutants/mutant.ts";
import type { Workers } from "./workers.ts";

export interface Killed {
  readonly id: string;
  readonly row: string;
  readonly property: string;
  /** By `property`, in every campaign. */
  readonly killed: boolean;
  /** All properties that failed. */
  readonly killedBy: readonly string[];
  /** Median of the campaigns. */
  readonly runsToKill: number | null;
  /** Faults of the shrunk repro. */
  readonly reproFaults: number | null;
}

interface Hunt {
  readonly killed: Killed;
  /** Wall time of each campaign up to the kill, and how many runs the shrinking of the first took. */
  readonly wallMs: readonly number[];
  readonly shrinkRuns: number | null;
  /** Runs that the harness could not finish. */
  readonly unfinished: number;
}

interface Try {
  readonly runs: number;
  readonly wallMs: number;
  readonly findings: readonly Finding[];
  readonly by: readonly string[];
}

interface HuntPlan extends Pick<CampaignPlan, "scenarios" | "regime" | "runs" | "campaign" | "swarm"> {
  /** Campaigns, each with the seed after the one before. */
  readonly campaigns: number;
}

export async function hunt(
  mutant: AnyMutant,
  plan: HuntPlan,
  workers: Pick<Workers, "count" | "ask">,
  signal: AbortSignal,
  onProgress: (runs: number, campaign: number) => void = () => {},
): Promise<Hunt> {
  const { id, row, property } = mutant;
  const { campaigns, ...usual } = plan;
  const tries: Try[] = [];
  let unfinished = 0;
  for (let i = 0; i < campaigns && !signal.aborted; i++) {
    const campaign: CampaignPlan = {
      ...usual,
      campaign: plan.campaign + i,
      regime: mutant.shown?.regime ?? plan.regime,
      scenarios: mutant.scenario ? [mutant.scenario] : plan.scenarios,
      changes: {},
      mutant: id,
      timeMs: null,
      first: 0,
      prefer: property,
      stopEarly: true,
      shrinks: i === 0,
    };
    const { findings, violated, breakages, wallMs } = await runCampaign(campaign, workers, signal, {
      progress: ({ runs }) => onProgress(runs, i + 1),
    });
    unfinished += breakages.length;
    const at = violated.get(property);
    tries.push({ runs: at === undefined ? Infinity : at + 1, wallMs, findings, by: [...violated.keys()] });
  }
  const needed = tries.map(({ runs }) => runs).toSorted((a, b) => a - b);
  const median = needed[needed.length >> 1] ?? Infinity;
  const found = tries.flatMap(({ findings }) => findings).find((one) => one.properties.includes(property));
  const killed: Killed = {
    id,
    row,
    property,
    killed: tries.length > 0 && needed.every(Number.isFinite),
    killedBy: [...new Set(tries.flatMap(({ by }) => by))],
    runsToKill: Number.isFinite(median) ? median : null,
    reproFaults: found?.repro.faults.length ?? null,
  };
  return { killed, wallMs: tries.map(({ wallMs }) => wallMs), shrinkRuns: found?.shrinkRuns ?? null, unfinished };
}
