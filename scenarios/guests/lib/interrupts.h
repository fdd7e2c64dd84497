/* Interrupt descriptor table and the 8259 pair: IRQ 0 to 15 at vectors 20h to 2Fh. */
#pragma once
#include <stdint.h>

/* What the entry stubs push: the interrupted registers. */
struct frame {
  uint32_t edi, esi, ebp, esp, ebx, edx, ecx, eax;
  uint32_t vector, error;
  uint32_t eip, cs, eflags;
};

/* Builds the IDT and sets up the 8259 pair with every line masked. An exception becomes a panic. */
void interrupts_init(void);

/* Adds a handler to a line, which may be shared, and unmasks the line. Handlers run with interrupts off. */
void interrupts_install(unsigned irq, void (*handler)(void));

/* Called at the end of every interrupt; returns the frame to resume. A guest with several threads defines its own. */
struct frame *interrupts_resume(struct frame *frame);

/* What the entry stubs call. A guest that looks at the 8259 itself defines its own. */
struct frame *interrupts_dispatch(struct frame *frame);
