// Gives every TLS context of a program that cannot be told (h2load) a client certificate: preload
// this, and name the files in CLIENT_CERTIFICATE and CLIENT_KEY.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct ssl_ctx_st SSL_CTX;
typedef struct ssl_method_st SSL_METHOD;
extern int SSL_CTX_use_certificate_chain_file(SSL_CTX *, const char *);
extern int SSL_CTX_use_PrivateKey_file(SSL_CTX *, const char *, int);

SSL_CTX *SSL_CTX_new(const SSL_METHOD *method) {
    SSL_CTX *(*original)(const SSL_METHOD *) = dlsym(RTLD_NEXT, "SSL_CTX_new");
    SSL_CTX *context = original(method);
    const char *chain = getenv("CLIENT_CERTIFICATE"), *key = getenv("CLIENT_KEY");
    if (context && chain && key
        && (SSL_CTX_use_certificate_chain_file(context, chain) != 1
            || SSL_CTX_use_PrivateKey_file(context, key, 1) != 1)) {
        fprintf(stderr, "no client certificate from %s and %s\n", chain, key);
        exit(1);
    }
    return context;
}
