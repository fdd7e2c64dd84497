/** What `lockstep list` knows: each list is derived from the one definition. */
import { properties } from "../../properties/index.ts";

type ListRow = { readonly name: string } & Readonly<Record<string, string>>;

interface List {
  readonly name: string;
  readonly columns: readonly string[];
  rows(): Promise<readonly ListRow[]>;
}

export const lists: readonly List[] = [
  {
    name: "properties",
    columns: ["name", "kind", "claim"],
    rows: async () =>
      properties.map(({ name, kind, claim, regimes }) => ({ name, kind, claim, regimes: regimes.join(" ") })),
  },
];
