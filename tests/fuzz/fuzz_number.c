/* num_parse: whatever is accepted is written back as the same number. */
#include "num.h"

#include <assert.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    StrView text = {(const char *)bytes, size};
    Num num, again;
    if (num_parse(text, (NumFormat){".,", true}, &num) != NUM_OK)
        return 0;
    char written[NUM_TEXT];
    double value = num_to_double(num.mantissa, num.scale);
    num_write_exact(value, 0, written);
    assert(num_read_double(written) == value);
    num_write_rounded(value, 0, num.scale, written);
    NumError error = num_parse(str_view(written), (NumFormat){".", false}, &again);
    const int64_t digits_18 = 100000000000000000; /* a double of them may be a digit longer */
    assert(error == NUM_OK ||
           (error == NUM_TOO_LONG && (num.mantissa >= digits_18 || num.mantissa <= -digits_18)));
    return 0;
}
