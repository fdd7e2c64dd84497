import type { MachineConfig } from "../machine-io.ts";
import type { StateVisitor } from "./state-visitor.ts";

/** The configuration as the first part of a machine's state: a reader returns the saved one. */
export function visitConfig(visitor: StateVisitor, config: MachineConfig): MachineConfig {
  const ramBytes = visitor.integer("ram bytes", config.ramBytes);
  const mac = visitor.bytes("mac address", asciiBytes(config.macAddress ?? ""));
  const diskSectors = visitor.optional("disk sectors", config.diskSectors);
  const entropy = visitor.flag("entropy", config.entropy);
  return { ramBytes, macAddress: mac.length === 0 ? null : String.fromCharCode(...mac), diskSectors, entropy };
}

export function sameConfig(a: MachineConfig, b: MachineConfig): boolean {
  return (
    a.ramBytes === b.ramBytes &&
    a.macAddress === b.macAddress &&
    a.diskSectors === b.diskSectors &&
    a.entropy === b.entropy
  );
}

function asciiBytes(text: string): Uint8Array {
  return Uint8Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
}
