#include "reject_texts.h"

#include "extract.h"

const RejectText reject_texts[REJECT_CODES] = {
#define REJECT(name, code, text, repair) [REJECT_##name] = {code, text, repair},
#include "reject_list.h"
#undef REJECT
};

const RejectText *reject_text_find(const char *code)
{
    for (size_t i = 0; i < REJECT_CODES; i++)
        if (strcmp(reject_texts[i].code, code) == 0)
            return &reject_texts[i];
    return NULL;
}
