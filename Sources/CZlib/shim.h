// Debian's zlib (zlib1g-dev) for Swift, which sees no function-like macros: the two that set a
// stream up get a static inline function each.
#ifndef LEADLINE_CZLIB_H
#define LEADLINE_CZLIB_H

#include <zlib.h>

// RFC 1952's format (gzip) with the largest window.
enum { LEADLINE_GZIP_WINDOW_BITS = 15 + 16 };

static inline int leadline_deflate_init(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, LEADLINE_GZIP_WINDOW_BITS, 8,
                        Z_DEFAULT_STRATEGY);
}

static inline int leadline_inflate_init(z_stream *stream) {
    return inflateInit2(stream, LEADLINE_GZIP_WINDOW_BITS);
}

#endif
