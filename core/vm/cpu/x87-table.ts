/** The x87 rows of the instruction table (SDM vol. 2, appendix A.5). Notation as in table.ts; `t` ten bytes, `+i` ST(i). */
import { form, type Handler, type InstructionForm } from "./form.ts";
import * as x87 from "./ops/x87.ts";

const NONE = "......";
const WAITING = { faults: "#NM, #MF" } as const;
const CONTROL = { faults: "#NM" } as const;
const UNDOCUMENTED = { ...WAITING, undocumented: true } as const;

function row(opcode: string, syntax: string, handler: Handler): InstructionForm {
  return form(opcode, syntax, NONE, handler, WAITING);
}

function control(opcode: string, syntax: string, handler: Handler): InstructionForm {
  return form(opcode, syntax, NONE, handler, CONTROL);
}

function undocumented(opcode: string, syntax: string, handler: Handler): InstructionForm {
  return form(opcode, syntax, NONE, handler, UNDOCUMENTED);
}

const hex = (value: number): string => value.toString(16).toUpperCase();

/** The eight operations by reg field; the register forms of DC and DE swap the last two pairs. */
const OPERATIONS = ["ADD", "MUL", "COM", "COMP", "SUB", "SUBR", "DIV", "DIVR"];
const ARITHMETIC = OPERATIONS.flatMap((name, n) => {
  const compares = n === 2 || n === 3;
  const destination = compares || n < 4 ? name : (OPERATIONS[n ^ 1] ?? name);
  const at = hex(0xc0 + 8 * n);
  const rows = [
    row(`D8 /${n}`, `F${name} Md`, x87.arithmeticSingle),
    row(`DC /${n}`, `F${name} Mq`, x87.arithmeticDouble),
    row(`DA /${n}`, `FI${name} Md`, x87.arithmeticDword),
    row(`DE /${n}`, `FI${name} Mw`, x87.arithmeticWord),
    row(
      `D8 ${at}+i`,
      compares ? `F${name} STi` : `F${name} ST,STi`,
      compares ? x87.compareRegister : x87.arithmeticTop,
    ),
  ];
  if (compares) return rows;
  return [
    ...rows,
    row(`DC ${at}+i`, `F${destination} STi,ST`, x87.arithmeticRegister),
    row(`DE ${at}+i`, `F${destination}P STi,ST`, x87.arithmeticPop),
  ];
});

/** FCMOVcc: opcode, condition, its number as in Jcc. */
const CONDITIONAL_MOVES = (
  [
    ["DA C0", "B", 2],
    ["DA C8", "E", 4],
    ["DA D0", "BE", 6],
    ["DA D8", "U", 10],
    ["DB C0", "NB", 3],
    ["DB C8", "NE", 5],
    ["DB D0", "NBE", 7],
    ["DB D8", "NU", 11],
  ] as const
).map(([opcode, name, sub]) =>
  form(`${opcode}+i`, `FCMOV${name} ST,STi`, NONE, x87.conditionalMove, { ...WAITING, sub }),
);

const CONSTANTS = ["1", "L2T", "L2E", "PI", "LG2", "LN2", "Z"].map((name, n) =>
  row(`D9 ${hex(0xe8 + n)}`, `FLD${name}`, x87.loadConstant),
);

