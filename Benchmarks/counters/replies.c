// Looks at every reply that h2load gets, preloaded: h2load itself counts HTTP's status, which is
// 200 for a gRPC error, too, and doesn't say how many calls its warm-up had. At the end one line
// goes to the standard error: `replies: ENDED ended, OK ok, LEAST to MOST bytes`, over the whole
// run; `ok` are those with grpc-status 0. For h2load with one thread.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <nghttp2/nghttp2.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static nghttp2_on_header_callback header;
static nghttp2_on_data_chunk_recv_callback chunk;
static nghttp2_on_stream_close_callback stream_close;

static uint64_t ended, ok, least = UINT64_MAX, most;
static bool stopping;

// h2load keeps nothing in a stream's user data; here it holds twice the body's bytes so far, and
// one more once the status was OK.
static void add(nghttp2_session *session, int32_t stream, uintptr_t more) {
    const uintptr_t seen = (uintptr_t)nghttp2_session_get_stream_user_data(session, stream);
    nghttp2_session_set_stream_user_data(session, stream, (void *)(seen + more));
}

static int on_header(nghttp2_session *session, const nghttp2_frame *frame, const uint8_t *name,
                     size_t name_length, const uint8_t *value, size_t value_length, uint8_t flags,
                     void *user) {
    if (name_length == 11 && memcmp(name, "grpc-status", 11) == 0 && value_length == 1 &&
        *value == '0') {
        add(session, frame->hd.stream_id, 1);
    }
    return header(session, frame, name, name_length, value, value_length, flags, user);
}

static int on_chunk(nghttp2_session *session, uint8_t flags, int32_t stream, const uint8_t *data,
                    size_t length, void *user) {
    add(session, stream, 2 * length);
    return chunk(session, flags, stream, data, length, user);
}

static int on_close(nghttp2_session *session, int32_t stream, uint32_t error, void *user) {
    const uintptr_t seen = (uintptr_t)nghttp2_session_get_stream_user_data(session, stream);
    // When h2load stops, nghttp2 takes back the calls that hadn't gone out; they get no reply.
    if (!stopping || seen || error != NGHTTP2_REFUSED_STREAM) {
        const uint64_t bytes = seen >> 1;
        ended += 1;
        ok += (seen & 1) && error == NGHTTP2_NO_ERROR;
        if (bytes < least) least = bytes;
        if (bytes > most) most = bytes;
    }
    return stream_close(session, stream, error, user);
}

int nghttp2_session_terminate_session(nghttp2_session *session, uint32_t error) {
    stopping = true;
    int (*terminate)(nghttp2_session *, uint32_t) = dlsym(RTLD_NEXT, __func__);
    return terminate(session, error);
}

#define INSTEAD(kind, kept, own)                                                             \
    void nghttp2_session_callbacks_set_on_##kind##_callback(                                 \
        nghttp2_session_callbacks *all, nghttp2_on_##kind##_callback one) {                  \
        kept = one;                                                                          \
        void (*set)(nghttp2_session_callbacks *, nghttp2_on_##kind##_callback) =             \
            dlsym(RTLD_NEXT, "nghttp2_session_callbacks_set_on_" #kind "_callback");         \
        set(all, own);                                                                       \
    }

INSTEAD(header, header, on_header)
INSTEAD(data_chunk_recv, chunk, on_chunk)
INSTEAD(stream_close, stream_close, on_close)

__attribute__((destructor)) static void say(void) {
    if (!header) return;
    fprintf(stderr, "replies: %llu ended, %llu ok, %llu to %llu bytes\n",
            (unsigned long long)ended, (unsigned long long)ok, (unsigned long long)least,
            (unsigned long long)most);
}
