#include "measure.h"

#include "file.h"

#include <stdlib.h>

enum { EXPONENT_MAX = 18 }; /* no unit of statistics is farther from its base */

const MeasureScale measure_scales[] = {{"%", -2}, {"‰", -3}, {"tys.", 3}, {"mln", 6}, {"mld", 9}};
const size_t n_measure_scales = ARRAY_LENGTH(measure_scales);

typedef struct Entry {
    Kind kind;
    UnitMeasure measure; /* what the word stands for */
} Entry;

struct MeasureTable {
    Arena *arena;
    StrMap *words;  /* word or form -> number of the entry */
    StrMap *listed; /* those of config/units, for "a similar name exists" */
    Entry **entries;
    uint32_t n, capacity;
};

static Entry *add_entry(MeasureTable *table, StrView id)
{
    if (table->n == table->capacity) {
        Entry **larger =
            arena_array(table->arena, table->capacity = 2 * table->capacity + 64, sizeof(Entry *));
        if (table->n > 0)
            memcpy(larger, table->entries, table->n * sizeof(Entry *));
        table->entries = larger;
    }
    Entry *entry = arena_alloc(table->arena, sizeof *entry);
    entry->kind.id = arena_strndup(table->arena, id.text, id.length);
    entry->measure = (UnitMeasure){.n = 1, .parts = {{&entry->kind, 1}}};
    (void)strmap_add(table->words, id, table->n, NULL);
    table->entries[table->n++] = entry;
    return entry;
}

static const Entry *find_entry(const MeasureTable *table, StrView word)
{
    uint32_t at;
    return strmap_find(table->words, word, &at) ? table->entries[at] : NULL;
}

/* A scale: a word, or a power of ten written out. */
static bool scale_of(StrView word, int *ret_exponent)
{
    for (size_t i = 0; i < n_measure_scales; i++)
        if (str_equal(word, measure_scales[i].word)) {
            *ret_exponent = measure_scales[i].exponent;
            return true;
        }
    if (!str_all_digits(word))
        return false;
    *ret_exponent = (int)word.length - 1;
    for (size_t i = 0; i < word.length; i++)
        if (word.text[i] != (i == 0 ? '1' : '0'))
            *ret_exponent = EXPONENT_MAX + 1; /* refused with what is too large */
    return true;
}

static bool add_part(UnitMeasure *measure, const Kind *kind, int power)
{
    unsigned i = 0;
    while (i < measure->n && measure->parts[i].kind != kind)
        i++;
    if (i == MEASURE_PARTS_MAX)
        return false;
    if (i == measure->n)
        measure->parts[measure->n++] = (MeasurePart){kind, 0};
    measure->parts[i].power += power;
    if (measure->parts[i].power == 0)
        measure->parts[i] = measure->parts[--measure->n];
    return true;
}

static bool add_measure(UnitMeasure *measure, const UnitMeasure *more, int sign)
{
    measure->exponent += sign * more->exponent;
    for (unsigned i = 0; i < more->n; i++)
        if (!add_part(measure, more->parts[i].kind, sign * more->parts[i].power))
            return false;
    return true;
}

MeasureResult measure_parse(MeasureTable *table, const char *text, UnitMeasure *ret_measure,
                            StrView *ret_word)
{
    UnitMeasure measure = {0};
    MeasureResult result = MEASURE_OK;
    int sign = 1;
    for (const char *at = text; *at != '\0';) {
        StrView word = {at, strcspn(at, " /")};
        int exponent;
        if (word.length > 0 && scale_of(word, &exponent)) {
            measure.exponent += sign * exponent;
        } else if (word.length > 0) {
            const Entry *entry = find_entry(table, word);
            if (entry == NULL) {
                result = MEASURE_UNKNOWN;
                *ret_word = word;
                entry = add_entry(table, word);
            }
            if (!add_measure(&measure, &entry->measure, sign))
                return MEASURE_LONG;
        }
        at += word.length;
        if (*at == '/')
            sign = -1;
        at += *at != '\0';
    }
    *ret_measure = measure;
    return measure.exponent < -EXPONENT_MAX || measure.exponent > EXPONENT_MAX ? MEASURE_SCALE
                                                                               : result;
}

