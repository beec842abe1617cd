#include "published.h"

#include "num.h"

#include <math.h>

const char *published_word(PublishedClass class)
{
    static const char *const words[PUBLISHED_CLASSES] = {
#define CLASS(name, word) word,
        PUBLISHED_CLASS_LIST(CLASS)
#undef CLASS
    };
    return words[class];
}

static double rounded(double value, int decimals)
{
    char text[NUM_TEXT];
    num_write_rounded(value, 0, decimals, text);
    return num_read_double(text);
}

/*
 * Theirs is our number rounded, up or down where it lies half way; or our number rounded to one to
 * three more places first, and then once more: 12.4496 is 12.45, and 12.5.
 */
static bool is_rounding(double exact, double published, int decimals)
{
    enum { STEPS = 3 };
    double half = 0.5 / num_pow10(decimals);
    if (fabs(exact - published) <= half * (1 + 1e-9))
        return true;
    for (int more = 1; more <= STEPS; more++)
        if (rounded(rounded(exact, decimals + more), decimals) == published)
            return true;
    return false;
}

PublishedClass published_judge(const PublishedSide *ours, const PublishedSide *theirs, bool changed)
{
    bool same_flag = ours->flag == theirs->flag;
    if (!ours->there)
        return PUBLISHED_THEIRS;
    if (!theirs->there)
        return PUBLISHED_OURS;
    if (ours->has_value != theirs->has_value)
        return changed ? PUBLISHED_CHANGED : PUBLISHED_FLAG;
    if (!ours->has_value || ours->published == theirs->published)
        return same_flag ? PUBLISHED_EQUAL : PUBLISHED_FLAG;
    if (is_rounding(ours->exact, theirs->published, theirs->decimals))
        return PUBLISHED_ROUNDING;
    return changed ? PUBLISHED_CHANGED : PUBLISHED_UNEXPLAINED;
}

bool published_changed(const Unit *unit, int year)
{
    bool changed = (unit->from == year && year > YEAR_FIRST) || unit->break_year == year;
    for (size_t i = 1; i < unit->n_kinds; i++)
        changed = changed || unit->kinds[i].from == year;
    return changed;
}

double published_distance(const PublishedSide *ours, const PublishedSide *theirs)
{
    if (!ours->there || !theirs->there || !ours->has_value || !theirs->has_value)
        return 0;
    double greater = fmax(fabs(ours->exact), fabs(theirs->exact));
    return greater == 0 ? 0 : fabs(ours->exact - theirs->exact) / greater;
}
