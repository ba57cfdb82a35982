/* Leads from a file: one JSON object a line, of texts, numbers and true or false by field name. */
#ifndef LEADLINE_LEADS_H
#define LEADLINE_LEADS_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* What all leads of a run have in common. */
struct lead_options {
    const char *run;      /* names the run: the idempotency key is RUN-LINE */
    const char *id_field; /* the field that is the idempotency key instead, or NULL */
    const char *channel;  /* the channel's id, or NULL */
    int is_test;
};

/* A lead, ready to be sent as often as it takes. */
struct lead {
    struct lead *next;
    long line;
    int attempts;
    int64_t not_before; /* now_ms() of the next attempt */
    uint8_t *request;   /* a packed SubmitRequest */
    size_t size;
};

/* The next lead; NULL at the file's end. A line that isn't a lead gives NULL too, with a sentence
 * in `error`; else `error` is empty. */
struct lead *lead_read(FILE *file, const struct lead_options *options, long *line, char *error,
                       size_t error_size);

void lead_free(struct lead *lead);

#endif
