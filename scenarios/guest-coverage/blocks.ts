/** Basic blocks of a guest's functions, and which of them were executed. */
import { disassemble } from "../../core/vm/cpu/disassemble.ts";
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
