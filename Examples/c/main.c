/* leadline-submit: a seller in C. Start reading at run.c. */
#include "run.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

static const char help[] =
    "usage: leadline-submit [OPTION...] HOST:PORT FILE\n"
    "\n"
    "Submits the leads of FILE (- is standard input), one JSON object a line, as in\n"
    "    {\"state\": \"TX\", \"phone\": \"(512) 555-0143\", \"vehicle_year\": 2018}\n"
    "and prints a line for each in the order of the answers, with tabs between the columns:\n"
    "    line, outcome or error, the exchange's id of the lead, what is paid, why\n"
    "\n"
    "The channel's API key is read from --key-file, or from LEADLINE_KEY.\n"
    "\n"
    "  --run NAME         name of this run; the same name, file and options submit nothing twice\n"
    "                     (default: a random one, which is printed)\n"
    "  --id-field FIELD   each lead's own id is in this field, and is used instead of NAME-LINE\n"
    "  --channel ID       the channel, for a key that isn't bound to one\n"
    "  --test             everything is checked and matched, nothing is sold or billed\n"
    "  --in-flight N      most leads at a time, 1 to 1000 (default 16)\n"
    "  --timeout SECONDS  how long one attempt may take, 1 to 600 (default 30)\n"
    "  --attempts N       most attempts for each lead, 1 to 100 (default 6)\n"
    "  --key-file FILE    a file that holds the API key\n"
    "  --tls              speak TLS, and check the server's certificate\n"
    "  --ca FILE          trust these authorities (PEM) instead of the system's; implies --tls\n"
    "  --help             this text\n"
    "\n"
    "Exits with 0 when every lead was answered, 1 when some were not, 64 for wrong arguments,\n"
    "66 when a file can't be read.\n";

enum { EXIT_SOME_FAILED = 1, EXIT_USAGE = 64, EXIT_NO_INPUT = 66 };

static _Noreturn void refuse(int code, const char *what, const char *detail) {
    fprintf(stderr, "leadline-submit: %s%s\n", what, detail);
    if (code == EXIT_USAGE) fprintf(stderr, "See leadline-submit --help.\n");
    exit(code);
}

static int whole_number(const char *text, int max, const char *option) {
    char *rest;
    errno = 0;
    long value = strtol(text, &rest, 10);
    if (errno || *rest || rest == text || value < 1 || value > max)
        refuse(EXIT_USAGE, option, " isn't a number that it can have");
    return (int)value;
}

/* "Bearer " and the key, without the line's end. Never freed: it is needed to the end. */
static char *authorization(const char *file_name) {
    static char text[300] = "Bearer ";
    size_t start = strlen(text);
    if (file_name) {
        FILE *file = fopen(file_name, "r");
        if (!file || !fgets(text + start, (int)(sizeof text - start), file))
            refuse(EXIT_NO_INPUT, "can't read a key from ", file_name);
        fclose(file);
    } else {
        const char *key = getenv("LEADLINE_KEY");
        if (!key || !*key) refuse(EXIT_USAGE, "no API key: set LEADLINE_KEY or --key-file", "");
        snprintf(text + start, sizeof text - start, "%s", key);
    }
    text[start + strcspn(text + start, "\r\n")] = 0;
    for (const char *at = text; *at; at++)
        if (*at < 0x20 || *at > 0x7e) refuse(EXIT_USAGE, "the API key isn't plain text", "");
    return text;
}

/* Splits "host:port" or "[v6]:port" in place. */
static void split(char *address, struct grpc_target *target) {
    char *colon = strrchr(address, ':');
    if (!colon || !colon[1] || colon == address || strlen(address) > 250)
        refuse(EXIT_USAGE, "the address isn't HOST:PORT: ", address);
    *colon = 0;
    target->port = colon + 1;
    target->host = address;
    size_t length = strlen(address);
    if (address[0] == '[' && address[length - 1] == ']') {
        address[length - 1] = 0;
        target->host = address + 1;
    }
}

static const char *random_name(void) {
    static char name[20];
    uint64_t bits;
    if (getrandom(&bits, sizeof bits, 0) != sizeof bits) abort();
    srandom((unsigned)bits); /* for the pauses between attempts */
    snprintf(name, sizeof name, "%016llx", (unsigned long long)bits);
    return name;
}

int main(int count, char **values) {
    enum { RUN = 1, ID_FIELD, CHANNEL, TEST, IN_FLIGHT, TIMEOUT, ATTEMPTS, KEY_FILE, TLS, CA, HELP };
    static const struct option known[] = {
        {"run", 1, 0, RUN}, {"id-field", 1, 0, ID_FIELD}, {"channel", 1, 0, CHANNEL},
        {"test", 0, 0, TEST}, {"in-flight", 1, 0, IN_FLIGHT}, {"timeout", 1, 0, TIMEOUT},
        {"attempts", 1, 0, ATTEMPTS}, {"key-file", 1, 0, KEY_FILE}, {"tls", 0, 0, TLS},
        {"ca", 1, 0, CA}, {"help", 0, 0, HELP}, {0}};
    struct run_options options = {.in_flight = 16, .timeout_ms = 30000, .attempts = 6};
    const char *name = random_name(), *key_file = NULL;
    options.leads.run = name;
    for (int option; (option = getopt_long(count, values, "", known, NULL)) != -1;) {
        switch (option) {
        case RUN: options.leads.run = optarg; break;
        case ID_FIELD: options.leads.id_field = optarg; break;
        case CHANNEL: options.leads.channel = optarg; break;
        case TEST: options.leads.is_test = 1; break;
        case IN_FLIGHT: options.in_flight = whole_number(optarg, 1000, "--in-flight"); break;
        case TIMEOUT: options.timeout_ms = 1000 * whole_number(optarg, 600, "--timeout"); break;
        case ATTEMPTS: options.attempts = whole_number(optarg, 100, "--attempts"); break;
        case KEY_FILE: key_file = optarg; break;
        case CA: options.target.ca_file = optarg; /* fall through */
        case TLS: options.target.tls = true; break;
        case HELP: fputs(help, stdout); return 0;
        default: refuse(EXIT_USAGE, "that isn't understood", "");
        }
    }
    if (count - optind != 2) refuse(EXIT_USAGE, "an address and a file are needed", "");
    if (strlen(options.leads.run) > 100) refuse(EXIT_USAGE, "--run is too long", "");
    split(values[optind], &options.target);
    options.target.authorization = authorization(key_file);
    const char *file_name = values[optind + 1];
    FILE *file = strcmp(file_name, "-") == 0 ? stdin : fopen(file_name, "r");
    if (!file) refuse(EXIT_NO_INPUT, file_name, ": can't be read");
    signal(SIGPIPE, SIG_IGN); /* a connection that breaks is an error of one write */
    if (!options.leads.id_field)
        fprintf(stderr, "leadline-submit: run %s; repeat with --run %s\n", options.leads.run,
                options.leads.run);
    struct run_summary summary = run(&options, file);
    bool is_complete = feof(file) && !ferror(file);
    fclose(file);
    fprintf(stderr, "leadline-submit: %ld answered, %ld failed, %ld invalid%s\n", summary.answered,
            summary.failed, summary.invalid, is_complete ? "" : "; the rest of the file wasn't sent");
    return is_complete && !summary.failed && !summary.invalid ? 0 : EXIT_SOME_FAILED;
}
