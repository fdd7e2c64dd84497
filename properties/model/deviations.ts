/**
 * Ways to get the protocol wrong, each one decision of it. A *reading* takes the paper, or a looser wording of the
 * safety rules, by the letter; a *mutant* is a mistake in doing what they say. A row of the table switches some on.
 */
const reading = (about: string) => ({ type: "reading", about }) as const;
const mutant = (about: string) => ({ type: "mutant", about }) as const;

export const deviations = {
  "loser-always-halts": reading("who hears no halts, whomever the record names"),
  "named-asks-again": reading("a loser that is still named as backup asks again instead of resuming"),
  "early-asker-halts": reading("a clone that asks before its arming has landed takes the no for the last word"),
  "compares-fields": reading("the record has no version: requests expect its fields alone"),
  "compares-version": reading("requests expect a version alone"),
  "remembers-answers": reading("storage remembers the answer to every request for ever"),
  "waits-for-word": reading("the destination of a move of the primary waits for the word of its source"),
  "moves-alone": reading("a primary may move while it has no backup"),
  "guarded-by-record": reading("a pair counts as protected while the record names two, whatever is being asked"),
  "forgets-held": reading("a clone has the machine's state, but not the outputs held back"),
  "never-older-write": reading("an older write never lands over a newer one, completed or not"),
  "waits-for-completion": reading("a write over another waits for the acknowledgement of that one's completion"),
  "logs-to-dropped": reading("the log still goes to a backup that was dropped"),
  "completes-out-of-turn": reading("an owner takes what its own disk did while it was backup in any order"),
  "writes-ahead": reading("a backup writes to its own disk what it executes, before the log says that it is done"),
  "promise-survives-winner": reading("what was durable stays so when the winner dies before it has drained"),

  "entry-before": mutant("an output waits for the entry before its own"),
  "no-drain": mutant("goes live after the first entry"),
  "acknowledges-then-drops": mutant("acknowledges, then loses its last entry"),
  "no-arbiter": mutant("who suspects goes on without asking"),
  "read-then-write": mutant("compare-and-set in two steps"),
  "loser-continues": mutant("a loser asks again, against the record as it now is"),
  "lost-means-taken": mutant("a lost reply is read as no"),
  "armed-early": mutant("the clone is armed before it has the state"),
  "alone-while-arming": mutant("outputs leave alone while the request to arm is out"),
  "obeys-from-request": mutant("the clone is obeyed only from the request on"),
  "no-fencing": mutant("storage takes everybody's writes"),
  "fence-separate": mutant("the fence moves in a step of its own, after the grant"),
  "note-at-acknowledgement": mutant("the release note is written when the entry is acknowledged"),
  "note-covers-writes": mutant("the release note is taken to cover disk writes"),
  "forgets-replayed": mutant("the backup forgets outputs that its replay made"),
  "resumes-after-asking": mutant("a backup that asked takes its request for cancelled, and acknowledges again"),
  "acknowledges-while-asking": mutant("a backup that asked goes on acknowledging"),
  "late-acknowledgement": mutant("the acknowledgement of a former backup counts"),
  "both-move": mutant("the source of a committed move of the primary goes on, too"),
  "destination-acknowledges": mutant("in a move of the backup, only the destination's acknowledgements count"),
  "host-not-incarnation": mutant("the record compares hosts, not incarnations"),
  "reissues-completed": mutant("disk operations that completed are issued again"),
  "reissues-completed-in-order": mutant("the same, in their order"),
  "cold-on-belief": mutant("a cold start by timeout, not by knowledge"),

  "not-resynchronised": mutant("the clone's own disk is left as it was"),
  "former-attempt-writes": reading("a host takes a clone while its disk still works for a former attempt"),
  "stale-copy-boots": mutant("any host's copy of the disk may boot"),
  "live-before-disk": mutant("goes live before its own disk has what the log says was completed"),
  "answers-before-persisting": mutant("the arbiter's service answers before it has persisted the change"),

  "off-is-failure": mutant("a backup takes the silence of a powered-off primary for a failure, and runs on"),
  "off-before-writes": mutant("the power-off is logged while outputs wait and writes are under way"),
  "off-unacknowledged": mutant("the primary has the record say off before its backup has the entry"),

  "epoch-in-part": mutant("an epoch's outputs are applied without its memory"),
  "released-in-epoch": mutant("outputs leave when their epoch is sent, not when it is acknowledged"),
  "epoch-without-outputs": mutant("an epoch does not carry the outputs held back"),
  "epoch-without-writes": mutant("an epoch does not carry unfinished disk operations"),
} as const;

export type Deviation = keyof typeof deviations;
