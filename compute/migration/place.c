/* The cells of a row that are words, numbers and names: how people write them, and what they are.
 */
#include "migration.h"

#include "fold.h"
#include "num.h"

/* The word of a definition, and other forms: folded, `|` between. */
typedef struct Word {
    const char *word, *forms;
} Word;

static const Word dimensions[] = {{"ilosc", "quantity|ilosciowy"},
                                  {"jakosc", "quality|jakosciowy"},
                                  {"dostepnosc", "availability|accessibility|access"},
                                  {"efektywnosc", "efficiency|effectiveness|efektywnosc kosztowa"},
                                  {"kontekst", "context|kontekstowy"}};
static const Word directions[] = {{"stimulant", "stymulanta"},
                                  {"destimulant", "destymulanta"},
                                  {"neutral", "neutralny|neutralna|neutralne|obojetny"}};
static const Word tiers[TIERS] = {
    [TIER_BIT_GMINA] = {"gmina", "gminy|gminny|municipality"},
    [TIER_BIT_CITY] = {"city", "miasto na prawach powiatu|miasta na prawach powiatu|mnpp|miasto|"
                               "miasta|city with powiat rights|cities with powiat rights"},
    [TIER_BIT_POWIAT] = {"powiat", "powiaty|powiatowy|county"},
    [TIER_BIT_VOIVODESHIP] = {"voivodeship", "wojewodztwo|wojewodztwa|wojewodzki|voivodship"}};

static bool has_form(Arena *arena, const Word *word, const char *folded)
{
    StrList forms = str_split(arena, word->forms, "|");
    for (size_t i = 0; i < forms.n; i++)
        if (strcmp(forms.items[i], folded) == 0)
            return true;
    return strcmp(word->word, folded) == 0;
}

static bool find_word(Arena *arena, const Word *words, size_t n, const char *text, size_t *ret_at)
{
    const char *folded = fold(arena, text);
    for (size_t i = 0; i < n; i++)
        if (has_form(arena, &words[i], folded)) {
            *ret_at = i;
            return true;
        }
    return false;
}

static const char *nearest_word(Arena *arena, const Word *words, size_t n, const char *text)
{
    StrMap *known = strmap_new(arena);
    const char *list = "";
    for (size_t i = 0; i < n; i++) {
        StrList forms = str_split(arena, words[i].forms, "|");
        list = arena_printf(arena, "%s%s%s", list, i == 0 ? "" : " ", words[i].word);
        (void)strmap_add(known, str_view(words[i].word), (uint32_t)i, NULL);
        for (size_t k = 0; k < forms.n; k++)
            (void)strmap_add(known, str_view(forms.items[k]), (uint32_t)i, NULL);
    }
    uint32_t at;
    const char *near = strmap_nearest(known, str_view(fold(arena, text)));
    return near != NULL && strmap_find(known, str_view(near), &at) ? words[at].word : list;
}

bool cell_whole(const char *text, uint64_t max, uint64_t *ret_number)
{
    size_t digits = strspn(text, "0123456789"), zeros = 0;
    if (text[digits] == '.' || text[digits] == ',')
        zeros = 1 + strspn(text + digits + 1, "0");
    return zeros != 1 && text[digits + zeros] == '\0' &&
           num_parse_count((StrView){text, digits}, max, ret_number);
}

static void stop(Migration *migration, Draft *draft, Heading column, const char *why,
                 const char *nearest)
{
    migration_problem(migration, draft, column, (Reason){draft->row->cells[column], why, nearest},
                      true);
}

static void place_word(Migration *migration, Draft *draft, Heading column, const Word *words,
                       size_t n, const char *other, const char **ret_word)
{
    const char *text = draft->row->cells[column];
    size_t at;
    if (*text == '\0' && other != NULL)
        *ret_word = other;
    else if (find_word(migration->arena, words, n, text, &at))
        *ret_word = words[at].word;
    else
        stop(migration, draft, column, _("the word is not known"),
             nearest_word(migration->arena, words, n, text));
}

