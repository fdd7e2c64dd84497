/** Basic blocks of a guest's functions, and which of them were executed. */
import { disassemble } from "../../core/vm/cpu/disassemble.ts";
import { linesOf } from "./line-table.ts";
import { functionsOf, type FunctionSymbol } from "./symbols.ts";

export interface Share {
  readonly covered: number;
  readonly total: number;
}

export interface FunctionCoverage {
  readonly name: string;
  readonly blocks: Share;
  readonly instructions: Share;
}

/** A block begins at the function's entry, at the target of a jump and after a jump or return. */
const LEAVES = /^(j|loop|ret|iret|hlt|\(bad\))/;
const JUMP = /^(?:j|loop)\w* 0x([0-9a-f]+)$/;

export function coverageOf(image: Uint8Array, executed: ReadonlySet<number>): readonly FunctionCoverage[] {
  return functionsOf(image).map((symbol) => {
    const { starts, leaders } = scan(symbol);
    return {
      name: symbol.name,
      blocks: share(leaders, executed),
      instructions: share(starts, executed),
    };
  });
}

interface LineCoverage {
  /** From 1. */
  readonly line: number;
  /** Of its basic blocks and instructions; a line may be part of several. */
  readonly blocks: Share;
  readonly instructions: Share;
}

export interface FileCoverage {
  /** As the image names it. */
  readonly file: string;
  readonly lines: readonly LineCoverage[];
}

interface Executable {
  readonly starts: Set<number>;
  /** First addresses of the blocks that the instructions are in. */
  readonly blocks: Set<number>;
}

/** By source file and line, where the image says which line each instruction is of; files and lines in order. */
export function linesCovered(image: Uint8Array, executed: ReadonlySet<number>): readonly FileCoverage[] {
  const lineOf = linesOf(image);
  const files = new Map<string, Map<number, Executable>>();
  for (const symbol of functionsOf(image)) {
    const { starts, leaders } = scan(symbol);
    let leader = symbol.address;
    for (const address of starts) {
      if (leaders.has(address)) leader = address;
      const at = lineOf(address);
      if (!at) continue;
      const lines = files.get(at.file) ?? new Map<number, Executable>();
      files.set(at.file, lines);
      const line = lines.get(at.line) ?? { starts: new Set(), blocks: new Set() };
      lines.set(at.line, line);
      line.starts.add(address);
      line.blocks.add(leader);
    }
  }
  return [...files]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, lines]) => ({
      file,
      lines: [...lines]
        .toSorted(([a], [b]) => a - b)
        .map(([line, { starts, blocks }]) => ({
          line,
          blocks: share(blocks, executed),
          instructions: share(starts, executed),
        })),
    }));
}

export function sumOf(shares: readonly Share[]): Share {
  return shares.reduce((sum, { covered, total }) => ({ covered: sum.covered + covered, total: sum.total + total }), {
    covered: 0,
    total: 0,
  });
}

function share(addresses: ReadonlySet<number>, executed: ReadonlySet<number>): Share {
  let covered = 0;
  for (const address of addresses) if (executed.has(address)) covered++;
  return { covered, total: addresses.size };
}

/** Every instruction from the first byte on, one after the other: compilers for this machine put no data into code. */
function scan({ address, bytes }: FunctionSymbol): { readonly starts: Set<number>; readonly leaders: Set<number> } {
  const starts = new Set<number>();
  const targets = [address];
  for (let at = 0; at < bytes.length;) {
    const { text, length } = disassemble(bytes.subarray(at), address + at, true);
    if (length === 0) break;
    starts.add(address + at);
    at += length;
    const target = JUMP.exec(text)?.[1];
    if (target !== undefined) targets.push(parseInt(target, 16));
    if (LEAVES.test(text)) targets.push(address + at);
  }
  return { starts, leaders: new Set(targets.filter((target) => starts.has(target))) };
}
