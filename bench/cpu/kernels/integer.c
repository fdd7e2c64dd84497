/* A tight integer loop: arithmetic, shifts and a branch, all in registers. */
unsigned run(void) {
  unsigned a = 1, b = 7, c = 0;
  for (unsigned i = 0; i < 20000000u; i++) {
    a = a * 1664525u + 1013904223u;
    b ^= a >> 3;
    b = (b << 5) | (b >> 27);
    if (b & 1) c += a; else c -= b;
  }
  return a ^ b ^ c;
}