/* "gmina city", "gminy, miasta na prawach powiatu" */
static void place_tiers(Migration *migration, Draft *draft)
{
    const char *text = draft->row->cells[HEADING_TIERS];
    size_t at;
    StrList list = str_split(migration->arena, text, ",;/|");
    if (list.n <= 1 && !find_word(migration->arena, tiers, TIERS, text, &at))
        list = str_split(migration->arena, text, " ");
    for (size_t i = 0; i < list.n; i++) {
        StrView word = str_trim(str_view(list.items[i]));
        const char *tier = arena_strndup(migration->arena, word.text, word.length);
        if (find_word(migration->arena, tiers, TIERS, tier, &at))
            draft->tiers |= 1u << at;
        else
            stop(migration, draft, HEADING_TIERS, _("the word is not known"),
                 nearest_word(migration->arena, tiers, TIERS, tier));
    }
    if (list.n == 0)
        stop(migration, draft, HEADING_TIERS, _("there is nothing: for whom is it?"),
             "gmina city powiat voivodeship");
}

static bool is_called(Arena *arena, const char *text, const char *id, const char *name_pl,
                      const char *name_en)
{
    const char *folded = fold(arena, text);
    return strcmp(folded, id) == 0 || strcmp(folded, fold(arena, name_pl)) == 0 ||
           strcmp(folded, fold(arena, name_en)) == 0;
}

static bool place_area(Migration *migration, Draft *draft)
{
    const Catalogue *catalogue = migration->catalogue;
    const char *text = draft->row->cells[HEADING_AREA];
    StrMap *known = strmap_new(migration->arena);
    uint32_t place = 0;
    for (size_t i = 0; *text != '\0' && i < catalogue->n_areas; i++) {
        const Area *area = &catalogue->areas[i];
        if (is_called(migration->arena, text, area->id, area->name_pl, area->name_en))
            draft->area = area->id;
        (void)strmap_add(known, str_view(area->id), (uint32_t)i, NULL);
        (void)strmap_add(known, str_view(fold(migration->arena, area->name_pl)), (uint32_t)i, NULL);
    }
    if (*text == '\0' || draft->area != NULL)
        return true;
    const char *near = strmap_nearest(known, str_view(fold(migration->arena, text)));
    bool found = near != NULL && strmap_find(known, str_view(near), &place);
    stop(migration, draft, HEADING_AREA, _("no area is called so in areas.xml"),
         found ? catalogue->areas[place].id : "");
    return false;
}

/* A service of the area, or where the table has none, the only one of its name. */
static void place_service(Migration *migration, Draft *draft)
{
    const Catalogue *catalogue = migration->catalogue;
    Arena *arena = migration->arena;
    const char *text = draft->row->cells[HEADING_SERVICE], *areas = "";
    StrMap *known = strmap_new(arena);
    uint32_t place = 0;
    size_t n = 0;
    for (size_t i = 0; i < catalogue->n_services; i++) {
        const Service *service = &catalogue->services[i];
        if (draft->area != NULL && strcmp(service->area, draft->area) != 0)
            continue;
        (void)strmap_add(known, str_view(service->id), (uint32_t)i, NULL);
        (void)strmap_add(known, str_view(fold(arena, service->name_pl)), (uint32_t)i, NULL);
        (void)strmap_add(known, str_view(fold(arena, service->name_en)), (uint32_t)i, NULL);
        if (!is_called(arena, text, service->id, service->name_pl, service->name_en))
            continue;
        areas = arena_printf(arena, "%s%s%s", areas, n++ == 0 ? "" : " ", service->area);
        place = (uint32_t)i;
    }
    if (n == 1) {
        draft->area = catalogue->services[place].area;
        draft->service = catalogue->services[place].id;
        return;
    }
    const char *near = strmap_nearest(known, str_view(fold(arena, text)));
    bool found = near != NULL && strmap_find(known, str_view(near), &place);
    stop(migration, draft, HEADING_SERVICE,
         n > 1 ? _("services of several areas are called so: name the area")
               : _("no service is called so in areas.xml"),
         n > 1   ? areas
         : found ? catalogue->services[place].id
                 : "");
}

