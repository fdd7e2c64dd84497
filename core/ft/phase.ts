/**
 * Roles and phases of a node: one state machine. Each row is a transition that may happen, and why (a section of the
 * paper, or DESIGN 6); a node asserts that it makes no other. `docs/PROTOCOL.md` draws its diagram from this table.
 */
export const phases = {
  spare: "holds no replica of the VM",
  joining: "a clone is on its way here: no state yet",
  backup: "receives, acknowledges and replays the log",
  "asking-live": "suspects the primary, has asked to go live, acknowledges no more",
  draining: "won: executes what it acknowledged, then goes live",
  destination: "has the state of a moved primary; acts when the record names it owner",
  starting: "has asked for a cold start",
  "primary-alone": "owner without a backup",
  "primary-protected": "owner with a backup that acknowledges",
  "asking-alone": "owner that suspects its backup and has asked to go on without it",
  "asking-arm": "owner that has asked to make a clone its backup (first one, or moved)",
  "asking-move": "owner, stopped at the cut, that has asked to make a clone the owner",
  "asking-off": "powered off; has asked to have the record say so",
  halted: "lost, was fenced off or diverged: takes no part any more",
  off: "the VM was powered off",
} as const;

export type Phase = keyof typeof phases;

interface Transition {
  readonly from: Phase;
  readonly to: Phase;
  readonly why: string;
}

const row = (from: Phase, to: Phase, why: string): Transition => ({ from, to, why });

export const transitions: readonly Transition[] = [
  row("spare", "primary-protected", "first power on: the record names this node owner, another backup"),
  row("spare", "primary-alone", "first power on without a backup"),
  row("spare", "backup", "first power on: the record names this node backup"),

  row("primary-protected", "asking-alone", "backup silent, diverged or unreadable (paper 2.3)"),
  row("asking-alone", "primary-alone", "yes: the backup is dropped (paper 2.3)"),
  row("asking-alone", "halted", "no: the backup went live (losing)"),

  row("backup", "asking-live", "primary silent on either path (paper 2.3)"),
  row("asking-live", "draining", "yes (paper 2.3)"),
  row("asking-live", "backup", "no, but still named as backup: serves the owner that the record names (losing)"),
  row("asking-live", "halted", "no, and not named any more (losing)"),
  row("draining", "primary-alone", "everything acknowledged is executed: live (paper 2.3)"),

  row("spare", "joining", "an owner offers its clone (paper 3.1)"),
  row("halted", "joining", "the same: another attempt, under another name"),
  row("off", "joining", "the same, after the VM was started elsewhere"),
  row("joining", "backup", "has the state: follows the log from the cut, to be armed"),
  row("joining", "destination", "has the state of a primary that moves"),
  row("joining", "spare", "source or stream gave out before the state came"),
  row("backup", "spare", "the source gave the clone up, unasked"),
  row("asking-live", "spare", "the same, heard late"),
  row("destination", "primary-protected", "the record names it owner: the move is committed (arming)"),
  row("destination", "spare", "the record names another owner, or the source gave the move up, unasked"),

  row("primary-alone", "asking-arm", "the clone is in step (paper 3.1)"),
  row("primary-protected", "asking-arm", "the clone that is to replace the backup is in step (paper 3.3)"),
  row("asking-arm", "primary-protected", "yes: the clone is the backup"),
  row("asking-arm", "halted", "no: somebody else is the owner (losing)"),
  row("primary-protected", "asking-move", "stopped at the cut, and the destination has the state (paper 3.3)"),
  row("asking-move", "halted", "yes: the destination is the owner; no: somebody else is"),

  row("primary-protected", "asking-off", "powered off, and the backup has the entry (paper 3.3)"),
  row("primary-alone", "asking-off", "powered off (paper 3.3)"),
  row("backup", "asking-off", "has executed the power-off (paper 3.3)"),
  row("backup", "off", "the same, before it was armed"),
  row("asking-off", "off", "the record says so, whoever asked first"),
  row("asking-off", "halted", "no: somebody else is the owner (losing)"),
  row("asking-live", "off", "no: the VM is powered off"),
  row("asking-alone", "off", "no: the VM is powered off"),

  row("spare", "starting", "all replicas are known to be dead, or the VM was powered off (cold start)"),
  row("halted", "starting", "the same"),
  row("off", "starting", "the same"),
  row("starting", "primary-alone", "yes: a new history, from power on"),
  row("starting", "spare", "no: somebody else starts it"),

  row("backup", "halted", "diverged or cannot read: reports itself, is replaced (redundancy)"),
  row("asking-live", "halted", "diverged: never goes live (redundancy)"),
  row("draining", "halted", "diverged: never goes live (redundancy)"),
  row("joining", "halted", "an owner offers again: this attempt is given up"),
  row("destination", "halted", "an owner offers again: this attempt is given up"),
  row("primary-protected", "halted", "storage refused a write: somebody else is the owner (fencing)"),
  row("primary-alone", "halted", "storage refused a write: somebody else is the owner (fencing)"),
];

const allowed = new Set(transitions.map(({ from, to }) => `${from} ${to}`));

export function isAllowed(from: Phase, to: Phase): boolean {
  return allowed.has(`${from} ${to}`);
}
