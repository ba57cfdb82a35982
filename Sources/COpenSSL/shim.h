// Debian's OpenSSL 3 (libssl-dev) for Swift: the headers that we use, and nothing that they
// already offer. Swift sees functions and plain constants, but no function-like macros, so each
// macro that we need gets a static inline function here.
#ifndef LEADLINE_COPENSSL_SHIM_H
#define LEADLINE_COPENSSL_SHIM_H

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "tls.h"

// The parameters of HKDF-SHA-256 (RFC 5869). Their names must outlive the call that uses them,
// which C's string constants do and Swift's strings don't. OpenSSL only reads key, salt and info.
static inline void leadline_hkdf_parameters(OSSL_PARAM parameters[5], const void *key,
                                            size_t key_count, const void *salt,
                                            size_t salt_count, const void *info,
                                            size_t info_count) {
    parameters[0] = OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, "SHA2-256", 0);
    parameters[1] =
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, (void *)key, key_count);
    parameters[2] =
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, (void *)salt, salt_count);
    parameters[3] =
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, (void *)info, info_count);
    parameters[4] = OSSL_PARAM_construct_end();
}

#endif
