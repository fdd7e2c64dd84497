import { lists } from "../terminal/lists.ts";
import { table } from "../terminal/table.ts";
import { named } from "../../properties/usage-error.ts";
import type { Command } from "./table.ts";

export const command: Command = async ({ operands, json }) => {
  const chosen = operands[0] === undefined ? null : named("list", operands[0], lists);
  if (json && !chosen) {
    const all = await Promise.all(lists.map(async (list) => [list.name, await list.rows()] as const));
    console.log(JSON.stringify(Object.fromEntries(all)));
  } else if (json) console.log(JSON.stringify(await chosen!.rows()));
  else
    for (const list of chosen ? [chosen] : lists) {
      if (!chosen) console.log(`${list.name}:`);
      console.log(table(await list.rows(), list.columns));
    }
  return 0;
};
