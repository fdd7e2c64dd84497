/**
 * The process of a campaign whose coverage is measured. A process of its own, because V8 counts from the start of a
 * process or not at all (NODE_V8_COVERAGE); it leaves its counts when it ends.
 */
import type { Executed } from "../../scenarios/guest-coverage/executed.ts";
import { runCampaign, type CampaignPlan, type CampaignResult, type Progress } from "../campaign.ts";
import { Breakage, Workers } from "../workers.ts";
import type { Covered } from "./worker.ts";

/** Sent to it, once. */
export interface Order {
  readonly plan: CampaignPlan;
  readonly jobs: number | null;
}

/** What it sends back: progress now and then, and one result. */
export type Told =
  | { readonly progress: Progress }
  | {
      readonly result: CampaignResult;
      readonly executed: Executed;
    };

function send(told: Told): Promise<void> {
  return new Promise((resolve) => {
    process.send!(told, () => resolve());
  });
}

async function perform({ plan, jobs }: Order): Promise<void> {
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  const workers = new Workers(jobs, { module: "./coverage/worker.js" });
  const executed: Executed = new Map();
  const covering: Pick<Workers, "count" | "ask"> = {
    count: workers.count,
    async ask<Answer>(...asked: Parameters<Workers["ask"]>) {
      const covered = await workers.ask<Covered>(...asked);
      if (covered instanceof Breakage) return covered;
      for (const [guest, addresses] of covered.executed) {
        const all = executed.get(guest) ?? new Set();
        executed.set(guest, all);
        for (const address of addresses) all.add(address);
      }
      return covered.answer as Answer;
    },
  };
  const result = await runCampaign(plan, covering, stop.signal, { progress: (progress) => void send({ progress }) });
  await workers.end();
  await send({ result, executed });
  process.disconnect();
}

process.once("message", (order: Order) => void perform(order));
