#include "MusterSchema.h"

/* One line a migration, in the order in which they apply; a test compares the list with the folder. */
static const unsigned char f0001[] = {
#embed "0001_foundation.sql"
};

#define FILE_ENTRY(number, title) { title, number, sizeof number }

static const muster_schema_file files[] = {
  FILE_ENTRY(f0001, "0001_foundation.sql"),
};

muster_schema_file muster_schema_at(size_t index) {
  if (index >= sizeof files / sizeof files[0]) return (muster_schema_file){0};
  return files[index];
}
