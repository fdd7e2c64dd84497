/** The set of states seen: 64 bits of hash each, so that millions fit. A collision could hide a state: at ten million, one in a million runs. */

const EMPTY = 0;

export class Fingerprints {
  size = 0;
  #slots = new Uint32Array(2 << 16);

  /** False if it was there before. */
  add(text: string): boolean {
    if (this.size * 3 > this.#slots.length) this.#grow();
    let low = 0x811c9dc5;
    let high = 0x41c6ce57;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      low = Math.imul(low ^ code, 0x9e3779b1);
      high = Math.imul(high ^ code, 0x5f356495);
      high ^= low >>> 15;
    }
    low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ high;
    high = Math.imul(high ^ (high >>> 13), 0xc2b2ae35) ^ (low >>> 11);
    return this.#put(low >>> 0, high >>> 0 || 1);
  }

  #put(low: number, high: number): boolean {
    const slots = this.#slots;
    const mask = slots.length / 2 - 1;
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      if (slots[2 * slot + 1] === EMPTY) {
        slots[2 * slot] = low;
        slots[2 * slot + 1] = high;
        this.size++;
        return true;
      }
      if (slots[2 * slot] === low && slots[2 * slot + 1] === high) return false;
    }
  }

  #grow(): void {
    const former = this.#slots;
    this.#slots = new Uint32Array(2 * former.length);
    this.size = 0;
    for (let slot = 0; slot < former.length; slot += 2)
      if (former[slot + 1] !== EMPTY) this.#put(former[slot]!, former[slot + 1]!);
  }
}
