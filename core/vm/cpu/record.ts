/**
 * A decoded instruction: four 32-bit words in an `Int32Array`, addressed by the index of the first ("pc").
 *
 *   word 0   handler 0..9 | reg 10..13 | base or r/m register 14..17 | index 18..21 | scale 22..23 |
 *            operand size 24..25 (log2 of bytes) | r/m is memory 26 | 16-bit address 27 | segment 28..30
 *   word 1   displacement
 *   word 2   immediate; target of a branch, relative to the first byte of its page; x87: the 11 bits of FOP
 *   word 3   page offset of the next instruction 0..12 | length 13..16 | REP prefix 17..18 (0, 2 F2h, 3 F3h) |
 *            LOCK 19 | sub-operation 20..23 | 16-bit operand size 24
 *
 * Registers are indices of words of the linear memory (8 is the word that is always 0); 8-bit registers are byte
 * offsets there, so AH is 1.
 */
export const RECORD_WORDS = 4;

export const MEMORY = 1 << 26;
export const ADDRESS16 = 1 << 27;
export const SEGMENT_SHIFT = 28;

export const HANDLER_MASK = 0x3ff;
export const NEXT_MASK = 0x1fff;
export const OPERAND16 = 1 << 24;
export const LOCK = 1 << 19;
/** Sub-operation 4 bits. */
export const SUB_SHIFT = 20;

/** What a block is decoded for. */
export const MODE = {
  /** CS.D: 32-bit operands and addresses by default. */
  CODE32: 1,
  /** DS, ES and SS are flat and SS is 32 bits wide: the forms that skip segmentation apply. */
  FLAT: 2,
} as const;
