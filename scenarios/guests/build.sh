#!/bin/sh
# Builds every guest image, byte for byte the same with the toolchain named in images/TOOLCHAIN:
#   sh scenarios/guests/build.sh [OUTPUT-FOLDER]        (default: images/ beside this script)
# Needs gcc with -m32 (Debian: gcc alone compiles and links freestanding code) and binutils.
set -eu
export LC_ALL=C
cd "$(dirname "$0")"
out=${1:-images}
mkdir -p "$out"
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT

flags="-m32 -march=i386 -mtune=i386 -Os -std=gnu11 -ffreestanding -fno-pic -fno-stack-protector -fno-asynchronous-unwind-tables
  -fno-common -fcf-protection=none -mgeneral-regs-only -ffunction-sections -Wall -Wextra -Werror -Wmissing-prototypes
  -fno-strict-aliasing -frandom-seed=lockstep -g1 -gdwarf-5 -fdebug-prefix-map=$PWD=."

# image NAME SOURCE...: links the sources, the entry and those parts of lib/ that are used.
image() {
  name=$1
  shift
  linked=
  for source in lib/multiboot.S "$@"; do
    object=$objects/$(echo "$name-$source" | tr / _).o
    gcc $flags -c "$source" -o "$object"
    linked="$linked $object"
  done
  ld -m elf_i386 -T lib/link.ld --build-id=none -z noexecstack --no-warn-rwx-segments --gc-sections \
    -o "$objects/$name" $linked "$objects/lib.a"
  # Of what debuggers read, symbols and line tables stay: guest coverage is told by function and source line.
  objcopy --strip-debug -R .comment --keep-section=.debug_line --keep-section=.debug_line_str \
    "$objects/$name" "$out/$name.elf"
  chmod 644 "$out/$name.elf"
}

for source in lib/*.c lib/entries.S; do
  object=$objects/$(basename "$source").o
  gcc $flags -c "$source" -o "$object"
  ar rcD "$objects/lib.a" "$object"
done

image kv kv/main.c kv/protocol.c kv/store.c
image nonatomic nonatomic/main.c kv/protocol.c kv/store.c
image wal wal/main.c kv/protocol.c kv/store.c
for guest in bank cpu disk idle netrx nettx racer triple; do image $guest $guest/main.c; done
image cputest cputest/*.c cputest/traps.S
image devtest devtest/*.c

{ gcc --version | head -n 1; ld --version | head -n 1; } >"$out/TOOLCHAIN"
