#!/bin/sh
# Builds the benchmark kernels; the images are committed, so that running them needs no compiler.
set -e
cd "$(dirname "$0")"
for source in *.c; do
  name="${source%.c}"
  gcc -m32 -march=i686 -mno-sse -mno-mmx -O2 -ffreestanding -fno-pic -fno-pie -fno-stack-protector -fcf-protection=none \
    -fno-asynchronous-unwind-tables -fno-optimize-sibling-calls -nostdlib -static -Wl,-T,link.ld -Wl,--build-id=none \
    -o "$name.elf" start.S "$source"
  objcopy -O binary "$name.elf" "$name.bin"
  rm "$name.elf"
done
