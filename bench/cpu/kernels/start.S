/* Multiboot entry of a benchmark kernel: calls run(), sends the result's four bytes to COM1, halts. */
    .section .multiboot, "a"
    .align 4
    .long 0x1BADB002, 0x00010003, -(0x1BADB002 + 0x00010003)
    .long header_address, load_address, data_end, bss_end, start
header_address = 0x100000
load_address = 0x100000
    .text
    .globl start
start:
    mov $stack_top, %esp
    call run
    mov $0x3f8, %dx
    mov $4, %ecx
2:  out %al, %dx
    shr $8, %eax
    loop 2b
    cli
1:  hlt
    jmp 1b
    .bss
    .align 4096
    .skip 65536
stack_top:
    .section .note.GNU-stack, "", @progbits
