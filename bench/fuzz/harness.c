/*
 * Executes single instructions on the host's own processor, in a 32-bit process without a C library:
 *   gcc -m32 -O1 -ffreestanding -fno-pie -no-pie -nostdlib -static -o harness harness.c
 *
 * Reads requests on standard input and answers each on standard output, in the structures below. The state of a test is
 * entered and left through signal frames: int3 brings us into the handler, which puts the test's registers with TF set
 * into the frame and returns; the next signal, the single step's or a fault's, brings back the state after one
 * instruction. Nothing of the harness lives in the registers or the memory of the test.
 *
 * Memory of a test, all of it zero but for what the request says: low 64 KiB (16-bit addresses), two pages of code, and
 * 64 KiB of data.
 */
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;

struct state {
  u32 gpr[8]; /* eax ecx edx ebx esp ebp esi edi */
  u32 eip, eflags;
  u32 segments[6]; /* es cs ss ds fs gs */
  u8 fpu[108];     /* as FNSAVE writes it in 32-bit protected mode */
};

struct request {
  struct state state;
  u32 steps; /* single steps at most while eip stays: more than 1 for REP */
  u32 writes; /* how many struct write follow */
};

struct write {
  u32 address, value; /* one byte */
};

struct answer {
  struct state state;
  u32 vector; /* 1 after an instruction without exception */
  u32 error_code;
  u32 writes; /* how many struct write follow: bytes that differ from what they were */
};

struct sigcontext32 {
  u16 gs, gsh, fs, fsh, es, esh, ds, dsh;
  u32 edi, esi, ebp, esp, ebx, edx, ecx, eax;
  u32 trapno, err, eip;
  u16 cs, csh;
  u32 eflags, esp_at_signal;
  u16 ss, ssh;
  u8 *fpstate;
  u32 oldmask, cr2;
};

struct ucontext32 {
  u32 flags, link, stack[3];
  struct sigcontext32 mcontext;
};

enum { READ = 3, WRITE = 4, SIGALTSTACK = 186, RT_SIGACTION = 174, MMAP = 90, EXIT = 1 };
enum { SIGILL_ = 4, SIGTRAP_ = 5, SIGBUS_ = 7, SIGFPE_ = 8, SIGSEGV_ = 11 };
enum { SA_SIGINFO_ = 4, SA_ONSTACK_ = 0x08000000, SA_RESTORER_ = 0x04000000, SA_NODEFER_ = 0x40000000 };
enum { TF = 0x100, NT = 0x4000, RF = 0x10000, ID = 0x200000 };

static int call(int number, u32 a, u32 b, u32 c, u32 d) {
  int result;
  __asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(a), "c"(b), "d"(c), "S"(d) : "memory");
  return result;
}

static void quit(int status) {
  for (;;) call(EXIT, status, 0, 0, 0);
}

static void copy(void *to, const void *from, u32 bytes) {
  __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(bytes) : : "memory");
}

static void clear(void *to, u32 bytes) {
  __asm__ volatile("rep stosb" : "+D"(to), "+c"(bytes) : "a"(0) : "memory");
}

void *memcpy(void *to, const void *from, u32 bytes) {
  copy(to, from, bytes);
  return to;
}

/* 1 at the end of the input. */
static int read_all(void *to, u32 bytes) {
  u8 *at = to;
  while (bytes > 0) {
    int got = call(READ, 0, (u32)at, bytes, 0);
    if (got <= 0) return 1;
    at += got;
    bytes -= got;
  }
  return 0;
}

static void write_all(const void *from, u32 bytes) {
  const u8 *at = from;
  while (bytes > 0) {
    int done = call(WRITE, 1, (u32)at, bytes, 0);
    if (done <= 0) quit(3);
    at += done;
    bytes -= done;
  }
}

#define AREAS 3
static const struct {
  u32 address, bytes;
} areas[AREAS] = {{0, 0x10000}, {0x100000, 0x2000}, {0x110000, 0x10000}};
#define AREA_BYTES_MAX 0x10000
/* 1 where the first cannot be had. */
static u32 first_area;

/* What memory holds between tests, and what it held before the present one. */
static u8 before[AREAS][AREA_BYTES_MAX];

static struct request request;
static struct answer answer;
static struct sigcontext32 home;
static enum { IDLE, ENTER, RUN } phase;
static u32 steps_left;

static void enter(struct sigcontext32 *c, const struct state *s) {
  c->eax = s->gpr[0], c->ecx = s->gpr[1], c->edx = s->gpr[2], c->ebx = s->gpr[3];
  c->esp = s->gpr[4], c->ebp = s->gpr[5], c->esi = s->gpr[6], c->edi = s->gpr[7];
  c->eip = s->eip;
  c->eflags = s->eflags | TF;
  c->es = s->segments[0], c->cs = s->segments[1], c->ss = s->segments[2];
  c->ds = s->segments[3], c->fs = s->segments[4], c->gs = s->segments[5];
  copy(c->fpstate, s->fpu, sizeof s->fpu);
}

