#include <cairo/cairo.h>
#include <cairo/cairo-pdf.h>
#include <fontconfig/fontconfig.h>

// As in cairo-ft.h, which would want FreeType's headers and their path for the rest of it.
cairo_font_face_t *cairo_ft_font_face_create_for_pattern(FcPattern *pattern);
