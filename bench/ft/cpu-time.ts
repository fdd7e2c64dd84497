/** CPU time, not wall time: the machine may be busy with other things. */
export function cpuMsOnce(act: () => void): number {
  const before = process.cpuUsage();
  act();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
