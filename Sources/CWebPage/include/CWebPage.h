#include <stddef.h>

/// A file of the page; its bytes lie in the program's read-only data.
struct web_page_file {
  const char *name;
  const unsigned char *bytes;
  size_t size;
};

/// The files of the page, as they stand in the folder `page`.
const struct web_page_file *web_page_files(void);

/// How many they are.
size_t web_page_file_count(void);
