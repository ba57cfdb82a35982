#include "grpc.h"

#include "wire.h"

#include <ctype.h>
#include <nghttp2/nghttp2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    PREFIX = 5,             /* gRPC's: one byte "compressed?", four bytes length */
    ANSWER_MAX = 4 << 20,   /* longest answer taken */
    MESSAGE_MAX = 512,      /* longest sentence of a server that is kept */
    GRACE_MS = 500,         /* the server is given this long to report the deadline itself */
};

struct call {
    struct call *next;
    struct grpc_client *client;
    int32_t stream;
    grpc_done *done;
    void *context;
    int64_t deadline;
    uint8_t *request; /* with its prefix */
    size_t request_size, request_sent;
    uint8_t *answer; /* with its prefix */
    size_t answer_size;
    int http_status, status; /* -1: not said yet */
    char message[MESSAGE_MAX];
};

struct grpc_client {
    struct wire *wire;
    nghttp2_session *session;
    const struct grpc_target *target;
    struct call *calls;
    const uint8_t *unsent; /* nghttp2's own; good until the next mem_send */
    size_t unsent_size;
    bool is_broken;
    char authority[300];
};

int64_t now_ms(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * INT64_C(1000) + time.tv_nsec / 1000000;
}

const char *grpc_status_name(int status) {
    static const char *const names[] = {
        "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND",
        "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
        "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS",
        "UNAUTHENTICATED"};
    size_t count = sizeof names / sizeof *names;
    return status >= 0 && (size_t)status < count ? names[status] : "UNKNOWN";
}

/* Takes the call out of the list, tells its owner, frees it. */
static void end(struct call *call, int status, const char *message) {
    struct call **link = &call->client->calls;
    while (*link != call) link = &(*link)->next;
    *link = call->next;
    if (call->stream > 0)
        nghttp2_session_set_stream_user_data(call->client->session, call->stream, NULL);
    struct grpc_result result = {.status = status, .message = message};
    if (status == GRPC_OK) {
        result.bytes = call->answer + PREFIX;
        result.size = call->answer_size - PREFIX;
    }
    call->done(call->context, &result);
    free(call->request);
    free(call->answer);
    free(call);
}

/* A status for answers that no gRPC server gave. */
static int status_of_http(int http) {
    switch (http) {
    case 401: return GRPC_UNAUTHENTICATED;
    case 429: case 502: case 503: case 504: return GRPC_UNAVAILABLE;
    default: return GRPC_UNKNOWN;
    }
}

/* The stream is over: what came of it? */
static void conclude(struct call *call, uint32_t error_code) {
    char text[100];
    if (call->status > 0) return end(call, call->status, call->message);
    if (call->status < 0) {
        if (error_code == NGHTTP2_REFUSED_STREAM)
            return end(call, GRPC_UNAVAILABLE, "The server didn't take the call.");
        if (call->http_status > 0 && call->http_status != 200) {
            snprintf(text, sizeof text, "HTTP status %d, not from a gRPC server.",
                     call->http_status);
            return end(call, status_of_http(call->http_status), text);
        }
        snprintf(text, sizeof text, "The stream ended without a status (%s).",
                 nghttp2_http2_strerror(error_code));
        return end(call, GRPC_UNAVAILABLE, text);
    }
    if (call->answer_size < PREFIX || call->answer[0] != 0)
        return end(call, GRPC_INTERNAL, "The server's answer isn't one plain message.");
    const uint8_t *size = call->answer + 1;
    size_t length = (size_t)size[0] << 24 | (size_t)size[1] << 16 | (size_t)size[2] << 8 | size[3];
    if (length != call->answer_size - PREFIX)
        return end(call, GRPC_INTERNAL, "The server's answer is cut off.");
    end(call, GRPC_OK, "");
}

static int digit(uint8_t byte) {
    return isdigit(byte) ? byte - '0' : isxdigit(byte) ? tolower(byte) - 'a' + 10 : -1;
}

/* grpc-message is percent-encoded UTF-8; what could move a terminal's cursor becomes a space. */
static void decode_message(char *target, const uint8_t *text, size_t size) {
    size_t filled = 0;
    for (size_t at = 0; at < size && filled + 1 < MESSAGE_MAX; at++) {
        uint8_t byte = text[at];
        if (byte == '%' && at + 2 < size && digit(text[at + 1]) >= 0 && digit(text[at + 2]) >= 0) {
            byte = (uint8_t)(digit(text[at + 1]) << 4 | digit(text[at + 2]));
            at += 2;
        }
        target[filled++] = byte < 0x20 || byte == 0x7f ? ' ' : (char)byte;
    }
    target[filled] = 0;
}

