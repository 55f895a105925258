/* Tells Swift's runtime where an ELF image has what types and conformances are found by, as `swiftrt.o` does for a
   program: a toolchain has that file for its own processor only. The layout is that of `MetadataSections`. */
#define SECTIONS(_)                                                                                                \
  _(protocols) _(protocol_conformances) _(type_metadata) _(typeref) _(reflstr) _(fieldmd) _(assocty) _(replace)    \
  _(replac2) _(builtin) _(capture) _(mpenum) _(accessible_functions) _(runtime_attributes) _(tests)

/* Each is there, if empty, so that the linker knows its ends. */
#define DECLARE(name)                                               \
  __asm__("\t.section swift5_" #name ",\"a\"\n");                   \
  __attribute__((visibility("hidden"))) extern const char __start_swift5_##name, __stop_swift5_##name;
SECTIONS(DECLARE)

extern const char __ehdr_start __attribute__((weak));
void swift_addNewDSOImage(const void *);

static struct {
  unsigned long version;
  const char *image;
  void *links[2];
  struct {
    const char *start;
    unsigned long size;
  } ranges[15];
} sections;

__attribute__((constructor)) static void add_image(void) {
  int count = 0;
  sections.version = 5;
  sections.image = &__ehdr_start;
#define ADD(name)                                            \
  sections.ranges[count].start = &__start_swift5_##name;     \
  sections.ranges[count++].size = &__stop_swift5_##name - &__start_swift5_##name;
  SECTIONS(ADD)
  swift_addNewDSOImage(&sections);
}
