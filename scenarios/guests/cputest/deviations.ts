/**
 * Where QEMU 7.2's emulation (TCG) departs from the manual in `expected.txt`, its report of the CPU test kernel. "SDM"
 * is Intel's Software Developer's Manual. By the manual there are also the lines of the checks that QEMU does not
 * survive, and that the kernel leaves out unless told `all=1`.
 */

import { correctReport, type Deviation } from "../deviation.ts";

const limits = "SDM vol. 3, 5.3: limit checking; QEMU checks limits of code segments only";
const types = "SDM vol. 3, 5.4: type checking; QEMU checks types when a selector is loaded, not at each access";
const newTask =
  "SDM vol. 3, 6.15, interrupts 10 to 13: after the switch CS and EIP point to the new task's first instruction";
const lockable = "SDM vol. 2, LOCK: #UD where the instruction is not one of those listed, or the destination no memory";
const stackFault = "SDM vol. 1, 8.5.1.1: stack overflow and underflow set IE and SF";
const waiting = "SDM vol. 1, 8.6: the next waiting instruction raises the pending error, not WAIT alone";
const noResult = "SDM vol. 1, 8.5.3: with the exception unmasked no result is stored and the stack is not popped";
const alignment = "SDM vol. 3, 6.15, interrupt 17; QEMU has no alignment checks";
const realLimits = "SDM vol. 3, 20.1.4 and table 20-2: an access across 64 KiB";

