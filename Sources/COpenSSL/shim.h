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
#include <openssl/sha.h>
#include <openssl/ssl.h>

// getrandom(2), which Swift's Glibc module leaves out.
#include <sys/random.h>

#endif
