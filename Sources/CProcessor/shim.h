/* Questions to the processor that Swift cannot ask itself. */

#if defined(__x86_64__)
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

/* The register that tells how this thread computes, and its bits for numbers to be taken for zero. */
typedef unsigned computing_mode;
enum { FLUSHES_TINY_NUMBERS = 0x8040 };
static inline computing_mode get_mode(void) { return __builtin_ia32_stmxcsr(); }
static inline void set_mode(computing_mode mode) { __builtin_ia32_ldmxcsr(mode); }
#elif defined(__aarch64__)
typedef unsigned long computing_mode;
enum { FLUSHES_TINY_NUMBERS = 1 << 24 };
static inline computing_mode get_mode(void) {
  computing_mode mode;
  __asm__ volatile("mrs %0, fpcr" : "=r"(mode));
  return mode;
}
static inline void set_mode(computing_mode mode) {
  __asm__ volatile("msr fpcr, %0" : : "r"(mode));
}
#endif

/* Takes numbers too small for full precision for zero, in this thread; returns the mode before. */
static inline computing_mode flush_tiny_numbers(void) {
  computing_mode before = get_mode();
  set_mode(before | FLUSHES_TINY_NUMBERS);
  return before;
}
static inline void restore_tiny_numbers(computing_mode before) { set_mode(before); }

/* Has memory fetched that will be read soon. */
static inline void prefetch(const void *start, long size) {
  for (long byte = 0; byte < size; byte += 64) __builtin_prefetch((const char *)start + byte);
}
