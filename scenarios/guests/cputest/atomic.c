/* Which instructions may be locked (SDM vol. 2, LOCK), and the i486's and Pentium's own. */
#include <stddef.h>

#include "areas.h"
#include "attempt.h"

uint32_t atomic_memory[4];

#define LOCKED(name, code) \
  ATTEMPT(code);           \
  show("LOCK " name, NULL)

static void locks(void) {
  LOCKED("ADD memory", "lock addl $1, atomic_memory");
  LOCKED("ADC memory", "lock adcl %%eax, atomic_memory");
  LOCKED("NOT memory", "lock notl atomic_memory");
  LOCKED("NEG memory", "lock negb atomic_memory");
  LOCKED("INC memory", "lock incw atomic_memory");
  LOCKED("DEC memory", "lock decl atomic_memory");
  LOCKED("BTS memory", "lock btsl $3, atomic_memory");
  LOCKED("BTC memory", "lock btcl %%eax, atomic_memory");
  LOCKED("XCHG memory", "lock xchgl %%eax, atomic_memory");
  LOCKED("XADD memory", "lock xaddl %%eax, atomic_memory");
  LOCKED("CMPXCHG memory", "lock cmpxchgl %%ecx, atomic_memory");
  LOCKED("ADD register", ".byte 0xF0, 0x01, 0xC0");
  LOCKED("ADD register, memory", ".byte 0xF0, 0x03, 0x05\n\t.long atomic_memory");
  LOCKED("CMP memory", ".byte 0xF0, 0x83, 0x3D\n\t.long atomic_memory\n\t.byte 1");
  LOCKED("TEST memory", ".byte 0xF0, 0xF6, 0x05\n\t.long atomic_memory\n\t.byte 1");
  LOCKED("MOV memory", ".byte 0xF0, 0xA3\n\t.long atomic_memory");
  LOCKED("BT memory", ".byte 0xF0, 0x0F, 0xBA, 0x25\n\t.long atomic_memory\n\t.byte 1");
  LOCKED("BTS register", ".byte 0xF0, 0x0F, 0xAB, 0xC8");
  LOCKED("SHL memory", ".byte 0xF0, 0xD1, 0x25\n\t.long atomic_memory");
  LOCKED("IMUL memory", ".byte 0xF0, 0xF7, 0x2D\n\t.long atomic_memory");
  LOCKED("XCHG register", ".byte 0xF0, 0x87, 0xC8");
  LOCKED("PUSH memory", ".byte 0xF0, 0xFF, 0x35\n\t.long atomic_memory");
  LOCKED("INC register", ".byte 0xF0, 0x40");
  LOCKED("CMPXCHG register", ".byte 0xF0, 0x0F, 0xB1, 0xC8");
  LOCKED("NOP", ".byte 0xF0, 0x90");
  LOCKED("STOS", "movl $atomic_memory, %%edi\n\t.byte 0xF0, 0xAB");
  LOCKED("JMP", ".byte 0xF0, 0xEB, 0x00");
}

static void exchanges(void) {
  atomic_memory[0] = 1, atomic_memory[1] = 2;
  ATTEMPT("movl $1, %%eax\n\tmovl $2, %%edx\n\tmovl $3, %%ebx\n\tmovl $4, %%ecx\n\tlock cmpxchg8b atomic_memory");
  show("CMPXCHG8B equal", "zf", trap.eflags >> 6 & 1, "low", atomic_memory[0], "high", atomic_memory[1], NULL);
  ATTEMPT("movl $1, %%eax\n\tmovl $2, %%edx\n\tmovl $5, %%ebx\n\tmovl $6, %%ecx\n\tcmpxchg8b atomic_memory");
  show("CMPXCHG8B unequal", "zf", trap.eflags >> 6 & 1, "low", atomic_memory[0], "high", atomic_memory[1], "eax", trap.eax,
       "edx", trap.edx, NULL);
  ATTEMPT(".byte 0x0F, 0xC7, 0xC8");
  show("CMPXCHG8B of a register", NULL);
  atomic_memory[0] = 0x80;
  ATTEMPT("movl $0x12345680, %%eax\n\tmovl $0x7F, %%ecx\n\tcmpxchgb %%cl, atomic_memory");
  show("CMPXCHG of a byte", "flags", trap.eflags & 0x8D5, "memory", atomic_memory[0], "eax", trap.eax, NULL);
  ATTEMPT("movl $0x80, %%eax\n\tmovl $1, %%ecx\n\tcmpxchgb %%cl, atomic_memory");
  show("CMPXCHG of a byte, unequal", "flags", trap.eflags & 0x8D5, "memory", atomic_memory[0], "eax", trap.eax, NULL);
  atomic_memory[0] = 0x7FFFFFFF;
  ATTEMPT("movl $1, %%eax\n\txaddl %%eax, atomic_memory");
  show("XADD", "flags", trap.eflags & 0x8D5, "memory", atomic_memory[0], "eax", trap.eax, NULL);
  ATTEMPT("movl $0x21, %%eax\n\txaddl %%eax, %%eax");
  show("XADD of a register to itself", "eax", trap.eax, NULL);
  ATTEMPT("movl $0x12345678, %%eax\n\tbswapl %%eax");
  show("BSWAP", "eax", trap.eax, NULL);
}

void test_atomic(void) {
  locks();
  exchanges();
}
