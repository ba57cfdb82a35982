/* What came of each lead, for people and for scripts: a line of tab-separated columns. */
#ifndef LEADLINE_ANSWERS_H
#define LEADLINE_ANSWERS_H

#include "grpc.h"

/* Prints line, outcome, lead, payout and reasons of a packed SubmitReply. Whether the outcome is
 * final: false prints nothing, since the exchange still works on the lead. Bytes that aren't a
 * SubmitReply are final, and shown as ERROR. `is_last` prints in any case. */
bool answer_print(long line, const uint8_t *bytes, size_t size, bool is_last);

/* Prints line, status and sentence of a call that failed for good. */
void answer_print_failure(long line, const struct grpc_result *result);

#endif
