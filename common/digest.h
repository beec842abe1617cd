/* Digests: SHA-256 for what is named by its content, XXH3 for checks against damage. */
#pragma once

#include "util.h"

enum { DIGEST_HEX = 65 };

typedef struct Digest Digest;
Digest *digest_begin(void);
void digest_add(Digest *digest, const void *bytes, size_t length);
void digest_text(Digest *digest,
                 const char *text); /* with its final NUL, so that "ab","c" is not "a","bc" */
void digest_end(Digest *digest, char ret_hex[DIGEST_HEX]);

void digest_of(const void *bytes, size_t length, char ret_hex[DIGEST_HEX]);
uint64_t checksum_of(const void *bytes, size_t length);
