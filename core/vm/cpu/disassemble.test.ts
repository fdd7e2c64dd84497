import test from "ava";
import iced from "iced-x86";
import { disassemble } from "./disassemble.ts";
import { encode, randomInts } from "./random-code.test-helper.ts";
import { INSTRUCTIONS } from "./table.ts";

const { CpuidFeature, Decoder, DecoderOptions, Formatter, FormatterSyntax } = iced;

/** What of iced's instruction set is ours. */
const OURS = new Set(
  ["INTEL8086", "INTEL8086_ONLY", "INTEL186", "INTEL286", "INTEL386", "INTEL486", "FPU", "FPU287", "FPU387"]
    .concat(["CPUID", "TSC", "MSR", "CX8", "CMOV", "PAUSE", "MULTIBYTENOP"])
    .map((name) => CpuidFeature[name as keyof typeof CpuidFeature] as number),
);

const formatter = new Formatter(FormatterSyntax.Nasm);

/** One spelling for both: without sizes (iced leaves out what the register says), numbers as bare hexadecimal. */
function normal(text: string): string {
  return text
    .replace(/\b(xacquire|xrelease|bnd|notrack) /g, "")
    .replace(/\b(byte|word|dword|qword|tword|fword|far|short|near|to|strict|o16|o32|a16|a32) ?/g, "")
    .replace(/0x([0-9a-f]+)/g, "$1")
    .replace(/\b0*([0-9a-f]+)h\b/gi, (_, digits: string) => digits.toLowerCase())
    .replace(/\b0+(?=[0-9a-f]*[0-9])([0-9a-f]+)\b/g, "$1")
    .replace(/\[([^\]]*)\]/g, (_, inner: string) => `[${inner.replace(/\*1\b/, "")}]`);
}

/** Names that differ by custom alone. */
const SPELLING: readonly (readonly [RegExp, string])[] = [
  [/xlatb$/, "xlat"],
  [/^imul (\w+),\1,/, "imul $1,"],
  [/^(lar \w+|lsl \w+|mov [c-gs]s),e(..)$/, "$1,$2"],
  [/^(loop\w*) (\w+),cx$/, "$1 $2"],
  [/^rep (ret)/, "$1"],
  [/^pause$/, "nop"],
  [/^wait$/, "fwait"],
  [/^fstpnce /, "fstp "],
  [/^(fcom|fcomp|fstp|fxch)[1-9] /, "$1 "],
  // iced leaves out ST(0) where it is implied, and ST(1) where it is the default.
  [/^(f\w+) st0,(st\d)$/, "$1 $2"],
  [/^(f\w+) (st\d),st0$/, "$1 $2"],
  [/^(f\w+) st1$/, "$1"],
  // 16 bits are stored to memory, the operand size to a register.
  [/^(smsw|sldt|str) e(..)$/, "$1 $2"],
  // A segment prefix without a memory operand.
  [/^[c-gs]s (?!lods|movs|outs|cmps|ins|stos|scas|rep)/, ""],
];

function spelled(text: string): string {
  if (text === "xchg ax,ax") return "nop";
  const [, first, second] = /^(?:lock )?xchg (.*),([^,]*)$/.exec(text) ?? [];
  if (first !== undefined && second !== undefined && first < second)
    return text.replace(`${first},${second}`, `${second},${first}`);
  return SPELLING.reduce((value, [from, to]) => value.replace(from, to), text);
}

test("agrees with iced on instances of every row", (t) => {
  const random = randomInts(20260101);
  const different: string[] = [];
  let compared = 0;
  for (const form of INSTRUCTIONS) {
    for (let i = 0; i < 150; i += 1) {
      const bytes = Uint8Array.from([...encode(form, random), 0, 0, 0, 0, 0, 0]).subarray(0, 15);
      const decoder = new Decoder(32, bytes, DecoderOptions.None);
      decoder.ip = 0x1000n;
      const instruction = decoder.decode();
      const theirs = spelled(normal(formatter.format(instruction)));
      const features = [...instruction.cpuidFeatures()];
      const theirLength = instruction.length;
      instruction.free();
      decoder.free();
      const ours = disassemble(bytes, 0x1000, true);
      const text = spelled(normal(ours.text));
      if (theirs !== "(bad)" && !features.every((feature) => OURS.has(feature))) continue;
      compared += 1;
      if (text === theirs && (ours.length === theirLength || theirs === "(bad)")) continue;
      different.push(
        `${Buffer.from(bytes).toString("hex")} ${form.opcode}: "${text}" ${ours.length}, iced "${theirs}" ${theirLength}`,
      );
    }
  }
  t.true(compared > 50_000, `${compared} compared`);
  t.deepEqual(
    different.filter((_, i) => i % Math.ceil(different.length / 40) === 0),
    [],
  );
});
