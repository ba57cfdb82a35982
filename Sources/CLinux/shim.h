// What the loop needs from Linux that Swift's Glibc module hides behind macros or unions. Nothing
// here allocates or keeps state. _GNU_SOURCE isn't defined: the same system types would then differ
// from those of other C modules, which Swift refuses; so two calls go around the C library.
#ifndef LEADLINE_CLINUX_H
#define LEADLINE_CLINUX_H

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

// struct __kernel_timespec, spelled out: older kernel headers lack it.
struct leadline_timespec64 {
    int64_t seconds;
    int64_t nanoseconds;
};

static inline int leadline_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

static inline int leadline_epoll_control(int epoll, int operation, int fd, uint32_t events,
                                         uint64_t token) {
    struct epoll_event event;
    memset(&event, 0, sizeof event);
    event.events = events;
    event.data.u64 = token;
    return epoll_ctl(epoll, operation, fd, &event);
}

static inline uint64_t leadline_epoll_token(const struct epoll_event *event) {
    return event->data.u64;
}

// Waits for `timeout` microseconds; a negative one means for ever. Kernels before 5.11 have no
// epoll_pwait2: there the wait is rounded up to whole milliseconds, so a timer is never early.
static inline int leadline_epoll_wait(int epoll, struct epoll_event *events, int capacity,
                                      int64_t timeout_microseconds) {
    if (timeout_microseconds <= 0) {
        return epoll_wait(epoll, events, capacity, timeout_microseconds < 0 ? -1 : 0);
    }
#ifdef SYS_epoll_pwait2
    struct leadline_timespec64 timeout;
    timeout.seconds = timeout_microseconds / 1000000;
    timeout.nanoseconds = (timeout_microseconds % 1000000) * 1000;
    int count = (int)syscall(SYS_epoll_pwait2, epoll, events, capacity, &timeout, NULL, 0);
    if (count >= 0 || (errno != ENOSYS && errno != EPERM)) {
        return count;
    }
#endif
    int64_t milliseconds = (timeout_microseconds + 999) / 1000;
    return epoll_wait(epoll, events, capacity,
                      milliseconds > INT32_MAX ? INT32_MAX : (int)milliseconds);
}

static inline int leadline_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

static inline int leadline_accept(int fd, struct sockaddr_storage *peer, socklen_t *length) {
    return (int)syscall(SYS_accept4, fd, peer, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

static inline int leadline_socket(int family) {
    return socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

// These four take `struct sockaddr *` plainly, whatever feature macros make of the originals.
static inline int leadline_connect(int fd, const struct sockaddr *address, socklen_t length) {
    return connect(fd, address, length);
}

static inline int leadline_bind(int fd, const struct sockaddr *address, socklen_t length) {
    return bind(fd, address, length);
}

static inline int leadline_peer_name(int fd, struct sockaddr *address, socklen_t *length) {
    return getpeername(fd, address, length);
}

static inline int leadline_socket_name(int fd, struct sockaddr *address, socklen_t *length) {
    return getsockname(fd, address, length);
}

// The calling thread's name, of which the kernel keeps 15 bytes.
static inline void leadline_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }

static inline int64_t leadline_monotonic_microseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

#endif
