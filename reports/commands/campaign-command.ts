/** The command that makes a campaign again, or one run of it. */
import type { CampaignPlan } from "../../properties/campaign.ts";
import { scenarios } from "../../scenarios/index.ts";

/** What `check` takes when no scenario is named. */
export const campaignScenarios: readonly string[] = scenarios
  .filter(({ tags }) => tags.includes("campaign"))
  .map(({ name }) => name);

/** `index` null: all of it. */
export function campaignCommand(plan: CampaignPlan, index: number | null): string {
  const { scenarios: chosen, campaign, regime, changes, mutant, runs, timeMs } = plan;
  const usual = chosen.join() === campaignScenarios.join();
  return [
    ["lockstep check", ...(usual ? [] : chosen), `--seed ${campaign}`].join(" "),
    ...(index !== null ? [`--index ${index}`] : runs === null ? [`--time ${timeMs}ms`] : [`--runs ${runs}`]),
    ...(regime === null ? [] : [`--regime ${regime}`]),
    ...(mutant === null ? [] : [`--mutant ${mutant}`]),
    ...Object.entries(changes).map(([name, value]) => `--set ${name}=${value}`),
  ].join(" ");
}
