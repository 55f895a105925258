/* What kernels take from the C library, for a Swift that has no module for it. */
#include <math.h>
