/** How much it takes to find a bug: every mutant, by campaigns as they are, on all cores. */
import { hunt } from "../../properties/kill.ts";
import { mutants } from "../../properties/mutants/index.ts";
import { Workers } from "../../properties/workers.ts";
import { type Figure, turned } from "../figure.ts";
import type { Suite } from "./suite.ts";

const SEED = 1;
const RUNS = 300;
const CAMPAIGNS = 3;
/** In a quick run every so-manieth mutant, with one campaign each. */
const QUICK_STRIDE = 9;

export const finding: Suite = {
  name: "finding",
  title: "Finding power",
  method: `Every mutant in ${CAMPAIGNS} campaigns of at most ${RUNS} runs on the scenario that it names, seeds ${SEED} to ${SEED + CAMPAIGNS - 1}; killed means by the property that it names, in every one. Wall time, on all cores, the workers' start and the shrinking of the first finding included.`,
  parts: [
    {
      name: "every mutant",
      async measure({ quick, missing, progress }) {
        const workers = new Workers(null);
        const chosen = mutants.filter((_, index) => !quick || index % QUICK_STRIDE === 0);
        const campaigns = quick ? 1 : CAMPAIGNS;
        const plan = { campaign: SEED, campaigns, scenarios: [], regime: "bounded", runs: RUNS } as const;
        const hunts = [];
        try {
          for (const mutant of chosen) {
            progress(mutant.id);
            hunts.push(await hunt(mutant, plan, workers, new AbortController().signal));
          }
        } finally {
          await workers.end();
        }
        const dead = hunts.filter(({ killed }) => killed.killed);
        const runs = dead.map(({ killed }) => killed.runsToKill ?? RUNS);
        const seconds = dead.map(({ wallMs }) => turned(wallMs).value / 1000);
        const faults = dead.flatMap(({ killed }) => killed.reproFaults ?? []);
        const figure = (name: string, values: readonly number[], unit: string, note?: string): Figure => ({
          name,
          ...turned(values),
          unit,
          better: "lower",
          ...(note === undefined ? {} : { note }),
        });
        missing("the same without swarm, without the corpus, and by sweep (campaigns have no switch for it)");
        return [
          {
            name: `killed, of ${hunts.length}`,
            value: dead.length,
            unit: "mutants",
            better: "higher",
            target: hunts.length,
            ...(dead.length < hunts.length
              ? { note: `alive: ${hunts.flatMap(({ killed }) => (killed.killed ? [] : [killed.id])).join(", ")}` }
              : {}),
          },
          figure("runs to kill, by mutant", runs, "runs"),
          figure("time to kill, by mutant", seconds, "s"),
          figure("faults of the shrunk repro", faults, "faults"),
          figure(
            "runs that shrinking took",
            dead.flatMap(({ shrinkRuns }) => shrinkRuns ?? []),
            "runs",
          ),
        ];
      },
    },
  ],
};
