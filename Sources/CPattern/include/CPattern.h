// Patterns through RE2, which takes time linear in the text whatever the pattern: buyers supply
// both, and a pattern that never ends would stop a service.
#ifndef LEADLINE_CPATTERN_H
#define LEADLINE_CPATTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct leadline_pattern leadline_pattern;

// A compiled pattern, or NULL; `error` then holds a sentence of at most `error_capacity` bytes.
// `memory_bytes_max` bounds what it may take.
leadline_pattern *leadline_pattern_create(const char *text, size_t length,
                                          int64_t memory_bytes_max, char *error,
                                          size_t error_capacity);

// Whether the whole of a text matches. Any thread may call it.
bool leadline_pattern_matches(const leadline_pattern *pattern, const char *text, size_t length);

void leadline_pattern_destroy(leadline_pattern *pattern);

#ifdef __cplusplus
}
#endif

#endif
