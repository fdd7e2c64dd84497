/** Bytes that are no snapshot of such a machine: damaged, of another version or of another configuration. */
export class SnapshotError extends Error {
  override readonly name = "SnapshotError";
}
