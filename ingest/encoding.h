/*
 * The encoding of a text: found for the file as a whole, by all of its bytes, and never guessed per
 * row. What can be told no encoding, or two, is refused.
 */
#pragma once

#include "file.h"

/*
 * Make UTF-8 without BOM of the bytes in place. *ret_encoding: "UTF-8", "UTF-16" (these by their
 * mark or their bytes alone), "windows-1250" or "ISO-8859-2"; of the latter the caller asks the
 * profile whether it allows them. *ret_bad_offset: the first byte that is not UTF-8.
 */
MUST_CHECK bool encoding_decode(Bytes *bytes, const char **ret_encoding, size_t *ret_bad_offset,
                                Err *err);

/* Does an encoding need a profile's leave? */
bool encoding_is_local(const char *encoding);
