/** Reports of the test kernels: what QEMU printed, and what it should have printed. */

/** A line of a report that QEMU 7.2 gets wrong. */
export interface Deviation {
  /** The line up to the last colon. */
  readonly check: string;
  /** The rest of the line, by the manual. */
  readonly manual: string;
  /** Where the manual says so. */
  readonly paragraph: string;
}

/** QEMU's report with its faults put right. */
export function correctReport(report: readonly string[], deviations: readonly Deviation[]): string[] {
  const manualByCheck = new Map(deviations.map((line) => [line.check, line.manual]));
  return report.map((line) => {
    const check = line.slice(0, line.lastIndexOf(": "));
    const manual = manualByCheck.get(check);
    return manual === undefined ? line : `${check}: ${manual}`;
  });
}
