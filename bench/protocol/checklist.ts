/** The behaviours that the FT stack must show, and where each is decided. Its tests and mutants are found by the number. */

export interface Behaviour {
  readonly row: string;
  readonly behaviour: string;
  /** Section of the paper; "beyond" where it is silent. */
  readonly source: string;
  /** Files that decide it, under `core/`. */
  readonly code: readonly string[];
}

const behaviour = (row: string, text: string, source: string, ...code: readonly string[]): Behaviour => ({
  row,
  behaviour: text,
  source,
  code,
});

// prettier-ignore
export const checklist: readonly Behaviour[] = [
  behaviour("1", "an asynchronous event lands at the exact position on both sides", "2.1", "replay/recorder.ts", "replay/replayer.ts"),
  behaviour("2", "every non-deterministic value is logged", "2.1", "replay/recorder.ts", "replay/entry.ts"),
  behaviour("3", "events are delivered as they come", "2.1, 6", "ft/primary.ts"),
  behaviour("4", "an output waits for the acknowledgement of its own entry", "2.2", "ft/output-gate.ts", "ft/release.ts"),
  behaviour("5", "the backup replays through the output's point before it goes live", "2.2", "ft/go-live.ts"),
  behaviour("6", "the output waits, the VM runs on", "2.2", "ft/output-gate.ts", "ft/primary.ts"),
  behaviour("7", "acknowledged on receipt, not on execution, and kept", "3.2", "ft/log-receiver.ts"),
  behaviour("8", "repeats at failover are legal, losses are not", "2.2, beyond", "ft/release.ts", "ft/go-live.ts"),
  behaviour("9", "an input lost with the primary, not logged, is legal", "2.2", "ft/output-gate.ts"),
  behaviour("10", "while it is backup, its outputs go nowhere", "2", "ft/output-gate.ts", "ft/replay-listener.ts"),
  behaviour("11", "drains all that it acknowledged before it goes live", "2.3", "ft/go-live.ts"),
  behaviour("12", "heartbeats and log traffic are both watched; a full buffer is not silence", "2.3", "ft/detector.ts", "ft/log-sender.ts"),
  behaviour("13", "a guest that does nothing causes no failover and no throttling", "2.3, beyond", "ft/log-sender.ts", "ft/throttle.ts"),
  behaviour("14", "test-and-set is atomic; the loser halts", "2.3", "ft/record.ts", "ft/arbiter.ts", "ft/losing.ts"),
  behaviour("15", "storage out of reach: wait", "2.3", "ft/arbiter-client.ts"),
  behaviour("16", "the primary, too, must win before it runs alone", "2.3", "ft/protection.ts", "ft/output-gate.ts"),
  behaviour("17", "an acknowledgement of a former backup counts for nothing; who asked acknowledges no more", "2.3, beyond", "ft/log-sender.ts", "ft/backup.ts", "ft/arbiter-client.ts"),
  behaviour("18", "a lost arbiter reply is harmless", "beyond", "ft/arbiter-client.ts", "ft/record.ts"),
  behaviour("19", "armed by compare-and-set, in step; until answered every possible winner must acknowledge", "beyond", "ft/vmotion-source.ts", "ft/output-gate.ts"),
  behaviour("20", "grant and sole-writer right are one step; a delayed write of the old primary is refused", "beyond", "ft/arbiter.ts", "ft/record.ts", "ft/disk-queue.ts"),
  behaviour("21", "the MAC address is announced at go-live, with back-off, and slowly from then on", "2.3", "ft/announcer.ts"),
  behaviour("22", "backup lost: the primary wins, stops logging, goes on alone", "2.3", "ft/protection.ts"),
  behaviour("23", "VMotion clones a running VM and stops it under one second", "3.1", "ft/vmotion-source.ts", "ft/vmotion-destination.ts"),
  behaviour("24", "redundancy comes back by itself, on another host", "3.1", "ft/placement.ts", "ft/vmotion-source.ts"),
  behaviour("25", "full buffer stops the primary, empty buffer the backup; nothing is dropped", "3.2", "ft/log-sender.ts", "replay/replayer.ts"),
  behaviour("26", "lag is held under its bound by trimming the primary's CPU, then given back", "3.2", "ft/throttle.ts"),
  behaviour("27", "failover takes detection, arbiter and storage, and draining; no more", "3.2", "ft/go-live.ts"),
  behaviour("28", "power off and resource changes travel as log entries", "3.3", "ft/power-off.ts", "ft/primary.ts"),
  behaviour("29", "primary and backup never share a host", "3.3", "ft/placement.ts", "ft/vmotion-source.ts"),
  behaviour("30", "move of the primary: one of source and destination acts, and one always does", "3.3, beyond", "ft/vmotion-source.ts", "ft/vmotion-destination.ts"),
  behaviour("31", "move of the backup: who may win must acknowledge", "3.3, beyond", "ft/vmotion-source.ts", "ft/output-gate.ts"),
  behaviour("32", "overlapping disk operations run one after the other, alike on both", "3.4", "ft/disk-order.ts"),
  behaviour("33", "bounce buffers, both ways", "3.4", "ft/bounce.ts"),
  behaviour("34", "operations started and not completed are issued again at go-live", "3.4", "ft/go-live.ts", "ft/disk-queue.ts"),
  behaviour("35", "no asynchronous change of network rings", "3.5", "ft/bounce.ts"),
  behaviour("36", "an output entry is flushed at once, the rest in batches", "3.5", "ft/log-sender.ts"),
  behaviour("37", "shared disk: writes are outputs; non-shared: internal, re-synchronised, arbiter outside", "4.1", "replay/output.ts", "ft/mirror.ts", "ft/own-disk.ts", "ft/cold-start.ts"),
  behaviour("38", "backup reads", "4.2", "ft/disk-queue.ts", "ft/own-disk.ts"),
  behaviour("39", "time never runs backwards for the guest across go-live", "beyond", "ft/go-live.ts"),
  behaviour("40", "fail-stop only; a diverged backup says so and never goes live", "1, beyond", "replay/replayer.ts", "ft/backup.ts"),
  behaviour("C", "`checkpoint`: an epoch is all or nothing and carries its outputs and unfinished disk operations", "6", "ft/checkpoint.ts", "ft/adopt-state.ts"),
];
