#include "wire.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct wire {
    int fd;
    SSL_CTX *context; /* NULL: plaintext */
    SSL *tls;
};

static void *fail(struct wire *wire, char *error, size_t size, const char *format, ...) {
    va_list values;
    va_start(values, format);
    vsnprintf(error, size, format, values);
    va_end(values);
    wire_close(wire);
    return NULL;
}

/* Waits until the file is ready; false when the time is over. */
static bool ready(int fd, short events, int64_t deadline) {
    struct pollfd file = {.fd = fd, .events = events};
    int64_t left = deadline - now_ms();
    return left > 0 && poll(&file, 1, (int)left) == 1;
}

static int connect_to(const struct addrinfo *address, int64_t deadline) {
    int fd = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    int failure = connect(fd, address->ai_addr, address->ai_addrlen) == 0 ? 0 : errno;
    if (failure == EINPROGRESS) {
        socklen_t size = sizeof failure;
        if (!ready(fd, POLLOUT, deadline)) failure = ETIMEDOUT;
        else getsockopt(fd, SOL_SOCKET, SO_ERROR, &failure, &size);
    }
    if (failure == 0) {
        int on = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        return fd;
    }
    close(fd);
    errno = failure;
    return -1;
}

/* The handshake; NULL on success, else what went wrong. */
static const char *start_tls(struct wire *wire, const struct grpc_target *target,
                             int64_t deadline) {
    static const unsigned char h2[] = {2, 'h', '2'};
    wire->context = SSL_CTX_new(TLS_client_method());
    if (!wire->context) return "no memory for TLS";
    SSL_CTX_set_min_proto_version(wire->context, TLS1_2_VERSION);
    SSL_CTX_set_verify(wire->context, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_mode(wire->context, SSL_MODE_ENABLE_PARTIAL_WRITE |
                                        SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    int trusted = target->ca_file
                      ? SSL_CTX_load_verify_locations(wire->context, target->ca_file, NULL)
                      : SSL_CTX_set_default_verify_paths(wire->context);
    if (trusted != 1) return "the file of authorities can't be read";
    wire->tls = SSL_new(wire->context);
    if (!wire->tls || SSL_set_fd(wire->tls, wire->fd) != 1 ||
        SSL_set_alpn_protos(wire->tls, h2, sizeof h2) != 0)
        return "TLS can't be set up";
    /* An address is looked for among the certificate's addresses, a name among its names. */
    if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(wire->tls), target->host) != 1 &&
        (SSL_set_tlsext_host_name(wire->tls, target->host) != 1 ||
         SSL_set1_host(wire->tls, target->host) != 1))
        return "the host's name can't be checked";
    for (;;) {
        int result = SSL_connect(wire->tls);
        if (result == 1) break;
        int wanted = SSL_get_error(wire->tls, result);
        short events = wanted == SSL_ERROR_WANT_WRITE ? POLLOUT : POLLIN;
        if (wanted == SSL_ERROR_WANT_READ || wanted == SSL_ERROR_WANT_WRITE) {
            if (ready(wire->fd, events, deadline)) continue;
            return "the handshake took too long";
        }
        long verified = SSL_get_verify_result(wire->tls);
        if (verified != X509_V_OK) return X509_verify_cert_error_string(verified);
        const char *reason = ERR_reason_error_string(ERR_get_error());
        return reason ? reason : "the server ended the handshake";
    }
    const unsigned char *chosen = NULL;
    unsigned int count = 0;
    SSL_get0_alpn_selected(wire->tls, &chosen, &count);
    return count == 2 && memcmp(chosen, "h2", 2) == 0 ? NULL : "the server doesn't speak HTTP/2";
}

struct wire *wire_open(const struct grpc_target *target, int timeout_ms, char *error,
                       size_t size) {
    int64_t deadline = now_ms() + timeout_ms;
    struct wire *wire = calloc(1, sizeof *wire);
    if (!wire) return fail(NULL, error, size, "no memory");
    wire->fd = -1;
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found = NULL;
    int code = getaddrinfo(target->host, target->port, &hints, &found);
    if (code != 0) return fail(wire, error, size, "%s: %s", target->host, gai_strerror(code));
    int failure = 0;
    for (struct addrinfo *next = found; next && wire->fd < 0; next = next->ai_next) {
        wire->fd = connect_to(next, deadline);
        if (wire->fd < 0) failure = errno;
    }
    freeaddrinfo(found);
    if (wire->fd < 0)
        return fail(wire, error, size, "%s:%s: %s", target->host, target->port,
                    strerror(failure));
    const char *refused = target->tls ? start_tls(wire, target, deadline) : NULL;
    if (refused)
        return fail(wire, error, size, "TLS with %s:%s: %s", target->host, target->port, refused);
    return wire;
}

/* What OpenSSL's result means here. Its error queue must be empty before the next call. */
static ssize_t tls_result(struct wire *wire, int result) {
    if (result > 0) return result;
    int wanted = SSL_get_error(wire->tls, result);
    ERR_clear_error();
    if (wanted == SSL_ERROR_WANT_READ || wanted == SSL_ERROR_WANT_WRITE) return WIRE_AGAIN;
    return wanted == SSL_ERROR_ZERO_RETURN ? 0 : WIRE_BROKEN;
}

static ssize_t tcp_result(ssize_t result) {
    if (result >= 0) return result;
    return errno == EAGAIN || errno == EINTR ? WIRE_AGAIN : WIRE_BROKEN;
}

ssize_t wire_read(struct wire *wire, void *bytes, size_t size) {
    if (wire->tls) return tls_result(wire, SSL_read(wire->tls, bytes, (int)size));
    return tcp_result(recv(wire->fd, bytes, size, 0));
}

ssize_t wire_write(struct wire *wire, const void *bytes, size_t size) {
    if (wire->tls) return tls_result(wire, SSL_write(wire->tls, bytes, (int)size));
    return tcp_result(send(wire->fd, bytes, size, MSG_NOSIGNAL));
}

void wire_wait(struct wire *wire, bool wants_write, int wait_ms) {
    struct pollfd file = {.fd = wire->fd, .events = POLLIN | (wants_write ? POLLOUT : 0)};
    poll(&file, 1, wait_ms);
}

void wire_close(struct wire *wire) {
    if (!wire) return;
    if (wire->tls) {
        SSL_shutdown(wire->tls);
        SSL_free(wire->tls);
    }
    SSL_CTX_free(wire->context);
    if (wire->fd >= 0) close(wire->fd);
    free(wire);
}
