#include "state.h"

static const char obs_codes[] = {
#define OBS(code) #code[0],
    OBS_LIST(OBS)
#undef OBS
};

char state_obs_code(CellState state)
{
    for (unsigned bit = 0; bit < OBS_CODES; bit++)
        if (state & (1u << bit))
            return obs_codes[bit];
    return 'A';
}

char state_conf_code(CellState state)
{
    return CONF_LIST[(state & CONF_MASK) >> CONF_SHIFT];
}

void state_obs_text(CellState state, char ret_text[OBS_TEXT])
{
    size_t n = 0;
    CellState left = state & OBS_MASK;
    do
        ret_text[n++] = state_obs_code(left);
    while ((left &= left - 1) != 0);
    ret_text[n] = '\0';
}

bool state_parse_obs(StrView codes, CellState *ret_state)
{
    CellState state = 0;
    for (size_t i = 0; i < codes.length; i++) {
        const char *at = memchr(obs_codes, codes.text[i], sizeof obs_codes);
        if (at == NULL && codes.text[i] != 'A')
            return false;
        if (at != NULL)
            state |= 1u << (at - obs_codes);
    }
    if (codes.length == 0)
        return false;
    *ret_state = state;
    return true;
}

bool state_parse_conf(char code, CellState *ret_state)
{
    const char *at = code == '\0' ? NULL : strchr(CONF_LIST, code);
    if (at == NULL)
        return false;
    *ret_state = state_of_conf((unsigned)(at - CONF_LIST));
    return true;
}
