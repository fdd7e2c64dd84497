/** Where figures are taken. */
import { cpus, release, totalmem, type } from "node:os";
import type { Host } from "./figure.ts";

export function thisHost(): Host {
  const processors = cpus();
  return {
    processor: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
    memoryBytes: totalmem(),
    system: `${type()} ${release().split("-")[0]}`,
    node: process.versions.node,
  };
}
