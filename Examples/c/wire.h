/* Bytes to and from a server: TCP, or TLS over it. Nothing here waits but `wire_open`. */
#ifndef LEADLINE_WIRE_H
#define LEADLINE_WIRE_H

#include "grpc.h"

#include <sys/types.h>

struct wire;

/* Connects within `timeout_ms`; NULL when that fails, with a sentence in `error`. */
struct wire *wire_open(const struct grpc_target *target, int timeout_ms, char *error,
                       size_t error_size);

enum { WIRE_AGAIN = -1, WIRE_BROKEN = -2 };

/* Bytes read or written; WIRE_AGAIN: nothing just now; WIRE_BROKEN, and 0 when reading: the end. */
ssize_t wire_read(struct wire *wire, void *bytes, size_t size);
ssize_t wire_write(struct wire *wire, const void *bytes, size_t size);

/* Waits for at most `wait_ms` until something can be read, or written if `wants_write`. */
void wire_wait(struct wire *wire, bool wants_write, int wait_ms);

void wire_close(struct wire *wire);

#endif
