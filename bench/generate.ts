/** `npm run generate`: writes the interpreter's loop from its description, and what the docs take from the code. */
import { readFileSync, writeFileSync } from "node:fs";
import { casesSource, interpreterSource } from "../core/vm/cpu/hot/source.ts";
import { protocolDocument } from "./protocol/sections.ts";

writeFileSync("core/vm/cpu/interpret.ts", interpreterSource());
writeFileSync("core/vm/cpu/hot/cases.ts", casesSource());
const protocol = "docs/PROTOCOL.md";
writeFileSync(protocol, protocolDocument(readFileSync(protocol, "utf8"), "."));
