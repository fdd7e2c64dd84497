/* Sieve, copy and sort over megabytes. */
#define N (4u << 20)
static unsigned char sieve[N];
static unsigned data[N / 4], copy[N / 4];
static void sort(unsigned *a, int lo, int hi) {
  while (lo < hi) {
    unsigned p = a[(lo + hi) >> 1];
    int i = lo, j = hi;
    while (i <= j) {
      while (a[i] < p) i++;
      while (a[j] > p) j--;
      if (i <= j) { unsigned t = a[i]; a[i] = a[j]; a[j] = t; i++; j--; }
    }
    if (j - lo < hi - i) { sort(a, lo, j); lo = i; } else { sort(a, i, hi); hi = j; }
  }
}
unsigned run(void) {
  unsigned count = 0, sum = 0, x = 12345;
  for (unsigned i = 2; i < N; i++) {
    if (sieve[i]) continue;
    count++;
    for (unsigned j = i * 2; j < N; j += i) sieve[j] = 1;
  }
  for (unsigned i = 0; i < N / 4; i++) { x = x * 1664525u + 1013904223u; data[i] = x; }
  for (int r = 0; r < 4; r++) for (unsigned i = 0; i < N / 4; i++) copy[i] = data[i] + r;
  sort(data, 0, N / 16);
  for (unsigned i = 0; i < N / 4; i += 997) sum = sum * 31 + data[i] + copy[i];
  return count ^ sum;
}
