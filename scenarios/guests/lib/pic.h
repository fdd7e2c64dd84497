/* The 8259A pair of a PC: IRQ 0 to 15. */
#pragma once
#include <stdbool.h>

/* Vector of IRQ 0; the others follow. */
enum { PIC_VECTOR = 0x20 };

/* Every line masked but the cascade. */
void pic_init(void);

void pic_unmask(unsigned irq);

/* Whether the interrupt just taken was none. Then it has been acknowledged as far as it needs, and no pic_end follows. */
bool pic_is_spurious(unsigned irq);

/* End of interrupt. */
void pic_end(unsigned irq);
