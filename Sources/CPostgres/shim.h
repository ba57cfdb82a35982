// libpq, as Debian's libpq-dev installs it. pkg-config gives the include path.
#ifndef LEADLINE_CPOSTGRES_SHIM_H
#define LEADLINE_CPOSTGRES_SHIM_H

#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

// The PG_DIAG_* codes are character macros, which Swift doesn't import.
enum leadline_pg_diagnostic {
    LEADLINE_PG_SEVERITY = PG_DIAG_SEVERITY_NONLOCALIZED,
    LEADLINE_PG_SQLSTATE = PG_DIAG_SQLSTATE,
    LEADLINE_PG_MESSAGE = PG_DIAG_MESSAGE_PRIMARY,
    LEADLINE_PG_DETAIL = PG_DIAG_MESSAGE_DETAIL,
    LEADLINE_PG_HINT = PG_DIAG_MESSAGE_HINT,
    LEADLINE_PG_CONTEXT = PG_DIAG_CONTEXT,
    LEADLINE_PG_CONSTRAINT = PG_DIAG_CONSTRAINT_NAME,
};

static inline const char *leadline_pg_field(const PGresult *result,
                                            enum leadline_pg_diagnostic field) {
    return PQresultErrorField(result, (int)field);
}

// Notices are dropped: libpq's default prints them to stderr, where they could carry data.
static inline void leadline_pg_drop_notice(void *context, const PGresult *result) {
    (void)context;
    (void)result;
}

static inline void leadline_pg_drop_notices(PGconn *connection) {
    PQsetNoticeReceiver(connection, leadline_pg_drop_notice, NULL);
}

#endif