static bool is(const uint8_t *name, size_t size, const char *wanted) {
    return size == strlen(wanted) && memcmp(name, wanted, size) == 0;
}

/* A number of at most three digits; -1 for anything else. */
static int number(const uint8_t *text, size_t size) {
    int value = 0;
    for (size_t at = 0; at < size; at++) {
        if (!isdigit(text[at]) || size > 3) return -1;
        value = value * 10 + text[at] - '0';
    }
    return size ? value : -1;
}

static int did_receive_header(nghttp2_session *session, const nghttp2_frame *frame,
                              const uint8_t *name, size_t name_size, const uint8_t *value,
                              size_t value_size, uint8_t flags, void *context) {
    (void)flags, (void)context;
    struct call *call = nghttp2_session_get_stream_user_data(session, frame->hd.stream_id);
    if (!call) return 0;
    if (is(name, name_size, ":status")) {
        call->http_status = number(value, value_size);
    } else if (is(name, name_size, "grpc-status")) {
        call->status = number(value, value_size);
        if (call->status < 0) call->status = GRPC_UNKNOWN;
    } else if (is(name, name_size, "grpc-message")) {
        decode_message(call->message, value, value_size);
    }
    return 0;
}

static int did_receive_data(nghttp2_session *session, uint8_t flags, int32_t stream,
                            const uint8_t *bytes, size_t size, void *context) {
    (void)flags, (void)context;
    struct call *call = nghttp2_session_get_stream_user_data(session, stream);
    if (!call) return 0;
    uint8_t *grown = size <= ANSWER_MAX + PREFIX - call->answer_size
                         ? realloc(call->answer, call->answer_size + size) : NULL;
    if (!grown && size > 0) {
        nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, stream, NGHTTP2_CANCEL);
        end(call, GRPC_RESOURCE_EXHAUSTED, "The server's answer is too long.");
        return 0;
    }
    call->answer = grown;
    memcpy(grown + call->answer_size, bytes, size);
    call->answer_size += size;
    return 0;
}

static int did_close_stream(nghttp2_session *session, int32_t stream, uint32_t error_code,
                            void *context) {
    (void)context;
    struct call *call = nghttp2_session_get_stream_user_data(session, stream);
    if (!call) return 0;
    call->stream = 0; /* nghttp2 forgets it now */
    conclude(call, error_code);
    return 0;
}

static ssize_t read_request(nghttp2_session *session, int32_t stream, uint8_t *bytes,
                            size_t room, uint32_t *flags, nghttp2_data_source *source,
                            void *context) {
    (void)source, (void)context;
    struct call *call = nghttp2_session_get_stream_user_data(session, stream);
    if (!call) return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
    size_t size = call->request_size - call->request_sent;
    if (size > room) size = room;
    memcpy(bytes, call->request + call->request_sent, size);
    call->request_sent += size;
    if (call->request_sent == call->request_size) *flags |= NGHTTP2_DATA_FLAG_EOF;
    return (ssize_t)size;
}

static bool start_session(struct grpc_client *client) {
    nghttp2_session_callbacks *callbacks;
    if (nghttp2_session_callbacks_new(&callbacks) != 0) return false;
    nghttp2_session_callbacks_set_on_header_callback(callbacks, did_receive_header);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, did_receive_data);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, did_close_stream);
    int code = nghttp2_session_client_new(&client->session, callbacks, client);
    nghttp2_session_callbacks_del(callbacks);
    nghttp2_settings_entry push = {NGHTTP2_SETTINGS_ENABLE_PUSH, 0};
    return code == 0 &&
           nghttp2_submit_settings(client->session, NGHTTP2_FLAG_NONE, &push, 1) == 0;
}

struct grpc_client *grpc_connect(const struct grpc_target *target, int timeout_ms, char *error,
                                 size_t error_size) {
    struct grpc_client *client = calloc(1, sizeof *client);
    if (!client) {
        snprintf(error, error_size, "no memory");
        return NULL;
    }
    client->target = target;
    const char *form = strchr(target->host, ':') ? "[%s]:%s" : "%s:%s";
    snprintf(client->authority, sizeof client->authority, form, target->host, target->port);
    client->wire = wire_open(target, timeout_ms, error, error_size);
    if (client->wire && start_session(client)) return client;
    if (client->wire) snprintf(error, error_size, "no memory for HTTP/2");
    grpc_close(client);
    return NULL;
}

