#include "CDigits.h"

// Clang takes #embed in every C dialect and warns that C23 brought it.
#pragma clang diagnostic ignored "-Wc23-extensions"

_Alignas(64) static const unsigned char bytes[] = {
#embed "digits.bin"
};

const unsigned char *digits_bytes(void) { return bytes; }

size_t digits_size(void) { return sizeof bytes; }