static void leave(const struct sigcontext32 *c, struct state *s) {
  s->gpr[0] = c->eax, s->gpr[1] = c->ecx, s->gpr[2] = c->edx, s->gpr[3] = c->ebx;
  s->gpr[4] = c->esp, s->gpr[5] = c->ebp, s->gpr[6] = c->esi, s->gpr[7] = c->edi;
  s->eip = c->eip;
  s->eflags = c->eflags & ~(TF | RF);
  s->segments[0] = c->es, s->segments[1] = c->cs, s->segments[2] = c->ss;
  s->segments[3] = c->ds, s->segments[4] = c->fs, s->segments[5] = c->gs;
  copy(s->fpu, c->fpstate, sizeof s->fpu);
}

static void on_signal(int signal, void *info, struct ucontext32 *context) {
  struct sigcontext32 *c = &context->mcontext;
  (void)info;
  (void)signal;
  if (phase == ENTER) {
    copy(&home, c, sizeof home);
    enter(c, &request.state);
    phase = RUN;
    return;
  }
  if (phase != RUN) quit(4);
  if (c->trapno == 1 && c->eip == request.state.eip && --steps_left > 0) return;
  leave(c, &answer.state);
  answer.vector = c->trapno;
  answer.error_code = c->err;
  u8 *fpstate = c->fpstate;
  copy(c, &home, sizeof home);
  c->fpstate = fpstate;
  phase = IDLE;
}

__asm__(".globl restorer\nrestorer:\n  mov $173, %eax\n  int $0x80\n");
void restorer(void);

static u8 signal_stack[32768];

static void install(void) {
  struct {
    void *base;
    u32 flags, bytes;
  } stack = {signal_stack, 0, sizeof signal_stack};
  if (call(SIGALTSTACK, (u32)&stack, 0, 0, 0) != 0) quit(2);
  struct {
    void *handler;
    u32 flags;
    void *restorer;
    u32 mask[2];
  } action = {on_signal, SA_SIGINFO_ | SA_ONSTACK_ | SA_RESTORER_ | SA_NODEFER_, restorer, {0, 0}};
  static const int signals[] = {SIGILL_, SIGTRAP_, SIGBUS_, SIGFPE_, SIGSEGV_};
  for (u32 i = 0; i < sizeof signals / sizeof *signals; i++)
    if (call(RT_SIGACTION, signals[i], (u32)&action, 0, sizeof action.mask) != 0) quit(2);
}

static void map(void) {
  for (u32 i = 0; i < AREAS; i++) {
    /* read, write, execute; private, fixed, anonymous */
    u32 arguments[6] = {areas[i].address, areas[i].bytes, 7, 0x32, -1u, 0};
    int at = call(MMAP, (u32)arguments, 0, 0, 0);
    if (at == (int)areas[i].address) continue;
    /* vm.mmap_min_addr keeps the lowest 64 KiB from the unprivileged: tests that go there then end in a page fault. */
    if (i > 0) quit(2);
    first_area = 1;
  }
}

static void report_writes(void) {
  static struct write writes[4096];
  u32 count = 0;
  for (u32 i = first_area; i < AREAS; i++) {
    const u8 *now = (const u8 *)areas[i].address;
    for (u32 at = 0; at < areas[i].bytes; at += 4) {
      u32 word;
      copy(&word, now + at, 4);
      if (word == *(u32 *)(before[i] + at)) continue;
      for (u32 b = at; b < at + 4; b++)
        if (now[b] != before[i][b] && count < 4096) {
          writes[count].address = areas[i].address + b;
          writes[count++].value = now[b];
        }
    }
  }
  answer.writes = count;
  write_all(&answer, sizeof answer);
  write_all(writes, count * sizeof *writes);
}

static void run(void) {
  for (u32 i = first_area; i < AREAS; i++) {
    clear((void *)areas[i].address, areas[i].bytes);
    clear(before[i], areas[i].bytes);
  }
  for (u32 n = 0; n < request.writes; n++) {
    struct write w;
    if (read_all(&w, sizeof w)) quit(0);
    for (u32 i = first_area; i < AREAS; i++)
      if (w.address - areas[i].address < areas[i].bytes) {
        *(volatile u8 *)w.address = w.value;
        before[i][w.address - areas[i].address] = w.value;
      }
  }
  steps_left = request.steps;
  phase = ENTER;
  /* A signal frame neither sets nor clears these: they must be so before. */
  u32 sticky = request.state.eflags & (NT | ID);
  __asm__ volatile("push %0\n  popf\n  int3\n  push $2\n  popf" : : "r"(sticky | 2) : "memory", "cc");
  report_writes();
}

void _start(void) {
  __asm__ volatile("fninit");
  map();
  install();
  while (!read_all(&request, sizeof request)) run();
  quit(0);
}
