/** CPU time, not wall time: the machine may be busy with other things. */

const TURNS = 5;

export function cpuMsOnce(act: () => void): number {
  const before = process.cpuUsage();
  act();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

/** Median of several turns, after one to warm up. */
export function cpuMsOf(act: () => void): number {
  act();
  return median(Array.from({ length: TURNS }, () => cpuMsOnce(act)));
}