/* A name that lacks is to be written: nobody's else stands in its place. */
static const char *place_name(Migration *migration, Draft *draft, Heading column)
{
    const char *text = draft->row->cells[column];
    const char *why = str_find_hidden(text) != NULL
                          ? _("it has characters that are not seen: write it again")
                          : _("there is no name: it is … in the draft");
    if (*text != '\0' && str_find_hidden(text) == NULL)
        return text;
    migration_problem(migration, draft, column, (Reason){text, why, ""}, false);
    return "…";
}

static uint64_t place_number(Migration *migration, Draft *draft, Heading column, uint64_t least,
                             uint64_t most, uint64_t other)
{
    const char *text = draft->row->cells[column];
    uint64_t number = other;
    if (*text != '\0' && (!cell_whole(text, most, &number) || number < least))
        stop(migration, draft, column,
             arena_printf(migration->arena, _("no whole number from %llu to %llu"),
                          (unsigned long long)least, (unsigned long long)most),
             "");
    return number;
}

static void place_unit(Migration *migration, Draft *draft)
{
    UnitMeasure measure;
    StrView word;
    draft->unit = draft->row->cells[HEADING_UNIT];
    if (*draft->unit == '\0') {
        stop(migration, draft, HEADING_UNIT, _("there is nothing: in which unit is it?"), "");
        return;
    }
    MeasureResult result = measure_parse(migration->catalogue->units, draft->unit, &measure, &word);
    if (result != MEASURE_UNKNOWN)
        return; /* other mistakes are told by what reads the draft */
    const char *near = measure_nearest(migration->catalogue->units, word);
    stop(migration, draft, HEADING_UNIT,
         arena_printf(migration->arena, _("\"%.*s\" is not in config/units"), STR_ARG(word)),
         near == NULL ? "" : near);
}

static void place_code(Migration *migration, Draft *draft)
{
    const char *text = draft->row->cells[HEADING_CODE];
    char *near = arena_strdup(migration->arena, text), *out = near;
    bool fresh;
    draft->code = text;
    for (const char *at = text; *at != '\0'; at++)
        if (strchr(" -_./", *at) == NULL)
            *out++ = (char)(*at >= 'a' && *at <= 'z' ? *at - 'a' + 'A' : *at);
    *out = '\0';
    if (!definition_is_code(text)) {
        stop(migration, draft, HEADING_CODE,
             _("a code is 2 to 8 capital letters and digits behind them, 16 characters at most"),
             definition_is_code(near) ? near : "");
        return;
    }
    uint32_t row =
        strmap_add(migration->codes, str_view(text), (uint32_t)(draft - migration->drafts), &fresh);
    if (!fresh)
        stop(migration, draft, HEADING_CODE,
             arena_printf(migration->arena, _("the code stands in line %llu already"),
                          (unsigned long long)migration->drafts[row].row->line),
             "");
}

void draft_place(Migration *migration, Draft *draft)
{
    place_code(migration, draft);
    draft->name_pl = place_name(migration, draft, HEADING_NAME_PL);
    draft->name_en = place_name(migration, draft, HEADING_NAME_EN);
    if (place_area(migration, draft))
        place_service(migration, draft);
    place_word(migration, draft, HEADING_DIMENSION, dimensions, ARRAY_LENGTH(dimensions), NULL,
               &draft->dimension);
    place_word(migration, draft, HEADING_DIRECTION, directions, ARRAY_LENGTH(directions), "neutral",
               &draft->direction);
    draft_inputs(migration, draft);
    place_unit(migration, draft);
    draft->decimals = place_number(migration, draft, HEADING_DECIMALS, 0, 9, 2);
    place_tiers(migration, draft);
    draft->from = place_number(migration, draft, HEADING_FROM, 1900, 2199, 2010);
    draft->to = place_number(migration, draft, HEADING_TO, 1900, 2199, 0);
    draft->coverage = draft->row->cells[HEADING_COVERAGE];
}
