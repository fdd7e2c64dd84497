/**
 * The instruction table: a row per form, in the notation of the manual (SDM vol. 2; operands as in its appendix A).
 * Decoder, interpreter, disassembler, coverage and tests read it; nothing else knows opcodes.
 *
 * opcode    bytes; `/r` a ModR/M byte; `/0`..`/7` its reg field extends the opcode; `+r` the low three bits are a register;
 *           after a ModR/M byte `+i`: they are the i of ST(i)
 * operands  A direct far pointer, C control register, D debug register, E ModR/M register or memory, G ModR/M register,
 *           I immediate, J relative target, M memory only, O offset without ModR/M, R ModR/M register only, S segment
 *           register, X DS:SI, Y ES:DI, Z register in the opcode; b byte, w word, d doubleword, v word or doubleword,
 *           q 8 bytes, t 10 bytes, z immediate of 2 or 4 bytes, s sign-extended byte, a pair of bounds, p far pointer
 * flags     O S Z A P C: capital: by the result; small: undefined; 0, 1: that value; a dot: unchanged
 */
import * as arithmetic from "./ops/arithmetic.ts";
import { form, type InstructionForm } from "./form.ts";
import * as control from "./ops/control.ts";
import * as far from "./ops/far.ts";
import * as io from "./ops/io.ts";
import * as move from "./ops/move.ts";
import * as shift from "./ops/shift.ts";
import * as string from "./ops/string.ts";
import * as system from "./ops/system.ts";
import { X87_INSTRUCTIONS } from "./x87-table.ts";

const NONE = "......";
const ALL = "OSZAPC";
const LOGIC = "0SZaP0";
const ENDS = { ends: true } as const;
const LOCK = { lock: true } as const;
const LEVEL0 = { faults: "#GP(0) CPL > 0" } as const;
const PROTECTED = "#UD outside protected mode";
const hex = (value: number): string => value.toString(16).toUpperCase().padStart(2, "0");

/** The eight operations that share encodings: opcode base 8 * n, group 1 /n. */
const ALU = ["ADD", "OR", "ADC", "SBB", "AND", "SUB", "XOR", "CMP"].flatMap((name, n) => {
  const flags = name === "OR" || name === "AND" || name === "XOR" ? LOGIC : ALL;
  const options = name === "CMP" ? { sub: n } : { sub: n, lock: true };
  return [
    form(`${hex(8 * n)} /r`, `${name} Eb,Gb`, flags, arithmetic.aluEG, options),
    form(`${hex(8 * n + 1)} /r`, `${name} Ev,Gv`, flags, arithmetic.aluEG, options),
    form(`${hex(8 * n + 2)} /r`, `${name} Gb,Eb`, flags, arithmetic.aluGE, { sub: n }),
    form(`${hex(8 * n + 3)} /r`, `${name} Gv,Ev`, flags, arithmetic.aluGE, { sub: n }),
    form(hex(8 * n + 4), `${name} AL,Ib`, flags, arithmetic.aluEI, { sub: n }),
    form(hex(8 * n + 5), `${name} eAX,Iz`, flags, arithmetic.aluEI, { sub: n }),
    form(`80 /${n}`, `${name} Eb,Ib`, flags, arithmetic.aluEI, options),
    form(`81 /${n}`, `${name} Ev,Iz`, flags, arithmetic.aluEI, options),
    form(`82 /${n}`, `${name} Eb,Ib`, flags, arithmetic.aluEI, options),
    form(`83 /${n}`, `${name} Ev,Is`, flags, arithmetic.aluEI, options),
  ];
});

