/* Vector operations that Swift lacks, for the level of x86-64 that whoever includes this is compiled for. */
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

/* Writes the places (from `start`) and values of those of the first `width` numbers that are not
   zero; returns how many. May write 16 of each. The processor packs a vector in two instructions;
   number by number it costs a branch that nobody can predict. */
static inline long compact(const float *numbers, long start, long width, int *places, float *values) {
#if defined(__AVX512F__)
  __m512 vector = _mm512_maskz_loadu_ps(width < 16 ? (1 << width) - 1 : 0xffff, numbers + start);
  __mmask16 kept = _mm512_cmp_ps_mask(vector, _mm512_setzero_ps(), _CMP_NEQ_UQ);
  if (!kept) return 0;
  __m512i place = _mm512_add_epi32(_mm512_set1_epi32((int)start),
      _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
  _mm512_storeu_ps(values, _mm512_maskz_compress_ps(kept, vector));
  _mm512_storeu_si512(places, _mm512_maskz_compress_epi32(kept, place));
  return __builtin_popcount(kept);
#else
  long found = 0;
  for (long i = 0; i < width; i++) {
    places[found] = (int)(start + i);
    values[found] = numbers[start + i];
    found += numbers[start + i] != 0;
  }
  return found;
#endif
}

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
