/* Vector operations that Swift lacks, for the level that whoever includes this is compiled for. */
#if defined(__AVX512F__)
#include <immintrin.h>
#endif

/* Swift takes the square root of a vector number by number, through a branch each. */
typedef float floats_4 __attribute__((ext_vector_type(4)));
typedef float floats_8 __attribute__((ext_vector_type(8)));
typedef float floats_16 __attribute__((ext_vector_type(16)));
static inline floats_4 square_roots_4(floats_4 x) { return __builtin_elementwise_sqrt(x); }
static inline floats_8 square_roots_8(floats_8 x) { return __builtin_elementwise_sqrt(x); }
static inline floats_16 square_roots_16(floats_16 x) { return __builtin_elementwise_sqrt(x); }

/* And converts one number by number, through calls. */
#define WIDENED(N)                                                          \
  typedef unsigned char bytes_##N __attribute__((ext_vector_type(N)));      \
  static inline floats_##N widened_##N(const void *bytes) {                 \
    bytes_##N packed;                                                       \
    __builtin_memcpy(&packed, bytes, N);                                    \
    return __builtin_convertvector(packed, floats_##N);                     \
  }
WIDENED(4)
WIDENED(8)
WIDENED(16)

/* Writes the first `count` numbers, all when there are more. Without a loop: one that the compiler
   does not unroll keeps all sums of a product's tile in memory, at a third of the speed. */
static inline void store_first_4(floats_4 numbers, float *target, long count) {
  if (count >= 4) {
    __builtin_memcpy(target, &numbers, 16);
    return;
  }
  if (count & 2) {
    __builtin_memcpy(target, &numbers, 8);
    target += 2;
    numbers = numbers.zwzw;
  }
  if (count & 1) *target = numbers.x;
}
static inline void store_first_8(floats_8 numbers, float *target, long count) {
  if (count >= 8) {
    __builtin_memcpy(target, &numbers, 32);
    return;
  }
  floats_4 rest = numbers.lo;
  if (count & 4) {
    __builtin_memcpy(target, &rest, 16);
    target += 4;
    rest = numbers.hi;
  }
  store_first_4(rest, target, count & 3);
}
#if defined(__AVX512F__)
static inline void store_first_16(floats_16 numbers, float *target, long count) {
  __mmask16 kept = count < 16 ? (1 << count) - 1 : 0xffff;
  _mm512_mask_storeu_ps(target, kept, (__m512)numbers);
}
#endif

/* Pairs of bfloat16 in 32 bits, the first of both in the lower half. A number is rounded to the
   nearest, of two as near to the even one; one below 2^-126 is zero. */
#define PAIRED(N)                                                                             \
  typedef unsigned words_##N __attribute__((ext_vector_type(N)));                             \
  static inline words_##N rounded_##N(floats_##N numbers) {                                   \
    words_##N bits = (words_##N)numbers, size = bits & 0x7fffffff;                            \
    words_##N nearest = bits + 0x7fff + (bits >> 16 & 1);                                     \
    words_##N is_tiny = (words_##N)(size < 0x800000), is_none = (words_##N)(size > 0x7f800000); \
    words_##N number = (is_tiny & bits & 0x80000000) | (~is_tiny & nearest);                  \
    return ((is_none & (bits | 0x400000)) | (~is_none & number)) & 0xffff0000;                \
  }                                                                                           \
  static inline floats_##N paired_##N(floats_##N first, floats_##N second) {                  \
    return (floats_##N)(rounded_##N(first) >> 16 | rounded_##N(second));                      \
  }                                                                                           \
  /* Of numbers that lie side by side. */                                                     \
  static inline floats_##N neighbours_##N(floats_##N some, floats_##N more) {                 \
    return paired_##N(__builtin_shufflevector(some, more, EVENS_##N),                         \
                      __builtin_shufflevector(some, more, ODDS_##N));                         \
  }
#define EVENS_4 0, 2, 4, 6
#define ODDS_4 1, 3, 5, 7
#define EVENS_8 EVENS_4, 8, 10, 12, 14
#define ODDS_8 ODDS_4, 9, 11, 13, 15
#define EVENS_16 EVENS_8, 16, 18, 20, 22, 24, 26, 28, 30
#define ODDS_16 ODDS_8, 17, 19, 21, 23, 25, 27, 29, 31
PAIRED(4)
PAIRED(8)
#if !defined(__AVX512BF16__)
PAIRED(16)
#else
static inline floats_16 neighbours_16(floats_16 some, floats_16 more) {
  return (floats_16)_mm512_cvtne2ps_pbh((__m512)more, (__m512)some);
}
static inline floats_16 paired_16(floats_16 first, floats_16 second) {
  __m512i zipped = _mm512_set_epi16(31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24, 8,
      23, 7, 22, 6, 21, 5, 20, 4, 19, 3, 18, 2, 17, 1, 16, 0);
  return (floats_16)_mm512_permutexvar_epi16(zipped, (__m512i)neighbours_16(first, second));
}
/* `sum + a.second * b.second + a.first * b.first` in this order, each term fused with its sum;
   takes numbers below 2^-126 for zero. */
static inline floats_16 add_pairs_16(floats_16 a, floats_16 b, floats_16 sum) {
  return (floats_16)_mm512_dpbf16_ps((__m512)sum, (__m512bh)a, (__m512bh)b);
}
#endif

/* Turns a square of N x N numbers over, or the first rows and columns of one: log2(N) times, each row
   is laced with the one half a square below. Rows that are missing are read as the last. */
#define UPPER_4 0, 4, 1, 5
#define LOWER_4 2, 6, 3, 7
#define UPPER_8 0, 8, 1, 9, 2, 10, 3, 11
#define LOWER_8 4, 12, 5, 13, 6, 14, 7, 15
#define UPPER_16 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23
#define LOWER_16 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31
#define UNROLLED _Pragma("clang loop unroll(full)")
#define TRANSPOSE(N)                                                                           \
  static inline void transpose_##N(const float *source, long stride, float *target,            \
                                   long target_stride, long rows, long columns) {              \
    floats_##N from[N], to[N];                                                                 \
    UNROLLED for (long i = 0; i < N; i++) {                                                    \
      __builtin_memcpy(&from[i], source + (i < rows ? i : rows - 1) * stride, sizeof from[i]); \
    }                                                                                          \
    UNROLLED for (long step = 1; step < N; step *= 2) {                                        \
      UNROLLED for (long i = 0; i < N / 2; i++) {                                              \
        to[2 * i] = __builtin_shufflevector(from[i], from[i + N / 2], UPPER_##N);              \
        to[2 * i + 1] = __builtin_shufflevector(from[i], from[i + N / 2], LOWER_##N);          \
      }                                                                                        \
      UNROLLED for (long i = 0; i < N; i++) from[i] = to[i];                                   \
    }                                                                                          \
    if (rows >= N && columns >= N) {                                                           \
      UNROLLED for (long i = 0; i < N; i++) {                                                  \
        __builtin_memcpy(target + i * target_stride, &from[i], sizeof from[i]);                \
      }                                                                                        \
      return;                                                                                  \
    }                                                                                          \
    UNROLLED for (long i = 0; i < N; i++) {                                                    \
      if (i < columns) store_first_##N(from[i], target + i * target_stride, rows);             \
    }                                                                                          \
  }
TRANSPOSE(4)
TRANSPOSE(8)
#if defined(__AVX512F__)
TRANSPOSE(16)
#endif
