// OpenSSL's macros for TLS, and walks through its typed stacks, as functions that Swift can call.
#ifndef LEADLINE_COPENSSL_TLS_H
#define LEADLINE_COPENSSL_TLS_H

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

// TLS 1.2 and later; what RFC 9113 section 9.2 forbids (compression, renegotiation) is off. The
// server's order of ciphers counts, except for a client whose first choice is ChaCha20, which
// says that it has no AES in hardware. An idle connection gives its record buffers back.
static inline int leadline_tls_defaults(SSL_CTX *context) {
    SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
                                     SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1;
}

static inline void leadline_tls_keep_sessions(SSL_CTX *context) {
    SSL_CTX_set_session_cache_mode(context,
                                   SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL_STORE);
}

// Sessions live in the clients' tickets alone.
static inline void leadline_tls_forget_sessions(SSL_CTX *context) {
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
}

static inline int leadline_tls_set_name(SSL *ssl, const char *name) {
    return SSL_set_tlsext_host_name(ssl, name) == 1;
}

static inline void leadline_bio_retry_read(BIO *bio) {
    BIO_clear_retry_flags(bio);
    BIO_set_retry_read(bio);
}

static inline void leadline_bio_no_retry(BIO *bio) { BIO_clear_retry_flags(bio); }

// The names of the certificate's kind (GEN_DNS, GEN_URI, GEN_IPADD), one call each.
static inline void leadline_certificate_names(X509 *certificate, void *owner,
                                              void (*each)(void *owner, int kind,
                                                           const unsigned char *bytes, int count)) {
    GENERAL_NAMES *names =
        (GENERAL_NAMES *)X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
    for (int index = 0; index < sk_GENERAL_NAME_num(names); index++) {
        int kind = 0;
        void *value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names, index), &kind);
        if (kind == GEN_DNS || kind == GEN_URI || kind == GEN_IPADD)
            each(owner, kind, ASN1_STRING_get0_data((ASN1_STRING *)value),
                 ASN1_STRING_length((ASN1_STRING *)value));
    }
    GENERAL_NAMES_free(names);
}

// For certificates that tests make.
static inline EVP_PKEY *leadline_new_p256_key(void) { return EVP_EC_gen("P-256"); }

#endif
