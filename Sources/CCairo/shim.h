#include <cairo/cairo.h>
#include <cairo/cairo-pdf.h>
#include <dlfcn.h>
#include <fontconfig/fontconfig.h>

// As in cairo-ft.h, which would want FreeType's headers and their path for the rest of it.
cairo_font_face_t *cairo_ft_font_face_create_for_pattern(FcPattern *pattern);

// cairo is opened while the program runs, and brings fontconfig: of their functions, only the types are named here.

#define CAIRO_FUNCTIONS(EACH) \
  EACH(arc) EACH(clip) EACH(close_path) EACH(create) EACH(destroy) EACH(fill) \
  EACH(fill_preserve) EACH(font_face_destroy) EACH(font_options_create) \
  EACH(font_options_destroy) EACH(font_options_set_antialias) \
  EACH(font_options_set_hint_metrics) EACH(font_options_set_hint_style) \
  EACH(ft_font_face_create_for_pattern) EACH(get_source) EACH(image_surface_create) \
  EACH(image_surface_create_from_png_stream) EACH(image_surface_get_data) \
  EACH(image_surface_get_format) EACH(image_surface_get_stride) EACH(line_to) EACH(move_to) \
  EACH(new_path) EACH(new_sub_path) EACH(paint) EACH(pattern_set_extend) \
  EACH(pattern_set_filter) EACH(pdf_surface_create_for_stream) EACH(pdf_surface_set_metadata) \
  EACH(rectangle) EACH(restore) EACH(rotate) EACH(save) EACH(scale) EACH(set_dash) \
  EACH(set_font_face) EACH(set_font_options) EACH(set_font_size) EACH(set_line_join) \
  EACH(set_line_width) EACH(set_source_rgb) EACH(set_source_rgba) EACH(set_source_surface) \
  EACH(show_text) EACH(status) EACH(status_to_string) EACH(stroke) EACH(stroke_preserve) \
  EACH(surface_destroy) EACH(surface_finish) EACH(surface_mark_dirty) EACH(surface_status) \
  EACH(surface_write_to_png_stream) EACH(text_extents) EACH(text_path) \
  EACH(toy_font_face_create) EACH(translate)

#define FONTCONFIG_FUNCTIONS(EACH) \
  EACH(CharSetAddChar) EACH(CharSetCreate) EACH(CharSetDestroy) EACH(ConfigSubstitute) \
  EACH(DefaultSubstitute) EACH(FontMatch) EACH(PatternAddCharSet) EACH(PatternAddInteger) \
  EACH(PatternAddString) EACH(PatternCreate) EACH(PatternDestroy)

// The functions of a library that was opened, by their names without cairo_ and Fc.
struct cairo_library {
#define FIELD(name) __typeof__(cairo_##name) *name;
  CAIRO_FUNCTIONS(FIELD)
#undef FIELD
#define FIELD(name) __typeof__(Fc##name) *name;
  FONTCONFIG_FUNCTIONS(FIELD)
#undef FIELD
};

// Finds the functions; 0 where one is not there.
static inline int cairo_library_find(struct cairo_library *library, void *handle) {
#define FIND(name) \
  if (!(library->name = (__typeof__(library->name))dlsym(handle, "cairo_" #name))) return 0;
  CAIRO_FUNCTIONS(FIND)
#undef FIND
#define FIND(name) \
  if (!(library->name = (__typeof__(library->name))dlsym(handle, "Fc" #name))) return 0;
  FONTCONFIG_FUNCTIONS(FIND)
#undef FIND
  return 1;
}