const SHIFTS = ["ROL", "ROR", "RCL", "RCR", "SHL", "SHR", "SAL", "SAR"].flatMap((name, n) => {
  const rotates = n < 4;
  const one = rotates ? "O....C" : n === 7 ? "0SZaPC" : "OSZaPC";
  const more = rotates ? "o....C" : "oSZaPC";
  const options = n === 6 ? { sub: n, undocumented: true } : { sub: n };
  return [
    form(`C0 /${n}`, `${name} Eb,Ib`, more, shift.shiftEI, options),
    form(`C1 /${n}`, `${name} Ev,Ib`, more, shift.shiftEI, options),
    form(`D0 /${n}`, `${name} Eb,1`, one, shift.shiftE1, options),
    form(`D1 /${n}`, `${name} Ev,1`, one, shift.shiftE1, options),
    form(`D2 /${n}`, `${name} Eb,CL`, more, shift.shiftECl, options),
    form(`D3 /${n}`, `${name} Ev,CL`, more, shift.shiftECl, options),
  ];
});

const BIT_TESTS = ["BT", "BTS", "BTR", "BTC"].flatMap((name, n) => {
  const options = n === 0 ? { sub: 0 } : { sub: n, lock: true };
  return [
    form(`0F ${hex(0xa3 + 8 * n)} /r`, `${name} Ev,Gv`, "os.apC", shift.bitEG, options),
    form(`0F BA /${n + 4}`, `${name} Ev,Ib`, "os.apC", shift.bitEI, options),
  ];
});

const CONDITIONS = ["O", "NO", "B", "AE", "E", "NE", "BE", "A", "S", "NS", "P", "NP", "L", "GE", "LE", "G"];
const CONDITIONAL = CONDITIONS.flatMap((name, sub) => [
  form(hex(0x70 + sub), `J${name} Jb`, NONE, control.jcc, { sub, ends: true }),
  form(`0F ${hex(0x80 + sub)}`, `J${name} Jz`, NONE, control.jcc, { sub, ends: true }),
  form(`0F ${hex(0x90 + sub)} /r`, `SET${name} Eb`, NONE, move.setcc, { sub }),
  form(`0F ${hex(0x40 + sub)} /r`, `CMOV${name} Gv,Ev`, NONE, move.cmov, { sub }),
]);

const PUSH_SEGMENTS = [
  ["06", "ES", 0],
  ["0E", "CS", 1],
  ["16", "SS", 2],
  ["1E", "DS", 3],
  ["0F A0", "FS", 4],
  ["0F A8", "GS", 5],
] as const;
const POP_SEGMENTS = [
  ["07", "ES", 0],
  ["17", "SS", 2],
  ["1F", "DS", 3],
  ["0F A1", "FS", 4],
  ["0F A9", "GS", 5],
] as const;
const SEGMENT_STACK = [
  ...PUSH_SEGMENTS.map(([opcode, name, sub]) => form(opcode, `PUSH ${name}`, NONE, move.pushSegment, { sub })),
  ...POP_SEGMENTS.map(([opcode, name, sub]) => form(opcode, `POP ${name}`, NONE, move.popSegment, { sub, ends: true })),
];

