/** `npm run generate`: writes the interpreter's loop from its description. */
import { writeFileSync } from "node:fs";
import { casesSource, interpreterSource } from "../core/vm/cpu/hot/source.ts";

writeFileSync("core/vm/cpu/interpret.ts", interpreterSource());
writeFileSync("core/vm/cpu/hot/cases.ts", casesSource());