export const X87_INSTRUCTIONS: readonly InstructionForm[] = [
  ...ARITHMETIC,
  ...CONDITIONAL_MOVES,
  ...CONSTANTS,

  row("D9 /0", "FLD Md", x87.loadSingle),
  row("DD /0", "FLD Mq", x87.loadDouble),
  row("DB /5", "FLD Mt", x87.loadExtended),
  row("D9 C0+i", "FLD STi", x87.loadRegister),
  row("DF /0", "FILD Mw", x87.loadWord),
  row("DB /0", "FILD Md", x87.loadDword),
  row("DF /5", "FILD Mq", x87.loadQword),
  row("DF /4", "FBLD Mt", x87.loadDecimal),
  row("D9 /2", "FST Md", x87.storeSingle),
  row("D9 /3", "FSTP Md", x87.storeSingle),
  row("DD /2", "FST Mq", x87.storeDouble),
  row("DD /3", "FSTP Mq", x87.storeDouble),
  row("DB /7", "FSTP Mt", x87.storeExtended),
  row("DD D0+i", "FST STi", x87.storeRegister),
  row("DD D8+i", "FSTP STi", x87.storeRegister),
  row("DF /2", "FIST Mw", x87.storeWord),
  row("DF /3", "FISTP Mw", x87.storeWord),
  row("DB /2", "FIST Md", x87.storeDword),
  row("DB /3", "FISTP Md", x87.storeDword),
  row("DF /7", "FISTP Mq", x87.storeQword),
  row("DF /6", "FBSTP Mt", x87.storeDecimal),
  row("D9 C8+i", "FXCH STi", x87.exchange),

  row("DE D9", "FCOMPP", x87.comparePopTwice),
  row("DD E0+i", "FUCOM STi", x87.compareQuiet),
  row("DD E8+i", "FUCOMP STi", x87.compareQuiet),
  row("DA E9", "FUCOMPP", x87.compareQuietPopTwice),
  form("DB E8+i", "FUCOMI ST,STi", "00Z0PC", x87.compareFlags, WAITING),
  form("DB F0+i", "FCOMI ST,STi", "00Z0PC", x87.compareFlags, WAITING),
  form("DF E8+i", "FUCOMIP ST,STi", "00Z0PC", x87.compareFlagsPop, WAITING),
  form("DF F0+i", "FCOMIP ST,STi", "00Z0PC", x87.compareFlagsPop, WAITING),
  row("D9 E4", "FTST", x87.test),
  row("D9 E5", "FXAM", x87.examine),

  row("D9 E0", "FCHS", x87.changeSign),
  row("D9 E1", "FABS", x87.absolute),
  row("D9 F0", "F2XM1", x87.exponential),
  row("D9 F1", "FYL2X", x87.logarithm),
  row("D9 F2", "FPTAN", x87.tangent),
  row("D9 F3", "FPATAN", x87.arctangent),
  row("D9 F4", "FXTRACT", x87.extract),
  row("D9 F5", "FPREM1", x87.remainderNearest),
  row("D9 F6", "FDECSTP", x87.decrementTop),
  row("D9 F7", "FINCSTP", x87.incrementTop),
  row("D9 F8", "FPREM", x87.remainder),
  row("D9 F9", "FYL2XP1", x87.logarithmPlusOne),
  row("D9 FA", "FSQRT", x87.squareRoot),
  row("D9 FB", "FSINCOS", x87.sineAndCosine),
  row("D9 FC", "FRNDINT", x87.roundToInteger),
  row("D9 FD", "FSCALE", x87.scale),
  row("D9 FE", "FSIN", x87.sine),
  row("D9 FF", "FCOS", x87.cosine),

  row("9B", "FWAIT", x87.wait),
  row("D9 D0", "FNOP", x87.noOperation),
  row("D9 /5", "FLDCW Mw", x87.loadControl),
  control("D9 /7", "FNSTCW Mw", x87.storeControl),
  control("DD /7", "FNSTSW Mw", x87.storeStatus),
  control("DF E0", "FNSTSW AX", x87.storeStatusAx),
  row("D9 /4", "FLDENV M", x87.loadEnvironment),
  control("D9 /6", "FNSTENV M", x87.storeEnvironment),
  row("DD /4", "FRSTOR M", x87.restoreState),
  control("DD /6", "FNSAVE M", x87.saveState),
  control("DB E2", "FNCLEX", x87.clearExceptions),
  control("DB E3", "FNINIT", x87.initialise),
  row("DD C0+i", "FFREE STi", x87.free),
  control("DB E0", "FNENI", x87.ignored),
  control("DB E1", "FNDISI", x87.ignored),
  control("DB E4", "FNSETPM", x87.ignored),

  undocumented("DF C0+i", "FFREEP STi", x87.freeAndPop),
  undocumented("DC D0+i", "FCOM2 STi", x87.compareRegister),
  undocumented("DC D8+i", "FCOMP3 STi", x87.compareRegister),
  undocumented("DE D0+i", "FCOMP5 STi", x87.compareRegisterPop),
  undocumented("D9 D8+i", "FSTP1 STi", x87.moveAndPop),
  undocumented("DF D0+i", "FSTP8 STi", x87.storeRegisterPop),
  undocumented("DF D8+i", "FSTP9 STi", x87.storeRegisterPop),
  undocumented("DD C8+i", "FXCH4 STi", x87.exchange),
  undocumented("DF C8+i", "FXCH7 STi", x87.exchange),
];
