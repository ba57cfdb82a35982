#include "leads.h"

#include "leadline/v1/capture.pb-c.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

enum { FIELDS_MAX = 200, KEY_MAX = 128 }; /* the protocol's own limits */

typedef Leadline__V1__SubmitRequest__FieldsEntry Entry;

/* A value as the text that the exchange reads; NULL when it isn't one value. Allocated. */
static char *text_of(const json_t *value) {
    if (json_is_string(value)) return strdup(json_string_value(value));
    if (json_is_number(value) || json_is_boolean(value))
        return json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
    return NULL;
}

/* The lead's fields, up to the first that can't be sent; returns that one's name, or NULL. */
static const char *fill(Entry entries[], Entry *pointers[], size_t *count, json_t *object) {
    const char *name;
    json_t *value;
    *count = 0;
    json_object_foreach(object, name, value) {
        if (json_is_null(value)) continue;
        char *text = *count < FIELDS_MAX ? text_of(value) : NULL;
        if (!text) return name;
        Entry *entry = &entries[*count];
        leadline__v1__submit_request__fields_entry__init(entry);
        entry->key = (char *)name;
        entry->value = text;
        pointers[(*count)++] = entry;
    }
    return NULL;
}

static struct lead *pack(json_t *object, const struct lead_options *options, long line,
                         char *error, size_t error_size) {
    Leadline__V1__SubmitRequest request = LEADLINE__V1__SUBMIT_REQUEST__INIT;
    Leadline__V1__Source source = LEADLINE__V1__SOURCE__INIT;
    Entry entries[FIELDS_MAX], *pointers[FIELDS_MAX];
    char key[KEY_MAX + 1];
    const char *id = options->id_field
                         ? json_string_value(json_object_get(object, options->id_field)) : NULL;
    int length = id ? snprintf(key, sizeof key, "%s", id)
                    : snprintf(key, sizeof key, "%s-%ld", options->run, line);
    struct lead *lead = NULL;
    const char *bad = fill(entries, pointers, &request.n_fields, object);
    if (bad) {
        snprintf(error, error_size, "\"%.80s\" isn't one text, number or yes-or-no, or there are "
                                    "more than %d fields", bad, FIELDS_MAX);
    } else if (options->id_field && !id) {
        snprintf(error, error_size, "there is no text \"%s\"", options->id_field);
    } else if (length < 1 || length > KEY_MAX) {
        snprintf(error, error_size, "its id has to have 1 to %d bytes", KEY_MAX);
    } else {
        source.medium = "web";
        request.fields = pointers;
        request.idempotency_key = key;
        request.channel_id = (char *)(options->channel ? options->channel : "");
        request.source = &source;
        request.kind = LEADLINE__V1__LEAD_KIND__LEAD_KIND_WEB;
        request.test = options->is_test;
        lead = calloc(1, sizeof *lead);
        size_t size = leadline__v1__submit_request__get_packed_size(&request);
        uint8_t *bytes = malloc(size + 1); /* never zero bytes */
        if (!lead || !bytes) abort();
        leadline__v1__submit_request__pack(&request, bytes);
        *lead = (struct lead){.line = line, .request = bytes, .size = size};
    }
    for (size_t at = 0; at < request.n_fields; at++) free(entries[at].value);
    return lead;
}

static int is_blank(const char *text) { return text[strspn(text, " \t\r\n")] == 0; }

struct lead *lead_read(FILE *file, const struct lead_options *options, long *line, char *error,
                       size_t error_size) {
    char *text = NULL;
    size_t room = 0;
    ssize_t size;
    struct lead *lead = NULL;
    error[0] = 0;
    do {
        size = getline(&text, &room, file);
        if (size >= 0) (*line)++;
    } while (size >= 0 && is_blank(text));
    if (size >= 0) {
        json_error_t reason;
        json_t *object = json_loadb(text, (size_t)size, JSON_REJECT_DUPLICATES, &reason);
        if (json_is_object(object)) lead = pack(object, options, *line, error, error_size);
        else if (object) snprintf(error, error_size, "it isn't a JSON object");
        else snprintf(error, error_size, "it isn't JSON: %s", reason.text);
        json_decref(object);
    }
    free(text);
    return lead;
}

void lead_free(struct lead *lead) {
    if (!lead) return;
    free(lead->request);
    free(lead);
}
