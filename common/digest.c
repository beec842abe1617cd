#include "digest.h"

#include <assert.h>
#include <openssl/evp.h>
#include <string.h>
#include <xxhash.h>

Digest *digest_begin(void)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    int good = context != NULL && EVP_DigestInit_ex(context, EVP_sha256(), NULL);
    assert(good);
    (void)good;
    return (Digest *)context;
}

void digest_add(Digest *digest, const void *bytes, size_t length)
{
    int good = EVP_DigestUpdate((EVP_MD_CTX *)digest, bytes, length);
    assert(good);
    (void)good;
}

void digest_text(Digest *digest, const char *text)
{
    digest_add(digest, text, strlen(text) + 1);
}

void digest_end(Digest *digest, char ret_hex[DIGEST_HEX])
{
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    int good = EVP_DigestFinal_ex((EVP_MD_CTX *)digest, bytes, &length);
    assert(good && length == 32);
    (void)good;
    EVP_MD_CTX_free((EVP_MD_CTX *)digest);
    for (unsigned i = 0; i < length; i++) {
        ret_hex[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
        ret_hex[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
    }
    ret_hex[64] = '\0';
}

void digest_of(const void *bytes, size_t length, char ret_hex[DIGEST_HEX])
{
    Digest *digest = digest_begin();
    digest_add(digest, bytes, length);
    digest_end(digest, ret_hex);
}

uint64_t checksum_of(const void *bytes, size_t length)
{
    return XXH3_64bits(bytes, length);
}
