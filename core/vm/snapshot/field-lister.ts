import type { StateVisitor } from "./state-visitor.ts";

/** A field of a machine's state with its path, such as `pic/master/imr`. */
export interface StateField {
  readonly path: string;
  /** Numbers, flags and lengths in decimal; bytes as they are. */
  readonly value: string | Uint8Array;
}

/** Lists the visited fields by name. */
export class FieldLister implements StateVisitor {
  readonly fields: StateField[] = [];
  readonly #path: string[] = [];

  section(name: string, body: () => void): void {
    this.#path.push(name);
    body();
    this.#path.pop();
  }

  flag(name: string, value: boolean): boolean {
    return this.#add(name, value, String(value));
  }

  u8(name: string, value: number): number {
    return this.#add(name, value, String(value));
  }

  u16(name: string, value: number): number {
    return this.#add(name, value, String(value));
  }

  u32(name: string, value: number): number {
    return this.#add(name, value, String(value));
  }

  integer(name: string, value: number): number {
    return this.#add(name, value, String(value));
  }

  optional(name: string, value: number | null): number | null {
    return this.#add(name, value, String(value));
  }

  bytes(name: string, value: Uint8Array): Uint8Array {
    return this.#add(name, value, value.slice());
  }

  list<T>(name: string, items: readonly T[], item: (visitor: StateVisitor, value: T | undefined) => T): T[] {
    this.#add(name, null, String(items.length));
    for (const [index, value] of items.entries()) this.section(`${name}[${index}]`, () => item(this, value));
    return [...items];
  }

  #add<T>(name: string, result: T, value: string | Uint8Array): T {
    this.fields.push({ path: [...this.#path, name].join("/"), value });
    return result;
  }
}
