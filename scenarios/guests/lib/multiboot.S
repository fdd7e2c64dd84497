# Multiboot header and entry: from the loader's state (32-bit flat, interrupts off, no stack) to kernel_main.

#define MULTIBOOT_MAGIC 0x1BADB002
#define MULTIBOOT_FLAGS 0

  .section .multiboot, "a"
  .balign 4
  .long MULTIBOOT_MAGIC, MULTIBOOT_FLAGS, -(MULTIBOOT_MAGIC + MULTIBOOT_FLAGS)

  .text
  .globl _start
_start:
  movl $stack_top, %esp
  lgdt gdt_pointer
  ljmp $0x08, $1f              # the loader's GDT need not outlive it (Multiboot 3.2)
1:
  movl $0x10, %ecx
  movl %ecx, %ds
  movl %ecx, %es
  movl %ecx, %fs
  movl %ecx, %gs
  movl %ecx, %ss
  pushl $0
  popfl
  pushl %ebx                   # physical address of the Multiboot information
  call kernel_main
1:
  cli
  hlt
  jmp 1b

  .section .rodata
gdt_pointer:
  .word gdt_end - gdt - 1
  .long gdt

  .data
  .balign 8
gdt:
  .quad 0
  .quad 0x00CF9A000000FFFF     # 08h: code, ring 0, base 0, 4 GiB
  .quad 0x00CF92000000FFFF     # 10h: data, ring 0, base 0, 4 GiB
gdt_end:

  .bss
  .balign 16
  .skip 8192
stack_top:

  .section .note.GNU-stack, "", @progbits
