#include <stddef.h>

/// The bytes of digits.bin, as the README beside it tells; they lie in the program's read-only data.
const unsigned char *digits_bytes(void);

/// How many bytes they are.
size_t digits_size(void);
