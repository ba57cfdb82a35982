#include "answers.h"

#include "leadline/v1/capture.pb-c.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* "SOLD" of OUTCOME_SOLD; what a newer server says is shown as a number. */
static const char *name_of(const ProtobufCEnumDescriptor *type, int value, const char *prefix,
                           char *room, size_t size) {
    const ProtobufCEnumValue *found = protobuf_c_enum_descriptor_get_value(type, value);
    if (!found) {
        snprintf(room, size, "%d", value);
        return room;
    }
    size_t skipped = strlen(prefix);
    return strncmp(found->name, prefix, skipped) == 0 ? found->name + skipped : found->name;
}

/* Others' text: tabs and control characters would break the columns, or a terminal. */
static void print_text(const char *text) {
    for (; *text; text++) putchar((unsigned char)*text < 0x20 || *text == 0x7f ? ' ' : *text);
}

static void print_money(const Leadline__V1__Money *money) {
    uint64_t micros = money->micros < 0 ? -(uint64_t)money->micros : (uint64_t)money->micros;
    /* Prices are whole hundredths, or thousandths in some currencies; nothing finer. */
    printf("%s%" PRIu64 ".%02" PRIu64, money->micros < 0 ? "-" : "", micros / 1000000,
           micros % 1000000 / 10000);
    if (micros % 10000) printf("%" PRIu64, micros % 10000 / 1000);
    putchar(' ');
    print_text(money->currency);
}

bool answer_print(long line, const uint8_t *bytes, size_t size, bool is_last) {
    Leadline__V1__SubmitReply *reply = leadline__v1__submit_reply__unpack(NULL, size, bytes);
    if (!reply) {
        printf("%ld\tERROR\t\t\tThe server's answer isn't a SubmitReply.\n", line);
        return true;
    }
    bool is_final = reply->outcome != LEADLINE__V1__OUTCOME__OUTCOME_PENDING;
    if (is_final || is_last) {
        char room[20];
        printf("%ld\t%s\t", line,
               name_of(&leadline__v1__outcome__descriptor, (int)reply->outcome, "OUTCOME_", room,
                       sizeof room));
        print_text(reply->lead_id);
        putchar('\t');
        if (reply->payout) print_money(reply->payout);
        putchar('\t');
        for (size_t at = 0; at < reply->n_reasons; at++) {
            if (at > 0) fputs("; ", stdout);
            const Leadline__V1__Reason *reason = reply->reasons[at];
            if (*reason->field) {
                print_text(reason->field);
                fputs(": ", stdout);
            }
            print_text(reason->message);
        }
        for (size_t at = 0; at < reply->n_candidate_reasons; at++) {
            const Leadline__V1__ReasonCount *count = reply->candidate_reasons[at];
            printf("%s%" PRId32 " x %s", at + reply->n_reasons > 0 ? "; " : "",
                   count->count,
                   name_of(&leadline__v1__reason_code__descriptor, (int)count->code,
                           "REASON_CODE_", room, sizeof room));
        }
        putchar('\n');
    }
    leadline__v1__submit_reply__free_unpacked(reply, NULL);
    return is_final;
}

void answer_print_failure(long line, const struct grpc_result *result) {
    printf("%ld\t%s\t\t\t", line, grpc_status_name(result->status));
    print_text(result->message);
    putchar('\n');
}
