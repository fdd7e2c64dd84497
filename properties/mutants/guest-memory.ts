/**
 * What a host does that works past the log, for mutants: finds the guest's buffers and rings by the state of its devices,
 * and reads and writes them while the guest runs.
 */
import type { VirtualMachine } from "../../core/vm/machine-io.ts";
import { FieldLister } from "../../core/vm/snapshot/field-lister.ts";
import type { Stateful } from "../../core/vm/snapshot/state-visitor.ts";

const PAGE_BYTES = 4096;

interface Buffer {
  readonly address: number;
  readonly byteCount: number;
}

/** Numbers of the state of the devices, by their path. */
function fieldsOf(machine: VirtualMachine): ReadonlyMap<string, number> {
  const lister = new FieldLister();
  (machine as VirtualMachine & Stateful).visitState(lister);
  return new Map(lister.fields.map(({ path, value }) => [path, Number(typeof value === "string" ? value : NaN)]));
}

/** Where the data of a started disk operation lies. */
export function buffersOf(machine: VirtualMachine, operation: number): readonly Buffer[] {
  const fields = fieldsOf(machine);
  const requests = "virtio-block/device/requests";
  for (let request = 0; request < (fields.get(requests) ?? 0); request++) {
    const path = `${requests}[${request}]`;
    if (fields.get(`${path}/operation`) !== operation) continue;
    return Array.from({ length: fields.get(`${path}/segments`)! }, (_, segment) => ({
      address: fields.get(`${path}/segments[${segment}]/address`)!,
      byteCount: fields.get(`${path}/segments[${segment}]/byte count`)!,
    }));
  }
  return [];
}

/** A frame into the next buffer of the receive ring, as the card will once the frame's log entry is applied. */
export function fillReceiveRing(machine: VirtualMachine, frame: Uint8Array): void {
  const fields = fieldsOf(machine);
  const field = (name: string): number => fields.get(`virtio-net/queue 0/${name}`)!;
  const [size, descriptors, available, used] = ["size", "descriptors low", "available low", "used low"].map(field);
  if (used === 0) return;
  // Those before it that are in the ring and have no log entry yet.
  const usedIndex = read16(machine, used! + 2);
  const ahead = (usedIndex - field("used index")) & 0xffff;
  const availableIndex = (field("available index") + ahead) & 0xffff;
  if (availableIndex === read16(machine, available! + 2)) return;
  const head = read16(machine, available! + 4 + 2 * (availableIndex & (size! - 1)));
  const header = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0);
  const address = read16(machine, descriptors! + 16 * head) + 0x1_0000 * read16(machine, descriptors! + 16 * head + 2);
  const byteCount = header.length + frame.length;
  write(machine, address, Uint8Array.of(...header, ...frame));
  write(machine, used! + 4 + 8 * (usedIndex & (size! - 1)), words(head, byteCount));
  write(machine, used! + 2, words(usedIndex + 1).subarray(0, 2));
}

function words(...values: number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(values).buffer);
}

export function scatter(machine: VirtualMachine, buffers: readonly Buffer[], bytes: Uint8Array): void {
  let from = 0;
  for (const { address, byteCount } of buffers) {
    write(machine, address, bytes.subarray(from, from + byteCount));
    from += byteCount;
  }
}

export function gather(machine: VirtualMachine, buffers: readonly Buffer[]): Uint8Array {
  return Uint8Array.from(
    buffers.flatMap(({ address, byteCount }) =>
      Array.from({ length: byteCount }, (_, i) => byteAt(machine, address + i)),
    ),
  );
}

function byteAt(machine: VirtualMachine, address: number): number {
  return machine.readPage(Math.floor(address / PAGE_BYTES))[address % PAGE_BYTES]!;
}

function read16(machine: VirtualMachine, address: number): number {
  return byteAt(machine, address) | (byteAt(machine, address + 1) << 8);
}

function write(machine: VirtualMachine, address: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) {
    const page = Math.floor((address + done) / PAGE_BYTES);
    const at = (address + done) % PAGE_BYTES;
    const part = bytes.subarray(done, done + PAGE_BYTES - at);
    const whole = machine.readPage(page).slice();
    whole.set(part, at);
    machine.writePage(page, whole);
    done += part.length;
  }
}
