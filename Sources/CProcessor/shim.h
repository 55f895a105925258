/* Questions to the processor that Swift cannot ask itself. */

/* The psABI level of x86-64 that this processor reaches: 1, 3 or 4. */
static inline int processor_level(void) {
  __builtin_cpu_init();
  if (__builtin_cpu_supports("x86-64-v4")) return 4;
  if (__builtin_cpu_supports("x86-64-v3")) return 3;
  return 1;
}

/* Whether it multiplies bfloat16 (AVX512_BF16). */
static inline int processor_multiplies_bfloat16(void) {
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx512bf16");
}

/* Has memory fetched that will be read soon. */
static inline void prefetch(const void *start, long size) {
  for (long byte = 0; byte < size; byte += 64) __builtin_prefetch((const char *)start + byte);
}

/* Takes numbers too small for full precision for zero, in this thread; returns the mode before. */
static inline unsigned flush_tiny_numbers(void) {
  unsigned before = __builtin_ia32_stmxcsr();
  __builtin_ia32_ldmxcsr(before | 0x8040);
  return before;
}
static inline void restore_tiny_numbers(unsigned before) { __builtin_ia32_ldmxcsr(before); }
