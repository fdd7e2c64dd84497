/** Numbers of the architecture: vectors, bits of control registers and of segment attributes. */

/** Exception vectors (SDM vol. 3, 6.3.1). */
export const VECTOR = {
  DE: 0,
  DB: 1,
  BP: 3,
  OF: 4,
  BR: 5,
  UD: 6,
  NM: 7,
  DF: 8,
  TS: 10,
  NP: 11,
  SS: 12,
  GP: 13,
  PF: 14,
  MF: 16,
  AC: 17,
} as const;

export const CR0 = {
  PE: 1,
  MP: 2,
  EM: 4,
  TS: 8,
  ET: 16,
  NE: 32,
  WP: 0x1_0000,
  AM: 0x4_0000,
  NW: 0x2000_0000,
  CD: 0x4000_0000,
  PG: 0x8000_0000 | 0,
} as const;
export const CR4 = { TSD: 4, DE: 8, PSE: 16, MCE: 0x40 } as const;

/** Attribute bits of a segment (high word of a descriptor). */
export const ATTRIBUTE = {
  ACCESSED: 0x100,
  WRITABLE: 0x200,
  EXPAND_DOWN: 0x400,
  CODE: 0x800,
  S: 0x1000,
  DPL: 0x6000,
  PRESENT: 0x8000,
  BIG: 0x40_0000,
  G: 0x80_0000,
} as const;