/** Lines of `expected.txt` that are QEMU's faults. */
export const qemuFaults: readonly Deviation[] = [
  {
    check: "exceptions/#UD to an absent segment",
    manual: "#NP(0041)+0",
    paragraph: "SDM vol. 3, 6.13: EXT, an earlier exception",
  },
  {
    check: "exceptions/#UD through an absent gate",
    manual: "#NP(0033)+0",
    paragraph: "SDM vol. 3, 6.13: EXT, an earlier exception",
  },
  {
    check: "exceptions/C6 /1",
    manual: "#UD+0",
    paragraph: "SDM vol. 2, table A-6: group 11 has /0, and /7 only as XABORT",
  },
  { check: "exceptions/read through a null DS", manual: "#GP(0000)+4 ds=0", paragraph: "SDM vol. 3, 5.4.1" },
  {
    check: "exceptions/RF in the image of a fault",
    manual: "#UD+0 rf=1",
    paragraph: "SDM vol. 3, 17.3.1.1: faults push RF set",
  },
  { check: "exceptions/a misaligned dword at ring 3", manual: "#AC(0000)+0", paragraph: alignment },
  { check: "exceptions/a misaligned word at ring 3", manual: "#AC(0000)+0", paragraph: alignment },
  { check: "segments/the byte after the last", manual: "#GP(0000)+7", paragraph: limits },
  { check: "segments/a dword across the limit", manual: "#GP(0000)+7", paragraph: limits },
  { check: "segments/a dword around 4 GiB", manual: "#GP(0000)+7", paragraph: limits },
  { check: "segments/expand-down: the byte before", manual: "#GP(0000)+7", paragraph: limits },
  { check: "segments/16-bit expand-down: the byte after", manual: "#GP(0000)+7", paragraph: limits },
  { check: "segments/page granularity: the byte after", manual: "#GP(0000)+7", paragraph: limits },
  { check: "segments/POP across the limit of SS", manual: "#SS(0000)+12 esp=8ffe", paragraph: limits },
  { check: "segments/write of read-only", manual: "#GP(0000)+7", paragraph: types },
  { check: "segments/CMPXCHG of read-only", manual: "#GP(0000)+7", paragraph: types },
  { check: "segments/write through CS", manual: "#GP(0000)+0", paragraph: types },
  { check: "segments/read through an execute-only CS", manual: "#GP(0000)+7", paragraph: types },
  { check: "segments/LTR of null", manual: "#GP(0000)+2", paragraph: "SDM vol. 2, LTR" },
  {
    check: "gates/CALL through a gate to conforming code",
    manual: "none cs=6b ss=23",
    paragraph: "SDM vol. 2, CALL, SAME-PRIVILEGE: RPL of CS is CPL",
  },
  {
    check: "gates/SS0 absent",
    manual: "#SS(0048)+0",
    paragraph: "SDM vol. 2, CALL, MORE-PRIVILEGE: the new stack segment is not present",
  },
  {
    check: "tasks/registers and flags come back",
    manual: "none esi=11223344 carry=1",
    paragraph: "SDM vol. 3, 7.3: EFLAGS is saved and loaded",
  },
  { check: "tasks/DS absent", manual: "#NP(0060) at-start=1 in-task=40", paragraph: newTask },
  { check: "tasks/ES past the GDT", manual: "#TS(fff8) at-start=1 in-task=40", paragraph: newTask },
  { check: "tasks/CS is data", manual: "#TS(0010) at-start=1 in-task=40", paragraph: newTask },
  { check: "tasks/CS null", manual: "#TS(0000) at-start=1 in-task=40", paragraph: newTask },
  { check: "tasks/CS absent", manual: "#NP(0068) at-start=1 in-task=40", paragraph: newTask },
  { check: "tasks/SS has DPL 3", manual: "#TS(0020) at-start=1 in-task=40", paragraph: newTask },
  {
    check: "tasks/SS absent",
    manual: "#SS(0060) at-start=1 in-task=40",
    paragraph: "SDM vol. 3, table 7-1: stack segment present; and as above",
  },
  { check: "tasks/LDT is data", manual: "#TS(0010) at-start=1 in-task=40", paragraph: newTask },
  {
    check: "tasks/T bit",
    manual: "values vector=1 at-start=1 bt=1",
    paragraph: "SDM vol. 3, 17.3.1.5; QEMU has no task-switch trap",
  },
  { check: "privilege/NW without CD", manual: "#GP(0000)+13", paragraph: "SDM vol. 3, 2.5: NW set and CD clear" },
  {
    check: "privilege/RDMSR of none",
    manual: "#GP(0000)+5",
    paragraph: "SDM vol. 2, RDMSR: a reserved or unimplemented MSR",
  },
  {
    check: "paging/ENTER across, the frame's end read-only",
    manual: "#PF(0007)+10 esp=40001004 ebp=5a cr2=40000ff0",
    paragraph: "SDM vol. 2, ENTER: a write at the final stack pointer would fault",
  },
  {
    check: "paging/4 MiB page: a reserved bit",
    manual: "#PF(0009)+0 cr2=40500000",
    paragraph: "SDM vol. 3, 4.7: RSVD only together with P",
  },
  {
    check: "paging/4 MiB page: a reserved bit, write at ring 3",
    manual: "#PF(000f)+0 cr2=40500000",
    paragraph: "SDM vol. 3, 4.7: RSVD only together with P",
  },
  { check: "v86/a word across 64 KiB", manual: "#GP(0000)+3", paragraph: realLimits },
  { check: "v86/PUSH across the top of the stack", manual: "#SS(0000)+3 sp=1", paragraph: realLimits },
  { check: "v86/an address above 64 KiB", manual: "#GP(0000)+6", paragraph: realLimits },
  { check: "debug/general detect", manual: "#DB+11 bd=1 gd-now=0", paragraph: "SDM vol. 3, 17.2.4: GD; QEMU lacks it" },
  { check: "debug/F1", manual: "none 1 0", paragraph: "SDM vol. 2, INT1: a trap" },
  {
    check: "debug/RF in the image between two iterations",
    manual: "values rf=1",
    paragraph: "SDM vol. 3, 17.3.1.1: a repeated string instruction",
  },
  { check: "double/#SS, then #SS", manual: "#DF(0000)+12", paragraph: limits },
  { check: "atomic/LOCK TEST memory", manual: "#UD+0", paragraph: lockable },
  { check: "atomic/LOCK MOV memory", manual: "#UD+0", paragraph: lockable },
  { check: "atomic/LOCK BT memory", manual: "#UD+0", paragraph: lockable },
  { check: "atomic/LOCK BTS register", manual: "#UD+0", paragraph: lockable },
  { check: "atomic/LOCK SHL memory", manual: "#UD+0", paragraph: lockable },
  { check: "atomic/LOCK IMUL memory", manual: "#UD+0", paragraph: lockable },
  { check: "atomic/LOCK XCHG register", manual: "#UD+0", paragraph: lockable },
  { check: "atomic/LOCK PUSH memory", manual: "#UD+0", paragraph: lockable },
  { check: "atomic/LOCK STOS", manual: "#UD+5", paragraph: lockable },
  { check: "atomic/LOCK JMP", manual: "#UD+0", paragraph: lockable },
  { check: "x87/nine FLD1", manual: "none status=3a41", paragraph: stackFault },
  { check: "x87/FSTP of nothing", manual: "none status=841", paragraph: stackFault },
  { check: "x87/NE: the next", manual: "#MF+24", paragraph: waiting },
  { check: "x87/NE: FNSTSW, FNCLEX", manual: "none status=b084", paragraph: noResult },
  { check: "x87/NE: FNSTENV masks", manual: "none status=b084", paragraph: noResult },
  { check: "x87/unmasked by FLDCW later", manual: "#MF+25 status=3804", paragraph: waiting },
  { check: "x87/0/0 unmasked", manual: "#MF+24", paragraph: waiting },
  {
    check: "real/there and back",
    manual: "none a0 0 a1 1234 9 49 a2 1 0 59 6 5e 6 63 6 69 6 6e 5 73 d 7b c 84 a3 b002 a4 1234",
    paragraph: realLimits,
  },
];

const beyondQemu: readonly Deviation[] = [
  { check: "beyond/PG without PE", manual: "#GP(0000)+11", paragraph: "SDM vol. 3, 2.5: PG" },
  { check: "beyond/a reserved bit of CR4", manual: "#GP(0000)+8", paragraph: "SDM vol. 3, 2.5: CR4" },
  {
    check: "beyond/without NE: IRQ 13",
    manual: "none interrupts=1 status=b084",
    paragraph: "SDM vol. 1, D.2.1: FERR#",
  },
];

/** The lines of `expected.txt` as a machine without faults prints them with `all=1`. */
export function reportByTheManual(qemuReport: readonly string[]): string[] {
  const beyond = beyondQemu.map((line) => `${line.check}: ${line.manual}`);
  return [...correctReport(qemuReport, qemuFaults).filter((line) => line !== "end"), ...beyond, "end"];
}
