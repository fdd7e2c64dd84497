/**
 * The components of the FT stack that decide something, each a stateless object of functions over plain state.
 * `standardParts` is the product; a test of the tester swaps one in (`properties/mutants`).
 */
export type Parts = Record<never, never>;

export const standardParts: Parts = {};
