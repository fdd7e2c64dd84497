/** Measures a suite part by part: one that fails is named in the result, and does not cost the others. */
import type { Figure, SuiteResult } from "./figure.ts";
import type { Suite, Turn } from "./suites/suite.ts";

export async function measureSuite(
  { name, title, method, parts }: Suite,
  { quick, progress }: Pick<Turn, "quick" | "progress">,
): Promise<SuiteResult> {
  const startedMs = performance.now();
  const figures: Figure[] = [];
  const missing: string[] = [];
  const failed: string[] = [];
  for (const [index, part] of parts.entries()) {
    const about = `${name}, part ${index + 1} of ${parts.length}: ${part.name}`;
    progress(about);
    try {
      const turn: Turn = {
        quick,
        missing: (what) => missing.push(what),
        failed: (what) => failed.push(what),
        progress: (text) => progress(`${about}: ${text}`),
      };
      figures.push(...(await part.measure(turn)));
    } catch (error) {
      failed.push(`${part.name} (${(error as Error).message.split("\n")[0]})`);
    }
  }
  return { name, title, method, figures, missing, failed, wallMs: Math.round(performance.now() - startedMs) };
}
