/**
 * The storage's side of the arbiter (DESIGN 6): what an array, or a service of its own, decides about the record and the
 * shared disk that it holds. The step that changes the owner makes it the sole writer: no write can land in between.
 */
import { type ArbiterRecord, type ArbiterReply, type ArbiterRequest, compareAndSet, type ReplicaId } from "./record.ts";

export interface Arbiter {
  /** One atomic step. `read`: the record when the request came in, which nothing right ever uses. */
  compareAndSet(
    record: ArbiterRecord,
    request: ArbiterRequest,
    read: ArbiterRecord,
  ): { readonly record: ArbiterRecord; readonly reply: ArbiterReply };
  /** The sole writer from the step on in which `request` made `record`; `writer`: until then. */
  fence(record: ArbiterRecord, request: ArbiterRequest, writer: ReplicaId | null): ReplicaId | null;
  /** Whether the shared disk takes a write of `by`. */
  mayWrite(by: ReplicaId, writer: ReplicaId | null, record: ArbiterRecord): boolean;
}

export const arbiter: Arbiter = {
  compareAndSet,
  fence: ({ owner }) => owner,
  mayWrite: (by, writer) => by === writer,
};
