/* A byte-code interpreter: indirect jumps through a table, small memory operands. */
enum { PUSH, ADD, SUB, DUP, SWAP, LOAD, STORE, JNZ, MULI, XORI, HALT };
static const unsigned char program[] = {
  LOAD, 0, MULI, 13, XORI, 91, DUP, STORE, 0, LOAD, 1, ADD, STORE, 1,
  LOAD, 2, PUSH, 1, SUB, DUP, STORE, 2, JNZ, 0, HALT };
unsigned run(void) {
  unsigned stack[16], vars[4] = {1, 2, 1500000, 0};
  unsigned *sp = stack;
  const unsigned char *pc = program;
  static const void *const table[] = {&&push,&&add,&&sub,&&dup,&&swap,&&load,&&store,&&jnz,&&muli,&&xori,&&halt};
#define NEXT goto *table[*pc++]
  NEXT;
push: *sp++ = *pc++; NEXT;
add: sp--; sp[-1] += sp[0]; NEXT;
sub: sp--; sp[-1] -= sp[0]; NEXT;
dup: sp[0] = sp[-1]; sp++; NEXT;
swap: { unsigned t = sp[-1]; sp[-1] = sp[-2]; sp[-2] = t; } NEXT;
load: *sp++ = vars[*pc++]; NEXT;
store: vars[*pc++] = *--sp; NEXT;
jnz: { unsigned t = *pc++; if (*--sp) pc = program + t; } NEXT;
muli: sp[-1] *= *pc++; NEXT;
xori: sp[-1] ^= *pc++; NEXT;
halt: return vars[0] ^ vars[1];
}
