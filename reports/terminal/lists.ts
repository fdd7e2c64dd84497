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
    name: "scenarios",
    columns: ["name", "tags", "claim"],
    rows: async () => {
      const { scenarios } = await import("../../scenarios/index.ts");
      return scenarios.map(({ name, tags, claim }) => ({ name, tags: tags.join(" "), claim }));
    },
  },
  {
    name: "properties",
    columns: ["name", "kind", "claim"],
    rows: async () =>
      properties.map(({ name, kind, claim, regimes }) => ({ name, kind, claim, regimes: regimes.join(" ") })),
  },
  {
    name: "faults",
    columns: ["name", "family", "regimes", "claim"],
    rows: async () => {
      const { faultKinds } = await import("../../sim/faults/index.ts");
      return [...faultKinds.values()].map(({ name, family, claim, regimes }) => ({
        name,
        family,
        regimes: regimes.join(" "),
        claim,
      }));
    },
  },
  {
    name: "mutants",
    columns: ["name", "row", "property", "about"],
    rows: async () => {
      const { mutants } = await import("../../properties/mutants/index.ts");
      return mutants.map(({ id, row, property, scenario, about }) => ({ name: id, row, property, scenario, about }));
    },
  },
  {
    name: "guests",
    columns: ["name", "about"],
    rows: async () => {
      const { guests } = await import("../../scenarios/guests/guests.ts");
      return guests.map(({ name, about, commandLine }) => ({ name, about, commandLine }));
    },
  },
  {
    name: "settings",
    columns: ["name", "scenario", "byDefault", "unit", "about"],
    rows: async () => {
      const { scenarios } = await import("../../scenarios/index.ts");
      return scenarios.flatMap((scenario) =>
        scenario.settings.map(({ name, about, unit, min, max, byDefault }) => ({
          name,
          scenario: scenario.name,
          about,
          unit,
          min: String(min),
          max: String(max),
          byDefault: String(byDefault),
        })),
      );
    },
  },
];