static bool read_unit(MeasureTable *table, const XmlNode *node, Err *err)
{
    const char *id, *is = xml_attribute(node, "is"), *equals = xml_attribute(node, "equals"),
                    *forms = xml_attribute(node, "forms");
    int unused;
    if (!xml_known(node, "id is equals forms", "", err) || !xml_need(node, "id", &id, err))
        return false;
    if (find_entry(table, str_view(id)) != NULL)
        return xml_fail_at(node, "id", err, _("U11: the unit \"%s\" is already known"), id);
    if (scale_of(str_view(id), &unused) || strpbrk(id, " /") != NULL)
        return xml_fail_at(node, "id", err,
                           _("U15: \"%s\" is no name of a unit: one word that is no scale"), id);
    Entry *entry = add_entry(table, str_view(id)); /* what is wrong of it is said once */
    (void)strmap_add(table->listed, str_view(id), 0, NULL);
    const Entry *general = is == NULL ? NULL : find_entry(table, str_view(is));
    if (is != NULL && general == NULL)
        return xml_fail_at(node, "is", err, _("U12: the unit \"%s\" must stand before this one"),
                           is) ||
               source_hint_similar(err, table->listed, is);
    UnitMeasure measure = {0};
    StrView word;
    if (equals != NULL && measure_parse(table, equals, &measure, &word) != MEASURE_OK)
        return xml_fail_at(
            node, "equals", err,
            _("U13: \"%s\" is no power of ten with units that stand before this one"), equals);
    if (equals != NULL)
        entry->measure = measure;
    if (general != NULL)
        entry->kind.is = &general->kind;
    StrList list = str_split(table->arena, forms == NULL ? "" : forms, " ");
    for (size_t i = 0; i < list.n; i++) {
        bool fresh;
        (void)strmap_add(table->words, str_view(list.items[i]), table->n - 1, &fresh);
        (void)strmap_add(table->listed, str_view(list.items[i]), 0, NULL);
        if (!fresh)
            return xml_fail_at(node, "forms", err, _("U11: the unit \"%s\" is already known"),
                               list.items[i]);
    }
    return true;
}

bool measure_load(Arena *arena, const char *folder, Diag *diag, MeasureTable **ret_table, Err *err)
{
    MeasureTable *table = arena_alloc(arena, sizeof *table);
    XmlNode *root;
    table->arena = arena;
    table->words = strmap_new(arena);
    table->listed = strmap_new(arena);
    *ret_table = table;
    if (!xml_read_file(arena, arena_printf(arena, "%s/units.xml", folder), &root, err) ||
        !xml_known(root, "", "unit", err))
        return false;
    for (const XmlNode *at = xml_child(root, "unit"); at != NULL; at = xml_next(at, "unit"))
        if (!read_unit(table, at, err)) {
            if (diag == NULL)
                return false;
            (void)diag_take(diag, err);
        }
    return true;
}

const char *measure_nearest(const MeasureTable *table, StrView word)
{
    return strmap_nearest(table->listed, word);
}

bool measure_multiply(const UnitMeasure *a, const UnitMeasure *b, int sign,
                      UnitMeasure *ret_measure)
{
    UnitMeasure product = *a;
    bool good = add_measure(&product, b, sign);
    if (product.n == 0)
        product.exponent = 0;
    *ret_measure = product;
    return good && abs(product.exponent) <= EXPONENT_MAX;
}

bool measure_power(const UnitMeasure *a, int power, UnitMeasure *ret_measure)
{
    UnitMeasure result = {.exponent = a->n == 0 ? 0 : a->exponent * power};
    for (unsigned i = 0; i < a->n && power != 0; i++) {
        result.parts[i] = a->parts[i];
        result.parts[i].power *= power;
        result.n++;
    }
    *ret_measure = result;
    return abs(result.exponent) <= EXPONENT_MAX;
}

