/* Submits the leads of a file, several at a time, and repeats what may be repeated. */
#ifndef LEADLINE_RUN_H
#define LEADLINE_RUN_H

#include "grpc.h"
#include "leads.h"

struct run_options {
    struct grpc_target target;
    struct lead_options leads;
    int in_flight;   /* most calls at a time */
    int timeout_ms;  /* of each attempt */
    int attempts;    /* most attempts for each lead */
};

struct run_summary {
    long answered; /* the exchange gave its answer */
    long failed;   /* refused, or given up */
    long invalid;  /* lines that aren't leads */
};

struct run_summary run(const struct run_options *options, FILE *file);

#endif
