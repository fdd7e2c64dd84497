/**
 * The strategy `checkpoint` (DESIGN 6): instead of the log itself, the backup gets the state that it led to, epoch by
 * epoch: pages written since the last one, devices, outputs made and not handed over, unfinished disk operations. An
 * epoch stands for the entries that it covers, so channel, acknowledgements and Output Rule are those of `replay`. It
 * is one message, applied whole or not at all. The backup executes nothing; disks are shared.
 */
import { ByteReader, ByteWriter, FormatError } from "../replay/bytes.ts";
import { sealed, unsealedEnd } from "../replay/crc32.ts";
import type { EntryNumber } from "../replay/entry.ts";
import type { ClosedBatch } from "../replay/recorder.ts";
import { type CloneState, readCloneState, takeCloneState, writeCloneState } from "./clone-state.ts";
import { type Context, followerOf, guestOf, machineOf, nowOf, observe, ownerOf } from "./context.ts";
import { adoptState } from "./adopt-state.ts";
import type { GuestState } from "./state.ts";

/** Raised with every change of the format. */
const epochVersion = 2;
const pageBytes = 4096;

interface PageContent {
  readonly page: number;
  readonly bytes: Uint8Array;
}

export interface Checkpoint {
  /** What of the unfinished an epoch carries: all of it. */
  carried(guest: GuestState): Pick<GuestState, "held" | "disk">;
  /** What of an epoch is applied: all of it. */
  applied(content: EpochContent): EpochContent;
}

export const checkpoint: Checkpoint = {
  carried: ({ held, disk }) => ({ held, disk }),
  applied: (content) => content,
};

interface EpochContent {
  readonly state: CloneState;
  readonly pages: readonly PageContent[];
}

interface Epoch extends EpochContent {
  readonly first: EntryNumber;
  readonly through: EntryNumber;
  readonly poweredOff: boolean;
}

/** From here on what is written belongs to the next epoch. */
export function markEpoch(context: Context): void {
  ownerOf(context).epochWritten = [];
  context.epochMark = machineOf(context).writeMark();
}

/** Pages written since the last epoch. */
export function epochPages(context: Context): readonly number[] {
  const { epochWritten } = ownerOf(context);
  if (context.epochMark === null) return epochWritten;
  const pages = new Set([...epochWritten, ...machineOf(context).pagesWrittenSince(context.epochMark)]);
  return [...pages].toSorted((a, b) => a - b);
}

/** Owner: the state at the end of a batch, in its place. Between units only. */
export function closeEpoch(context: Context, batch: ClosedBatch): ClosedBatch {
  const machine = machineOf(context);
  const { held, disk } = context.parts.checkpoint.carried(guestOf(context));
  const state = takeCloneState(context, batch.through + 1, { held, disk });
  observe(context, { what: "digest", position: state.position, entry: batch.through, digest: state.digest });
  const pages = epochPages(context);
  const writer = new ByteWriter(pages.length * (pageBytes + 4) + 4096);
  writer.byte(epochVersion).varint(batch.first).varint(batch.through);
  writer.byte(ownerOf(context).power === "logged" ? 1 : 0);
  writeCloneState(writer, state).varint(pages.length);
  for (const page of pages) writer.varint(page).raw(machine.readPage(page));
  markEpoch(context);
  return { ...batch, urgent: true, bytes: sealed(writer) };
}

/** @throws {FormatError} */
function decodeEpoch(bytes: Uint8Array): Epoch {
  const reader = new ByteReader(bytes, 0, unsealedEnd(bytes, "epoch"));
  const version = reader.byte();
  if (version !== epochVersion) throw new FormatError(`epoch: expected version ${epochVersion}, found ${version}`);
  const [first, through] = [reader.varint(), reader.varint()];
  const poweredOff = reader.byte() === 1;
  const state = readCloneState(reader);
  const count = reader.varint();
  if (count * pageBytes > reader.left) throw new FormatError(`epoch: expected fewer than ${count} pages`);
  const pages = Array.from({ length: count }, () => ({ page: reader.varint(), bytes: reader.raw(pageBytes) }));
  reader.end();
  return { first, through, poweredOff, state, pages };
}

/**
 * Backup: takes the next epoch, whole. False: it is not what the primary had, so this replica must never go live.
 * @throws {FormatError}
 */
export function receiveEpoch(context: Context, bytes: Uint8Array): boolean {
  const follower = followerOf(context);
  const { replaying } = follower;
  const machine = machineOf(context);
  const epoch = decodeEpoch(bytes);
  const { first, through, poweredOff } = epoch;
  if (first !== replaying.received + 1) {
    throw new FormatError(`epoch: expected entry ${replaying.received + 1} first, found ${first}`);
  }
  const { state, pages } = context.parts.checkpoint.applied(epoch);
  const outside = pages.find(({ page }) => page >= machine.pageCount);
  if (outside) throw new FormatError(`epoch: page ${outside.page} of ${machine.pageCount}`);
  for (const page of pages) machine.writePage(page.page, page.bytes);
  observe(context, { what: "received", through, from: follower.owner });
  if (!adoptState(context, state)) return false;
  Object.assign(replaying, { received: through, horizon: state.position });
  follower.ending = poweredOff;
  follower.acknowledgeNs = nowOf(context);
  observe(context, { what: "applied", first, through, position: state.position });
  return true;
}