export const INSTRUCTIONS: readonly InstructionForm[] = [
  ...ALU,
  ...SHIFTS,
  ...BIT_TESTS,
  ...CONDITIONAL,
  ...SEGMENT_STACK,

  form("27", "DAA", "oSZAPC", arithmetic.daa),
  form("2F", "DAS", "oSZAPC", arithmetic.das),
  form("37", "AAA", "oszApC", arithmetic.aaa),
  form("3F", "AAS", "oszApC", arithmetic.aas),
  form("D4", "AAM Ib", "oSZaPc", arithmetic.aam, { faults: "#DE base 0" }),
  form("D5", "AAD Ib", "oSZaPc", arithmetic.aad),
  form("40+r", "INC Zv", "OSZAP.", arithmetic.inc),
  form("48+r", "DEC Zv", "OSZAP.", arithmetic.dec),
  form("FE /0", "INC Eb", "OSZAP.", arithmetic.inc, LOCK),
  form("FE /1", "DEC Eb", "OSZAP.", arithmetic.dec, LOCK),
  form("FF /0", "INC Ev", "OSZAP.", arithmetic.inc, LOCK),
  form("FF /1", "DEC Ev", "OSZAP.", arithmetic.dec, LOCK),
  form("84 /r", "TEST Eb,Gb", LOGIC, arithmetic.testEG),
  form("85 /r", "TEST Ev,Gv", LOGIC, arithmetic.testEG),
  form("A8", "TEST AL,Ib", LOGIC, arithmetic.testEI),
  form("A9", "TEST eAX,Iz", LOGIC, arithmetic.testEI),
  form("F6 /0", "TEST Eb,Ib", LOGIC, arithmetic.testEI),
  form("F6 /1", "TEST Eb,Ib", LOGIC, arithmetic.testEI, { undocumented: true }),
  form("F6 /2", "NOT Eb", NONE, arithmetic.not, LOCK),
  form("F6 /3", "NEG Eb", ALL, arithmetic.neg, LOCK),
  form("F6 /4", "MUL Eb", "OszapC", arithmetic.mul),
  form("F6 /5", "IMUL Eb", "OszapC", arithmetic.imulAccumulator),
  form("F6 /6", "DIV Eb", "oszapc", arithmetic.div, { faults: "#DE" }),
  form("F6 /7", "IDIV Eb", "oszapc", arithmetic.idiv, { faults: "#DE" }),
  form("F7 /0", "TEST Ev,Iz", LOGIC, arithmetic.testEI),
  form("F7 /1", "TEST Ev,Iz", LOGIC, arithmetic.testEI, { undocumented: true }),
  form("F7 /2", "NOT Ev", NONE, arithmetic.not, LOCK),
  form("F7 /3", "NEG Ev", ALL, arithmetic.neg, LOCK),
  form("F7 /4", "MUL Ev", "OszapC", arithmetic.mul),
  form("F7 /5", "IMUL Ev", "OszapC", arithmetic.imulAccumulator),
  form("F7 /6", "DIV Ev", "oszapc", arithmetic.div, { faults: "#DE" }),
  form("F7 /7", "IDIV Ev", "oszapc", arithmetic.idiv, { faults: "#DE" }),
  form("0F AF /r", "IMUL Gv,Ev", "OszapC", arithmetic.imulGE),
  form("69 /r", "IMUL Gv,Ev,Iz", "OszapC", arithmetic.imulGEI),
  form("6B /r", "IMUL Gv,Ev,Is", "OszapC", arithmetic.imulGEI),
  form("0F C0 /r", "XADD Eb,Gb", ALL, arithmetic.xadd, LOCK),
  form("0F C1 /r", "XADD Ev,Gv", ALL, arithmetic.xadd, LOCK),
  form("0F B0 /r", "CMPXCHG Eb,Gb", ALL, arithmetic.cmpxchg, LOCK),
  form("0F B1 /r", "CMPXCHG Ev,Gv", ALL, arithmetic.cmpxchg, LOCK),
  form("0F C7 /1", "CMPXCHG8B Mq", "..Z...", arithmetic.cmpxchg8b, LOCK),

  form("0F A4 /r", "SHLD Ev,Gv,Ib", "oSZaPC", shift.shldI),
  form("0F A5 /r", "SHLD Ev,Gv,CL", "oSZaPC", shift.shldCl),
  form("0F AC /r", "SHRD Ev,Gv,Ib", "oSZaPC", shift.shrdI),
  form("0F AD /r", "SHRD Ev,Gv,CL", "oSZaPC", shift.shrdCl),
  form("0F BC /r", "BSF Gv,Ev", "osZapc", shift.bsf),
  form("0F BD /r", "BSR Gv,Ev", "osZapc", shift.bsr),

  form("88 /r", "MOV Eb,Gb", NONE, move.movEG),
  form("89 /r", "MOV Ev,Gv", NONE, move.movEG),
  form("8A /r", "MOV Gb,Eb", NONE, move.movGE),
  form("8B /r", "MOV Gv,Ev", NONE, move.movGE),
  form("A0", "MOV AL,Ob", NONE, move.movGE),
  form("A1", "MOV eAX,Ov", NONE, move.movGE),
  form("A2", "MOV Ob,AL", NONE, move.movEG),
  form("A3", "MOV Ov,eAX", NONE, move.movEG),
  form("B0+r", "MOV Zb,Ib", NONE, move.movEI),
  form("B8+r", "MOV Zv,Iz", NONE, move.movEI),
  form("C6 /0", "MOV Eb,Ib", NONE, move.movEI),
  form("C7 /0", "MOV Ev,Iz", NONE, move.movEI),
  ...[0, 1, 2, 3, 4, 5].map((n) => form(`8C /${n}`, "MOV Ev,Sw", NONE, move.movFromSegment)),
  ...[0, 2, 3, 4, 5].map((n) => form(`8E /${n}`, "MOV Sw,Ew", NONE, move.movToSegment, ENDS)),
  form("0F B6 /r", "MOVZX Gv,Eb", NONE, move.movzx),
  form("0F B7 /r", "MOVZX Gv,Ew", NONE, move.movzx),
  form("0F BE /r", "MOVSX Gv,Eb", NONE, move.movsx),
  form("0F BF /r", "MOVSX Gv,Ew", NONE, move.movsx),
  form("86 /r", "XCHG Eb,Gb", NONE, move.xchg, LOCK),
  form("87 /r", "XCHG Ev,Gv", NONE, move.xchg, LOCK),
  form("90", "NOP", NONE, move.nop),
  form("90+r", "XCHG Zv,eAX", NONE, move.xchgAccumulator),
  form("8D /r", "LEA Gv,M", NONE, move.lea),
  form("D7", "XLAT", NONE, move.xlat),
  form("0F C8+r", "BSWAP Zv", NONE, move.bswap),
  form("98", "CBW", NONE, move.cbw),
  form("99", "CWD", NONE, move.cwd),
  form("0F 1F /0", "NOP Ev", NONE, move.nop),
  ...[1, 2, 3, 4, 5, 6, 7].map((n) => form(`0F 1F /${n}`, "NOP Ev,Gv", NONE, move.nop, { undocumented: true })),
  ...[0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e].map((n) =>
    form(`0F ${hex(n)} /r`, "NOP Ev,Gv", NONE, move.nop, { undocumented: true }),
  ),
  form("50+r", "PUSH Zv", NONE, move.pushE),
  form("58+r", "POP Zv", NONE, move.popR),
  form("FF /6", "PUSH Ev", NONE, move.pushE),
  form("8F /0", "POP Ev", NONE, move.popE),
  form("68", "PUSH Iz", NONE, move.pushI),
  form("6A", "PUSH Is", NONE, move.pushI),
  form("60", "PUSHA", NONE, move.pusha),
  form("61", "POPA", NONE, move.popa),
  form("C8", "ENTER Iw,Ib", NONE, move.enter),
  form("C9", "LEAVE", NONE, move.leave),
  form("9C", "PUSHF", NONE, move.pushf, { faults: "#GP(0) in virtual-8086 mode with IOPL < 3" }),
  form("9D", "POPF", ALL, far.popf, { ends: true, faults: "#GP(0) in virtual-8086 mode with IOPL < 3" }),
  form("9E", "SAHF", ".SZAPC", move.sahf),
  form("9F", "LAHF", NONE, move.lahf),
  form("D6", "SALC", NONE, move.salc, { undocumented: true }),
  form("F5", "CMC", ".....C", move.cmc),
  form("F8", "CLC", ".....0", move.clc),
  form("F9", "STC", ".....1", move.stc),
  form("FC", "CLD", NONE, move.cld),
  form("FD", "STD", NONE, move.std),
  form("62 /r", "BOUND Gv,Ma", NONE, move.bound, { faults: "#BR" }),
  ...(
    [
      ["C4", "LES", 0],
      ["C5", "LDS", 3],
      ["0F B2", "LSS", 2],
      ["0F B4", "LFS", 4],
      ["0F B5", "LGS", 5],
    ] as const
  ).map(([opcode, name, sub]) => form(`${opcode} /r`, `${name} Gv,Mp`, NONE, move.loadFarPointer, { sub, ends: true })),

  form("A4", "MOVS Yb,Xb", NONE, string.movs, ENDS),
  form("A5", "MOVS Yv,Xv", NONE, string.movs, ENDS),
  form("A6", "CMPS Xb,Yb", ALL, string.cmps, ENDS),
  form("A7", "CMPS Xv,Yv", ALL, string.cmps, ENDS),
  form("AA", "STOS Yb,AL", NONE, string.stos, ENDS),
  form("AB", "STOS Yv,eAX", NONE, string.stos, ENDS),
  form("AC", "LODS AL,Xb", NONE, string.lods, ENDS),
  form("AD", "LODS eAX,Xv", NONE, string.lods, ENDS),
  form("AE", "SCAS AL,Yb", ALL, string.scas, ENDS),
  form("AF", "SCAS eAX,Yv", ALL, string.scas, ENDS),
  form("6C", "INS Yb,DX", NONE, string.ins, { ends: true, faults: "#GP(0) port not allowed" }),
  form("6D", "INS Yz,DX", NONE, string.ins, { ends: true, faults: "#GP(0) port not allowed" }),
  form("6E", "OUTS DX,Xb", NONE, string.outs, { ends: true, faults: "#GP(0) port not allowed" }),
  form("6F", "OUTS DX,Xz", NONE, string.outs, { ends: true, faults: "#GP(0) port not allowed" }),

  form("E4", "IN AL,Ib", NONE, io.inI, { ends: true, faults: "#GP(0) port not allowed" }),
  form("E5", "IN eAX,Ib", NONE, io.inI, { ends: true, faults: "#GP(0) port not allowed" }),
  form("E6", "OUT Ib,AL", NONE, io.outI, { ends: true, faults: "#GP(0) port not allowed" }),
  form("E7", "OUT Ib,eAX", NONE, io.outI, { ends: true, faults: "#GP(0) port not allowed" }),
  form("EC", "IN AL,DX", NONE, io.inDx, { ends: true, faults: "#GP(0) port not allowed" }),
  form("ED", "IN eAX,DX", NONE, io.inDx, { ends: true, faults: "#GP(0) port not allowed" }),
  form("EE", "OUT DX,AL", NONE, io.outDx, { ends: true, faults: "#GP(0) port not allowed" }),
  form("EF", "OUT DX,eAX", NONE, io.outDx, { ends: true, faults: "#GP(0) port not allowed" }),

  form("E0", "LOOPNE Jb", NONE, control.loop, { sub: 0, ends: true }),
  form("E1", "LOOPE Jb", NONE, control.loop, { sub: 1, ends: true }),
  form("E2", "LOOP Jb", NONE, control.loop, { sub: 2, ends: true }),
  form("E3", "JCXZ Jb", NONE, control.jcxz, ENDS),
  form("E8", "CALL Jz", NONE, control.callRelative, ENDS),
  form("E9", "JMP Jz", NONE, control.jmpRelative, ENDS),
  form("EB", "JMP Jb", NONE, control.jmpRelative, ENDS),
  form("FF /2", "CALL Ev", NONE, control.callE, ENDS),
  form("FF /4", "JMP Ev", NONE, control.jmpE, ENDS),
  form("C2", "RET Iw", NONE, control.ret, ENDS),
  form("C3", "RET", NONE, control.ret, ENDS),
  form("9A", "CALL Ap", NONE, far.callFar, ENDS),
  form("EA", "JMP Ap", NONE, far.jmpFar, ENDS),
  form("FF /3", "CALL Mp", NONE, far.callFarM, ENDS),
  form("FF /5", "JMP Mp", NONE, far.jmpFarM, ENDS),
  form("CA", "RETF Iw", NONE, far.retFar, ENDS),
  form("CB", "RETF", NONE, far.retFar, ENDS),
  form("CC", "INT3", NONE, far.int3, ENDS),
  form("CD", "INT Ib", NONE, far.intN, { ends: true, faults: "#GP gate DPL < CPL, virtual-8086 mode with IOPL < 3" }),
  form("CE", "INTO", NONE, far.into, ENDS),
  form("CF", "IRET", ALL, far.iret, { ends: true, faults: "#GP(0) in virtual-8086 mode with IOPL < 3" }),
  form("F1", "INT1", NONE, far.int1, { ends: true, undocumented: true }),

  form("F4", "HLT", NONE, system.hlt, { ends: true, ...LEVEL0 }),
  form("FA", "CLI", NONE, system.cli, { faults: "#GP(0) CPL > IOPL" }),
  form("FB", "STI", NONE, system.sti, { ends: true, faults: "#GP(0) CPL > IOPL" }),
  form("63 /r", "ARPL Ew,Gw", "..Z...", system.arpl, { faults: PROTECTED }),
  form("0F 00 /0", "SLDT Ew", NONE, system.sldt, { faults: PROTECTED }),
  form("0F 00 /1", "STR Ew", NONE, system.str, { faults: PROTECTED }),
  form("0F 00 /2", "LLDT Ew", NONE, system.lldt, { ends: true, ...LEVEL0 }),
  form("0F 00 /3", "LTR Ew", NONE, system.ltr, { ends: true, ...LEVEL0 }),
  form("0F 00 /4", "VERR Ew", "..Z...", system.verr, { faults: PROTECTED }),
  form("0F 00 /5", "VERW Ew", "..Z...", system.verw, { faults: PROTECTED }),
  form("0F 01 /0", "SGDT M", NONE, system.sgdt),
  form("0F 01 /1", "SIDT M", NONE, system.sidt),
  form("0F 01 /2", "LGDT M", NONE, system.lgdt, LEVEL0),
  form("0F 01 /3", "LIDT M", NONE, system.lidt, LEVEL0),
  form("0F 01 /4", "SMSW Ew", NONE, system.smsw),
  form("0F 01 /6", "LMSW Ew", NONE, system.lmsw, { ends: true, ...LEVEL0 }),
  form("0F 01 /7", "INVLPG M", NONE, system.invlpg, { ends: true, ...LEVEL0 }),
  form("0F 02 /r", "LAR Gv,Ew", "..Z...", system.lar, { faults: PROTECTED }),
  form("0F 03 /r", "LSL Gv,Ew", "..Z...", system.lsl, { faults: PROTECTED }),
  form("0F 06", "CLTS", NONE, system.clts, LEVEL0),
  form("0F 08", "INVD", NONE, system.invalidateCaches, LEVEL0),
  form("0F 09", "WBINVD", NONE, system.invalidateCaches, LEVEL0),
  ...[0, 2, 3, 4].map((n) => form(`0F 20 /${n}`, "MOV Rd,Cd", "oszapc", system.movFromControl, LEVEL0)),
  ...[0, 2, 3, 4].map((n) =>
    form(`0F 22 /${n}`, "MOV Cd,Rd", "oszapc", system.movToControl, { ends: true, ...LEVEL0 }),
  ),
  form("0F 21 /r", "MOV Rd,Dd", "oszapc", system.movFromDebug, LEVEL0),
  form("0F 23 /r", "MOV Dd,Rd", "oszapc", system.movToDebug, { ends: true, ...LEVEL0 }),
  form("0F 30", "WRMSR", NONE, system.wrmsr, { ends: true, ...LEVEL0 }),
  form("0F 31", "RDTSC", NONE, system.rdtsc, { ends: true, faults: "#GP(0) CR4.TSD and CPL > 0" }),
  form("0F 32", "RDMSR", NONE, system.rdmsr, { ends: true, ...LEVEL0 }),
  form("0F A2", "CPUID", NONE, system.cpuid),
  form("0F 0B", "UD2", NONE, system.undefinedOpcode, { ends: true, faults: "#UD" }),
  form("0F B9 /r", "UD1 Gv,Ev", NONE, system.undefinedOpcode, { ends: true, faults: "#UD" }),
  ...X87_INSTRUCTIONS,
];