static bool is_kind_of(const Kind *kind, const Kind *of)
{
    for (; kind != NULL; kind = kind->is)
        if (kind == of)
            return true;
    return false;
}

static const Kind *common_kind(const Kind *a, const Kind *b)
{
    while (a != NULL && !is_kind_of(b, a))
        a = a->is;
    return a;
}

static const Kind *root_of(const Kind *kind)
{
    while (kind->is != NULL)
        kind = kind->is;
    return kind;
}

/* Do the parts that are left cancel, kinds of one root against each other? */
static bool cancels(const UnitMeasure *measure)
{
    UnitMeasure roots = {0};
    for (unsigned i = 0; i < measure->n; i++)
        if (!add_part(&roots, root_of(measure->parts[i].kind), measure->parts[i].power))
            return false;
    return roots.n == 0;
}

static void drop_part(UnitMeasure *measure, unsigned i)
{
    measure->parts[i] = measure->parts[--measure->n];
}

bool measure_common(const UnitMeasure *a, const UnitMeasure *b, UnitMeasure *ret_measure)
{
    /* two scales of money are a matter of base units; a share and a percentage are thought of in %
     */
    bool pure = a->n == 0 && b->n == 0;
    UnitMeasure result = {.exponent = a->exponent == b->exponent ? a->exponent
                                      : !pure                    ? 0
                                      : a->exponent != 0         ? a->exponent
                                                                 : b->exponent};
    UnitMeasure left = *b, alone = {0};
    for (unsigned i = 0; i < a->n; i++) {
        unsigned k = 0;
        while (k < left.n && (left.parts[k].power != a->parts[i].power ||
                              common_kind(a->parts[i].kind, left.parts[k].kind) == NULL))
            k++;
        if (k == left.n) {
            alone.parts[alone.n++] = a->parts[i];
            continue;
        }
        if (!add_part(&result, common_kind(a->parts[i].kind, left.parts[k].kind),
                      a->parts[i].power))
            return false;
        drop_part(&left, k);
    }
    *ret_measure = result;
    return cancels(&alone) && cancels(&left);
}

bool measure_fits(const UnitMeasure *found, const UnitMeasure *declared)
{
    UnitMeasure left = *found, alone = {0};
    for (unsigned i = 0; i < declared->n; i++) {
        unsigned k = 0;
        while (k < left.n && (left.parts[k].power != declared->parts[i].power ||
                              !is_kind_of(left.parts[k].kind, declared->parts[i].kind)))
            k++;
        if (k == left.n)
            alone.parts[alone.n++] = declared->parts[i];
        else
            drop_part(&left, k);
    }
    return cancels(&left) && cancels(&alone);
}

static int compare_parts(const void *left, const void *right)
{
    const MeasurePart *a = left, *b = right;
    return strcmp(a->kind->id, b->kind->id);
}

const char *measure_text(Arena *arena, const UnitMeasure *measure)
{
    UnitMeasure sorted = *measure;
    const char *above = "", *below = "";
    qsort(sorted.parts, sorted.n, sizeof *sorted.parts, compare_parts);
    for (unsigned i = 0; i < sorted.n; i++) {
        int power = abs(sorted.parts[i].power);
        const char **side = sorted.parts[i].power > 0 ? &above : &below;
        *side = arena_printf(arena, "%s%s%s", *side, **side == '\0' ? "" : " ",
                             sorted.parts[i].kind->id);
        if (power > 1)
            *side = arena_printf(arena, "%s%d", *side, power);
    }
    if (*above == '\0' && *below == '\0')
        return "1";
    return arena_printf(arena, "%s%s%s", *above == '\0' ? "1" : above, *below == '\0' ? "" : "/",
                        below);
}