static nghttp2_nv field(const char *name, const char *value) {
    return (nghttp2_nv){(uint8_t *)name, (uint8_t *)value, strlen(name), strlen(value),
                        NGHTTP2_NV_FLAG_NONE};
}

bool grpc_call(struct grpc_client *client, const char *path, const uint8_t *request, size_t size,
               int timeout_ms, grpc_done *done, void *context) {
    if (client->is_broken || !nghttp2_session_check_request_allowed(client->session)) return false;
    struct call *call = calloc(1, sizeof *call);
    uint8_t *framed = malloc(size + PREFIX);
    if (!call || !framed) goto failed;
    framed[0] = 0;
    for (int at = 0; at < 4; at++) framed[1 + at] = (uint8_t)(size >> (24 - 8 * at));
    memcpy(framed + PREFIX, request, size);
    *call = (struct call){.client = client, .done = done, .context = context,
                          .deadline = now_ms() + timeout_ms, .request = framed,
                          .request_size = size + PREFIX, .status = -1};
    char timeout[20];
    snprintf(timeout, sizeof timeout, "%dm", timeout_ms); /* at most eight digits */
    nghttp2_nv fields[] = {
        field(":method", "POST"),
        field(":scheme", client->target->tls ? "https" : "http"),
        field(":path", path),
        field(":authority", client->authority),
        field("te", "trailers"),
        field("content-type", "application/grpc"),
        field("user-agent", "leadline-submit-c/1"),
        field("grpc-timeout", timeout),
        field("authorization", client->target->authorization),
    };
    fields[8].flags = NGHTTP2_NV_FLAG_NO_INDEX; /* keep the key out of header tables */
    nghttp2_data_provider body = {.read_callback = read_request};
    call->stream = nghttp2_submit_request(client->session, NULL, fields,
                                          sizeof fields / sizeof *fields, &body, call);
    if (call->stream < 0) goto failed;
    call->next = client->calls;
    client->calls = call;
    return true;
failed:
    free(framed);
    free(call);
    return false;
}

/* Whether the connection still works. */
static bool send_all(struct grpc_client *client) {
    for (;;) {
        if (client->unsent_size == 0) {
            ssize_t size = nghttp2_session_mem_send(client->session, &client->unsent);
            if (size <= 0) return size == 0;
            client->unsent_size = (size_t)size;
        }
        ssize_t sent = wire_write(client->wire, client->unsent, client->unsent_size);
        if (sent == WIRE_AGAIN) return true;
        if (sent < 0) return false;
        client->unsent += sent;
        client->unsent_size -= (size_t)sent;
    }
}

static bool receive_all(struct grpc_client *client) {
    uint8_t bytes[16384];
    for (;;) {
        ssize_t size = wire_read(client->wire, bytes, sizeof bytes);
        if (size == WIRE_AGAIN) return true;
        if (size <= 0) return false;
        if (nghttp2_session_mem_recv(client->session, bytes, (size_t)size) < 0) return false;
    }
}

/* Ends what is overdue. The server has its own timer; this one is for servers that fell silent. */
static void end_overdue(struct grpc_client *client) {
    int64_t now = now_ms();
    for (struct call *call = client->calls, *next; call; call = next) {
        next = call->next;
        if (call->deadline + GRACE_MS > now) continue;
        nghttp2_submit_rst_stream(client->session, NGHTTP2_FLAG_NONE, call->stream,
                                  NGHTTP2_CANCEL);
        end(call, GRPC_DEADLINE_EXCEEDED, "The server didn't answer in time.");
    }
}

bool grpc_run(struct grpc_client *client, int wait_ms) {
    if (client->is_broken) return false;
    int64_t now = now_ms(), until = now + wait_ms;
    for (struct call *call = client->calls; call; call = call->next)
        if (call->deadline + GRACE_MS < until) until = call->deadline + GRACE_MS;
    bool works = send_all(client);
    if (works) {
        wire_wait(client->wire, client->unsent_size > 0, until > now ? (int)(until - now) : 0);
        works = receive_all(client);
        end_overdue(client);
        works = works && send_all(client);
    }
    client->is_broken = !works || (!nghttp2_session_want_read(client->session) &&
                                   !nghttp2_session_want_write(client->session));
    return !client->is_broken;
}

void grpc_close(struct grpc_client *client) {
    if (!client) return;
    while (client->calls) end(client->calls, GRPC_UNAVAILABLE, "The connection broke.");
    nghttp2_session_del(client->session);
    wire_close(client->wire);
    free(client);
}
