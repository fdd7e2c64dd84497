/** Bits of the x87 control and status words (SDM vol. 1, 8.1.3 and 8.1.5). Exceptions and their masks share positions. */

export const INVALID = 0x01;
export const DENORMAL_OPERAND = 0x02;
export const ZERO_DIVIDE = 0x04;
export const OVERFLOW = 0x08;
export const UNDERFLOW = 0x10;
export const PRECISION = 0x20;
/** The six exceptions. */
export const EXCEPTIONS = 0x3f;
export const STACK_FAULT = 0x40;
export const ERROR_SUMMARY = 0x80;
export const C0 = 0x0100;
export const C1 = 0x0200;
export const C2 = 0x0400;
export const TOP_SHIFT = 11;
export const C3 = 0x4000;
export const BUSY = 0x8000;

/** Exceptions seen before there is a result: unmasked, they leave the destination untouched (SDM vol. 1, 8.7). */
export const BEFORE_RESULT = INVALID | DENORMAL_OPERAND | ZERO_DIVIDE;

/** Rounding control, bits 10 and 11 of the control word. */
export const ROUND_NEAREST = 0;
export const ROUND_DOWN = 1;
export const ROUND_UP = 2;
export const ROUND_SHIFT = 10;

/** The control word holds these bits of what is loaded into it; bit 6 always reads as one. */
export const CONTROL_WRITABLE = 0x1f3f;
export const CONTROL_ALWAYS = 0x0040;
export const CONTROL_AFTER_INIT = 0x037f;
