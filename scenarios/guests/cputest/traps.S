# Entries for vectors 0 to 63, and the way back from a trap that ends an attempt.

  .text
common:
  pusha
  pushl %ds
  pushl %es
  pushl %fs
  pushl %gs
  movl $0x10, %eax
  movl %eax, %ds
  movl %eax, %es
  cld
  pushl %esp
  call trap_dispatch
  addl $4, %esp
  popl %gs
  popl %fs
  popl %es
  popl %ds
  popa
  addl $8, %esp                # vector, error code
  iret

  .globl trap_entries
  .balign 16
trap_entries:
  .set vector, 0
  .rept 64
  .balign 16
  .if vector == 8 || (vector >= 10 && vector <= 14) || vector == 17
  .else
  pushl $0
  .endif
  pushl $vector
  jmp common
  .set vector, vector + 1
  .endr

# The attempt is over: everything as attempt.h promises after it.
  .globl trap_recover
  .globl trap_recover_from_task
trap_recover_from_task:
  clts                         # the switch has set CR0.TS
trap_recover:
  movl $0x10, %eax
  movl %eax, %ds
  movl %eax, %es
  movl %eax, %fs
  movl %eax, %gs
  movl %eax, %ss
  movl recovery_esp, %esp
  movl recovery_ebp, %ebp
  pushl $0
  popfl
  jmp *recovery_eip

# The tasks that can take vectors 8 to 14, which have error codes: entries 32 bytes apart. Each ends the attempt, in the
# main task. Its saved EIP is then the last JMP here, which makes it ready for the next time.
  .globl trap_tasks
  .balign 32
trap_tasks:
  .set vector, 8
  .rept 7
  .balign 32
1:
  pushl $vector
  call trap_task_dispatch
  addl $8, %esp                # vector, error code
  ljmp $0x28, $0               # MAIN_TSS
  jmp 1b
  .set vector, vector + 1
  .endr

# Stack of attempts at ring 3: a page, so that it can be mapped by itself.
  .bss
  .balign 4096
  .skip 4096
  .globl user_stack_top
user_stack_top:

  .section .note.GNU-stack, "", @progbits
