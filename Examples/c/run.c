#include "run.h"

#include "answers.h"

#include <stdlib.h>
#include <time.h>

/* A lead is read, sent, and done; or it waits for its next attempt:
 *
 *     file --> in flight --> answer printed
 *                 |  ^
 *                 v  | later, with the same idempotency key
 *               waiting
 */
struct running {
    const struct run_options *options;
    struct grpc_client *client;
    struct lead *waiting; /* soonest first */
    int in_flight;
    struct run_summary summary;
    int connect_failures;
    int64_t next_connect;
};

struct attempt {
    struct running *running;
    struct lead *lead;
};

/* 100 ms, doubled with each failure up to 10 s, and anything from half of that to all of it, so
 * that many clients of a server that comes back don't all return at once. */
static int64_t backoff_ms(int failures) {
    int64_t wait = INT64_C(100) << (failures < 8 ? failures : 7);
    if (wait > 10000) wait = 10000;
    return wait / 2 + random() % (wait / 2 + 1);
}

static void wait_for_next(struct running *running, struct lead *lead) {
    lead->not_before = now_ms() + backoff_ms(lead->attempts - 1);
    struct lead **link = &running->waiting;
    while (*link && (*link)->not_before <= lead->not_before) link = &(*link)->next;
    lead->next = *link;
    *link = lead;
}

/* Whether the same call may succeed later. Repeating is safe: the idempotency key is the same. */
static bool may_pass(int status) {
    return status == GRPC_UNAVAILABLE || status == GRPC_DEADLINE_EXCEEDED ||
           status == GRPC_RESOURCE_EXHAUSTED;
}

static void did_answer(void *context, const struct grpc_result *result) {
    struct attempt *attempt = context;
    struct running *running = attempt->running;
    struct lead *lead = attempt->lead;
    free(attempt);
    running->in_flight--;
    bool is_last = ++lead->attempts >= running->options->attempts;
    if (result->status == GRPC_OK) {
        if (answer_print(lead->line, result->bytes, result->size, is_last)) {
            running->summary.answered++;
            return lead_free(lead);
        }
        /* Still PENDING: asking again with the same key waits for the same lead. */
    } else if (is_last || !may_pass(result->status)) {
        answer_print_failure(lead->line, result);
    }
    if (is_last || (result->status != GRPC_OK && !may_pass(result->status))) {
        running->summary.failed++;
        return lead_free(lead);
    }
    wait_for_next(running, lead);
}

static bool send_lead(struct running *running, struct lead *lead) {
    struct attempt *attempt = malloc(sizeof *attempt);
    if (!attempt) abort();
    *attempt = (struct attempt){running, lead};
    running->in_flight++;
    if (grpc_call(running->client, "/leadline.v1.Capture/Submit", lead->request, lead->size,
                  running->options->timeout_ms, did_answer, attempt))
        return true;
    running->in_flight--;
    free(attempt);
    return false;
}

/* The next lead to send: one whose time has come again, or the file's next. */
static struct lead *next_lead(struct running *running, FILE *file, long *line, bool *is_at_end) {
    struct lead *waiting = running->waiting;
    if (waiting && waiting->not_before <= now_ms()) {
        running->waiting = waiting->next;
        return waiting;
    }
    char error[200];
    while (!*is_at_end) {
        struct lead *lead = lead_read(file, &running->options->leads, line, error, sizeof error);
        if (lead) return lead;
        if (error[0]) {
            printf("%ld\tINVALID\t\t\t%s\n", *line, error);
            running->summary.invalid++;
        } else {
            *is_at_end = true;
        }
    }
    return NULL;
}

/* Connects anew when it is time to; every failure counts as an attempt of a lead that waits. */
static void connect_again(struct running *running) {
    char error[300];
    int64_t wait = running->next_connect - now_ms();
    if (wait > 0) {
        struct timespec pause = {wait / 1000, wait % 1000 * 1000000};
        nanosleep(&pause, NULL);
    }
    running->client = grpc_connect(&running->options->target, running->options->timeout_ms, error,
                                   sizeof error);
    if (running->client) {
        running->connect_failures = 0;
        return;
    }
    fprintf(stderr, "leadline-submit: can't connect: %s\n", error);
    running->next_connect = now_ms() + backoff_ms(running->connect_failures++);
}

/* Nobody answers: what waits is given up, and the rest of the file isn't read. */
static void give_up(struct running *running) {
    struct grpc_result result = {GRPC_UNAVAILABLE, "The exchange can't be reached.", NULL, 0};
    while (running->waiting) {
        struct lead *lead = running->waiting;
        running->waiting = lead->next;
        answer_print_failure(lead->line, &result);
        running->summary.failed++;
        lead_free(lead);
    }
}

static void disconnect(struct running *running) {
    grpc_close(running->client); /* calls that still run will wait for their next attempt */
    running->client = NULL;
    running->next_connect = now_ms() + backoff_ms(running->connect_failures);
}

/* Sends as many leads as may be in flight. False: the connection takes no more. */
static bool send_some(struct running *running, FILE *file, long *line, bool *is_at_end) {
    while (running->in_flight < running->options->in_flight) {
        struct lead *lead = next_lead(running, file, line, is_at_end);
        if (!lead) return true;
        if (send_lead(running, lead)) continue;
        lead->next = running->waiting;
        running->waiting = lead;
        return false;
    }
    return true;
}

struct run_summary run(const struct run_options *options, FILE *file) {
    struct running running = {.options = options};
    bool is_at_end = false, is_open = true;
    long line = 0;
    for (;;) {
        if (!running.client) {
            connect_again(&running);
            if (!running.client && running.connect_failures < options->attempts) continue;
            if (!running.client) break;
        }
        is_open = send_some(&running, file, &line, &is_at_end);
        if (is_at_end && running.in_flight == 0 && !running.waiting) break;
        int64_t wait = running.waiting ? running.waiting->not_before - now_ms() : 1000;
        bool may_send = running.in_flight < options->in_flight;
        if (!is_open || !may_send || wait > 1000) wait = 1000;
        bool works = grpc_run(running.client, wait > 0 ? (int)wait : 0);
        fflush(stdout);
        /* A server that goes away takes no more calls, but answers those that it has. */
        if (!works || (!is_open && running.in_flight == 0)) disconnect(&running);
    }
    if (!running.client) give_up(&running);
    grpc_close(running.client);
    return running.summary;
}
