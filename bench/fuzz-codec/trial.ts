/** One mutated batch, and what the codec makes of it: an error that it is meant to give, or a batch that is one. */
import { isDeepStrictEqual } from "node:util";
import { FormatError } from "../../core/replay/bytes.ts";
import { decodeBatch, encodeBatch, type Batch } from "../../core/replay/codec.ts";
import { Draw } from "../fuzz/random.ts";
import { encodedBatch } from "./batches.ts";
import { mutated, resealed } from "./mutate.ts";

export type Outcome = "unchanged" | "damage refused" | "forgery refused" | "forgery well formed";

/** Mutations of one batch, before another is made. */
const EACH = 50;

/**
 * Damage is always refused: CRC-32 misses one in four thousand million. A forgery, whose CRC is right, may be a batch
 * like any other; then it must be one that a recorder could have sent.
 */
export function* trials(seed: number, count: number): Generator<Outcome> {
  const draw = new Draw(`codec\0${seed}`);
  let bytes = encodedBatch(draw);
  let other = bytes;
  for (let index = 0; index < count; index++) {
    if (index % EACH === 0) {
      other = bytes;
      bytes = encodedBatch(draw);
    }
    const forging = draw.oneIn(2);
    const damaged = mutated(draw, bytes, other);
    yield judge(forging ? resealed(damaged) : damaged, bytes, other, forging);
  }
}

function judge(input: Uint8Array, original: Uint8Array, other: Uint8Array, forged: boolean): Outcome {
  const same = Buffer.compare(input, original) === 0 || Buffer.compare(input, other) === 0;
  const fail = (what: string): never => {
    throw new Error(
      `${what}: ${Buffer.from(input).toString("hex")}, made from ${Buffer.from(original).toString("hex")}`,
    );
  };
  let batch: Batch;
  try {
    batch = decodeBatch(input);
  } catch (error) {
    if (!(error instanceof FormatError)) return fail(`the codec broke: ${String(error)}`);
    if (same) return fail(`a sound batch was refused: ${error.message}`);
    return forged ? "forgery refused" : "damage refused";
  }
  if (same) return "unchanged";
  if (!forged) return fail("a damaged batch was decoded");
  if (!isSound(batch)) return fail(`decoded to what no recorder sends: ${JSON.stringify(batch)}`);
  if (!isDeepStrictEqual(decodeBatch(encodeBatch(batch)), batch)) return fail("decoded to what does not come back");
  return "forgery well formed";
}

/** Numbers are whole and safe, and positions do not run back. */
function isSound({ first, entries, horizon }: Batch): boolean {
  let before = 0;
  for (const { position } of entries) {
    if (!Number.isSafeInteger(position) || position < before) return false;
    before = position;
  }
  const last = first + entries.length - 1;
  return (
    first >= 1 && Number.isSafeInteger(last) && entries.length > 0 && Number.isSafeInteger(horizon) && horizon >= before
  );
}
