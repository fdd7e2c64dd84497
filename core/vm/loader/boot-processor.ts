/** Registers of the CPU as boot protocols want them. */
import { type LinearMemory, SEGMENT, SEGMENT_WORD, SEGMENT_WORDS, WORD } from "../layout.ts";
import type { BootProcessor, BootRegisters } from "./boot-target.ts";

const GPR = { eax: 0, ebx: 3, edx: 2, esp: 4, esi: 6 } as const;
const CR0_PE = 1;
const FLAT_LIMIT = -1;
/** High word of a descriptor: present, DPL 0, accessed, 32 bits, granularity 4 KiB; code and readable, data and writable. */
const FLAT_CODE = 0xc0_9b00;
const FLAT_DATA = 0xc0_9300;
const REAL_STACK = 0x7c00;

/** @param stateReplaced tells the CPU that its architectural state was changed. */
export function bootProcessor(
  memory: LinearMemory,
  setA20: (open: boolean) => void,
  stateReplaced: () => void,
): BootProcessor {
  const words = memory.i32;
  const setSegment = (segment: number, selector: number, limit: number | null, attributes: number | null): void => {
    const at = WORD.SEGMENTS + segment * SEGMENT_WORDS;
    words[at + SEGMENT_WORD.SELECTOR] = selector;
    words[at + SEGMENT_WORD.BASE] = 0;
    if (limit !== null) words[at + SEGMENT_WORD.LIMIT] = limit;
    if (attributes !== null) words[at + SEGMENT_WORD.ATTRIBUTES] = attributes;
  };
  const data = [SEGMENT.ES, SEGMENT.SS, SEGMENT.DS, SEGMENT.FS, SEGMENT.GS];
  return {
    enterProtectedMode(registers: BootRegisters): void {
      const selectors = registers.selectors ?? { code: 0x08, data: 0x10 };
      words[WORD.CR0] |= CR0_PE;
      setSegment(SEGMENT.CS, selectors.code, FLAT_LIMIT, FLAT_CODE);
      for (const segment of data) setSegment(segment, selectors.data, FLAT_LIMIT, FLAT_DATA);
      for (const name of ["eax", "ebx", "esi", "esp"] as const) words[WORD.GPR + GPR[name]] = registers[name] ?? 0;
      words[WORD.EIP] = registers.eip;
      if (registers.gdt !== undefined) {
        words[WORD.GDTR_BASE] = registers.gdt.address;
        words[WORD.GDTR_LIMIT] = registers.gdt.byteCount - 1;
      }
      setA20(true);
      stateReplaced();
    },
    enterRealMode(ip: number, dx: number): void {
      setSegment(SEGMENT.CS, 0, null, null);
      for (const segment of data) setSegment(segment, 0, null, null);
      words[WORD.GPR + GPR.edx] = dx;
      words[WORD.GPR + GPR.esp] = REAL_STACK;
      words[WORD.EIP] = ip;
      setA20(true);
      stateReplaced();
    },
  };
}
