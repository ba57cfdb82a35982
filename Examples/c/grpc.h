/* A gRPC client for unary calls: many at once on one HTTP/2 connection, in one thread. */
#ifndef LEADLINE_GRPC_H
#define LEADLINE_GRPC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* https://grpc.github.io/grpc/core/md_doc_statuscodes.html; those that this program looks at. */
enum grpc_status {
    GRPC_OK = 0,
    GRPC_UNKNOWN = 2,
    GRPC_DEADLINE_EXCEEDED = 4,
    GRPC_RESOURCE_EXHAUSTED = 8,
    GRPC_INTERNAL = 13,
    GRPC_UNAVAILABLE = 14,
    GRPC_UNAUTHENTICATED = 16,
};

const char *grpc_status_name(int status);

/* Where and how to connect. The strings outlive the client. */
struct grpc_target {
    const char *host, *port;
    const char *authorization; /* the value of the header, "Bearer lk_…" */
    bool tls;
    const char *ca_file; /* whom to trust; NULL: the system's authorities */
};

/* How a call ended. With GRPC_OK `bytes` is the answer; else `message` says what happened. Both
 * are gone when the callback returns. */
struct grpc_result {
    int status;
    const char *message;
    const uint8_t *bytes;
    size_t size;
};

typedef void grpc_done(void *context, const struct grpc_result *result);

struct grpc_client;

/* Connects; waits no longer than `timeout_ms`. NULL when that fails, with a sentence in `error`. */
struct grpc_client *grpc_connect(const struct grpc_target *target, int timeout_ms, char *error,
                                 size_t error_size);

/* Begins a call of `path`, "/package.Service/Method". `done` is called once, from grpc_run or
 * grpc_close, unless this fails: false means that the connection takes no more calls. */
bool grpc_call(struct grpc_client *client, const char *path, const uint8_t *request, size_t size,
               int timeout_ms, grpc_done *done, void *context);

/* Sends, receives and ends what is due; waits for at most `wait_ms`. False once the connection is
 * of no more use; calls that still run are ended by grpc_close. */
bool grpc_run(struct grpc_client *client, int wait_ms);

/* Ends calls that still run with GRPC_UNAVAILABLE, and frees everything. */
void grpc_close(struct grpc_client *client);

/* Milliseconds on a clock that never jumps. */
int64_t now_ms(void);

#endif
