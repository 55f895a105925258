#include <turbojpeg.h>

// libturbojpeg is opened while the program runs, so nothing here may refer to a function of it.

/// The constant, checked against the header; its enumeration has no name in Swift that stays.
static const int turbojpeg_rgb = TJPF_RGB;
