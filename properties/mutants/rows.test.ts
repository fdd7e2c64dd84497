/**
 * The checklist, row by row: the situation in which a behaviour shows is driven on the real stack, where its property is
 * put to the test and holds, and with the row's mutants, where the same property fails.
 */
import test from "ava";
import { runScenario } from "../run-scenario.ts";
import { mutants } from "./index.ts";

for (const mutant of mutants) {
  const { id, row, about, property, scenario, shown } = mutant;
  test.serial(`row ${row}: ${property} holds, and fails where ${about} (${id})`, async (t) => {
    const clean = await runScenario(scenario, shown);
    t.deepEqual(clean.violations, [], "clean");
    t.is(clean.properties.find(({ name }) => name === property)?.verdict, "held", "clean");
    const wrong = await runScenario(scenario, { ...shown, mutant });
    t.true(
      wrong.violations.some((violation) => violation.property === property),
      `violates ${wrong.violations.map((violation) => violation.property).join(", ") || "nothing"}`,
    );
  });
}
