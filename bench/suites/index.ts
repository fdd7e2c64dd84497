/** Every suite, in the order of the document. */
import { cpu } from "./cpu.ts";
import { finding } from "./finding.ts";
import { linux } from "./linux.ts";
import { machine } from "./machine.ts";
import { paper } from "./paper.ts";
import { record } from "./record.ts";
import { simulation } from "./simulation.ts";
import { size } from "./size.ts";
import { strategies } from "./strategies.ts";
import type { Suite } from "./suite.ts";

export const suites: readonly Suite[] = [cpu, machine, record, paper, strategies, simulation, finding, linux, size];
