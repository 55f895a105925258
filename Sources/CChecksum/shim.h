/* CRC-32C, eight bytes at a time, where the processor has an instruction for it. */
#if defined(__x86_64__)
#include <immintrin.h>

static inline int has_crc32c(void) {
  __builtin_cpu_init();
  return __builtin_cpu_supports("sse4.2") != 0;
}

__attribute__((target("sse4.2"))) static inline unsigned crc32c_words(
    unsigned remainder, const unsigned char *bytes, long count) {
  unsigned long long wide = remainder;
  for (; count >= 8; count -= 8, bytes += 8) {
    unsigned long long word;
    __builtin_memcpy(&word, bytes, 8);
    wide = _mm_crc32_u64(wide, word);
  }
  remainder = (unsigned)wide;
  for (; count > 0; count--, bytes++) remainder = _mm_crc32_u8(remainder, *bytes);
  return remainder;
}
#else
static inline int has_crc32c(void) { return 0; }
static inline unsigned crc32c_words(
    unsigned remainder, const unsigned char *bytes, long count) {
  return remainder;
}
#endif
