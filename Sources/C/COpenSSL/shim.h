// The door to OpenSSL: its function-like macros get names that Swift can call.
#ifndef PORTCULLIS_COPENSSL_H
#define PORTCULLIS_COPENSSL_H
#include <openssl/ssl.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <openssl/bio.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/rand.h>
#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/ec.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>

// TLS contexts.
static inline long COpenSSL_set_mode(SSL_CTX *context, long mode) {
    return SSL_CTX_set_mode(context, mode);
}
static inline long COpenSSL_set_session_cache_mode(SSL_CTX *context, long mode) {
    return SSL_CTX_set_session_cache_mode(context, mode);
}
static inline int COpenSSL_set_minimum_version(SSL_CTX *context, int version) {
    return (int)SSL_CTX_set_min_proto_version(context, version);
}
static inline int COpenSSL_add_chain_certificate(SSL_CTX *context, X509 *certificate) {
    return (int)SSL_CTX_add1_chain_cert(context, certificate);
}
static inline long COpenSSL_set_server_name(SSL *connection, const char *name) {
    return SSL_set_tlsext_host_name(connection, name);
}
#define COpenSSL_options_of_every_context \
    (SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE | \
     SSL_OP_PRIORITIZE_CHACHA | SSL_OP_SINGLE_ECDH_USE)
static inline void COpenSSL_set_options(SSL_CTX *context, int withTickets) {
    SSL_CTX_set_options(context, COpenSSL_options_of_every_context);
    if (!withTickets) SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
}

// The names of parameters are macros too: Swift would make them strings that die too early.
static inline int COpenSSL_set_hmac_sha256_key(
    EVP_MAC_CTX *mac, const unsigned char *key, size_t length) {
    OSSL_PARAM parameters[2] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *)"SHA256", 0),
        OSSL_PARAM_construct_end(),
    };
    return EVP_MAC_init(mac, key, length, parameters);
}

// Custom BIO.
static inline void COpenSSL_retry_read(BIO *bio) {
    BIO_set_retry_read(bio);
}

static inline void COpenSSL_clear_retry(BIO *bio) {
    BIO_clear_retry_flags(bio);
}

// Stacks.
static inline int COpenSSL_certificates_count(const STACK_OF(X509) *stack) {
    return sk_X509_num(stack);
}
static inline X509 *COpenSSL_certificate_at(const STACK_OF(X509) *stack, int index) {
    return sk_X509_value(stack, index);
}
static inline int COpenSSL_names_count(const GENERAL_NAMES *names) {
    return sk_GENERAL_NAME_num(names);
}
static inline GENERAL_NAME *COpenSSL_name_at(const GENERAL_NAMES *names, int index) {
    return sk_GENERAL_NAME_value(names, index);
}

static inline void COpenSSL_free(void *memory) {
    OPENSSL_free(memory);
}
#endif
