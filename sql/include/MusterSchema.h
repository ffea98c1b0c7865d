/* The schema's files, carried inside the binary. Index from 0; NULL past the last. */
#ifndef MUSTER_SCHEMA_H
#define MUSTER_SCHEMA_H
#include <stddef.h>

/* One migration: its file's name and its text (not NUL-terminated). */
typedef struct {
  const char *name;
  const unsigned char *text;
  size_t length;
} muster_schema_file;

/* The file at `index` in the order in which they apply, or one with a null name past the last. */
muster_schema_file muster_schema_at(size_t index);

#endif
