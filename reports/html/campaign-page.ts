/** The page of many runs: a campaign, a sweep or the mutants' kill table. */
import type { CampaignData } from "./campaign-data.ts";
import { page } from "./page.ts";

export function campaignPage(data: CampaignData): string {
  return page("campaign", `${data.title} · ${data.verdict}`, data);
}
