# One entry per vector: makes every stack look alike (with an error code), saves the registers, calls the dispatcher
# and resumes the frame that it returns.

  .text
common:
  pusha
  cld
  pushl %esp
  call interrupts_dispatch
  movl %eax, %esp
  popa
  addl $8, %esp                # vector, error code
  iret

  .globl interrupt_entries
  .balign 16
interrupt_entries:
  .set vector, 0
  .rept 48
  .balign 16
  .if vector == 8 || (vector >= 10 && vector <= 14) || vector == 17
  .else
  pushl $0
  .endif
  pushl $vector
  jmp common
  .set vector, vector + 1
  .endr

  .section .note.GNU-stack, "", @progbits
