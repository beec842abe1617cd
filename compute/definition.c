#include "definition_parts.h"
#include "digest.h"
#include "num.h"

static const char *const tier_names[TIERS] = {
#define TIER(name, text) text,
    TIER_LIST(TIER)
#undef TIER
};

const char *tier_name(unsigned bit)
{
    return tier_names[bit];
}

const char *tiers_text(Arena *arena, unsigned tiers)
{
    const char *text = "";
    for (unsigned bit = 0; bit < TIERS; bit++)
        if (tiers & 1u << bit)
            text = arena_printf(arena, "%s%s%s", text, *text == '\0' ? "" : " ", tier_name(bit));
    return text;
}

const char *definition_state_name(DefinitionState state)
{
    static const char *const names[] = {"draft", "approved", "retired"};
    return names[state];
}

bool tiers_parse(const char *text, unsigned *ret_tiers)
{
    unsigned tiers = 0;
    for (const char *at = text; *(at += strspn(at, " ")) != '\0';) {
        size_t length = strcspn(at, " ");
        unsigned bit = 0;
        while (bit < TIERS && !str_equal((StrView){at, length}, tier_names[bit]))
            bit++;
        if (bit == TIERS)
            return false;
        tiers |= 1u << bit;
        at += length;
    }
    *ret_tiers = tiers;
    return tiers != 0;
}

unsigned unit_tier(const Unit *unit)
{
    if (unit->level == LEVEL_GMINA)
        return unit_is_city(unit) ? TIER_CITY : TIER_GMINA;
    if (unit->level == LEVEL_POWIAT)
        return unit_is_city(unit) ? TIER_CITY : TIER_POWIAT;
    return unit->level == LEVEL_VOIVODESHIP ? TIER_VOIVODESHIP : 0;
}

const char *loader_get(const Loader *loader, const XmlNode *node, const char *name)
{
    const char *value = xml_attribute(node, name);
    if (value == NULL || loader->member == NULL || strchr(value, '{') == NULL)
        return value;
    const char *text = "";
    for (const char *at = value; *at != '\0';) {
        size_t plain = strcspn(at, "{");
        text = arena_printf(loader->arena, "%s%.*s", text, (int)plain, at);
        at += plain;
        if (*at == '\0')
            break;
        size_t length = strcspn(at, "}");
        const char *parameter = arena_strndup(loader->arena, at + 1, length > 0 ? length - 1 : 0);
        const char *replacement = xml_attribute(loader->member, parameter);
        if (at[length] != '}' || replacement == NULL)
            return NULL;
        text = arena_printf(loader->arena, "%s%s", text, replacement);
        at += length + 1;
    }
    return text;
}

const char *definition_attribute(Arena *arena, const Definition *definition, const XmlNode *node,
                                 const char *name)
{
    const Loader loader = {arena, NULL, definition->member, NULL, NULL};
    return loader_get(&loader, node, name);
}

bool loader_need(const Loader *loader, const XmlNode *node, const char *name,
                 const char **ret_value)
{
    *ret_value = loader_get(loader, node, name);
    if (*ret_value != NULL && **ret_value != '\0')
        return true;
    if (xml_attribute(node, name) != NULL && loader->member != NULL)
        return xml_fail_at(node, name, loader->err,
                           _("D01: a parameter in braces is no attribute of <member code=\"%s\">"),
                           xml_attribute(loader->member, "code")) ||
               err_hint(loader->err, "%s",
                        _("correct the name in braces, or write the attribute at every <member>"));
    return xml_fail(node, loader->err, _("X03: <%s> lacks the attribute \"%s\""), node->name, name);
}

bool loader_optional(const Loader *loader, const XmlNode *node, const char *name,
                     const char **ret_value)
{
    const char *written = xml_attribute(node, name), *value = loader_get(loader, node, name);
    if (written != NULL && value == NULL)
        return loader_need(loader, node, name, ret_value);
    bool empty = value != NULL && written != NULL && *value == '\0' && *written != '\0';
    *ret_value = empty ? NULL : value;
    return true;
}

bool loader_unknown(const Loader *loader, const XmlNode *node, const char *attribute,
                    const char *what, const char *name, const StrMap *known)
{
    const char *near = known == NULL ? NULL : strmap_nearest(known, str_view(name));
    xml_fail_at(node, attribute, loader->err, _("R01: the %s \"%s\" is not defined"), _(what),
                name);
    return near != NULL ? err_hint(loader->err, _("a similar name exists: %s"), near)
                        : err_hint(loader->err, "%s", _("smup series WORDS lists what there is"));
}

bool loader_measure(const Loader *loader, const XmlNode *node, const char *unit,
                    UnitMeasure *ret_measure)
{
    StrView word;
    MeasureResult result = measure_parse(loader->catalogue->units, unit, ret_measure, &word);
    if (result == MEASURE_SCALE)
        return xml_fail_at(node, "unit", loader->err,
                           _("U09: the scale of the unit \"%s\" is no power of ten"), unit) ||
               err_hint(loader->err, "%s", _("scales are 10, 100, 1000 ..., %, ‰, tys., mln, mld"));
    if (result == MEASURE_LONG)
        return xml_fail_at(node, "unit", loader->err, _("U05: the unit has more than %d parts"),
                           MEASURE_PARTS_MAX);
    if (result == MEASURE_UNKNOWN) {
        Err warning = {0};
        const char *near = measure_nearest(loader->catalogue->units, word);
        (void)xml_fail_at(node, "unit", &warning,
                          _("U10: \"%.*s\" is not in config/units: it counts as a unit of its own"),
                          STR_ARG(word));
        if (near != NULL)
            (void)err_hint(&warning, _("a similar name exists: %s"), near);
        diag_warn(loader->diag, &warning);
    }
    return true;
}

bool loader_missing(const Loader *loader, const XmlNode *node, const char *name,
                    const char *example)
{
    (void)xml_fail(node, loader->err, _("D02: the element <%s> is missing"), name);
    return err_hint(loader->err, _("write %s"), example);
}

static bool read_year(const Loader *loader, const XmlNode *scope, const char *name, int other,
                      int *ret_year)
{
    const char *text;
    return loader_optional(loader, scope, name, &text) &&
           xml_year_of(scope, name, text, other, ret_year, loader->err);
}

static bool read_scope(const Loader *loader, Definition *definition)
{
    const XmlNode *scope = xml_child(definition->node, "scope");
    if (scope == NULL)
        return loader_missing(loader, definition->node, "scope",
                              "<scope from=\"2010\"><publish tier=\"gmina\"/></scope>");
    const char *coverage = loader_get(loader, scope, "coverage");
    Num share = {1, 0};
    if (!xml_known(scope, "from to coverage", "publish", loader->err) ||
        !read_year(loader, scope, "from", 2010, &definition->from) ||
        !read_year(loader, scope, "to", YEAR_LAST, &definition->to))
        return false;
    if (definition->from > definition->to)
        return xml_fail_at(scope, "to", loader->err, _("D03: the scope ends before it begins"));
    if (coverage != NULL &&
        (num_parse(str_view(coverage), (NumFormat){".", false}, &share) != NUM_OK ||
         share.mantissa < 0 || num_to_double(share.mantissa, share.scale) > 1))
        return xml_fail_at(scope, "coverage", loader->err,
                           _("D04: coverage wants a share from 0 to 1 such as 0.95"));
    definition->coverage = num_to_double(share.mantissa, share.scale);
    for (const XmlNode *at = xml_child(scope, "publish"); at != NULL;
         at = xml_next(at, "publish")) {
        const char *tier;
        unsigned tiers;
        if (!loader_need(loader, at, "tier", &tier))
            return false;
        if (!tiers_parse(tier, &tiers))
            return xml_fail_at(
                at, "tier", loader->err,
                _("D05: the tier \"%s\" is not known: gmina, city, powiat, voivodeship"), tier);
        definition->tiers |= tiers;
    }
    return definition->tiers != 0 ||
           xml_fail(scope, loader->err, _("D06: no <publish tier=\"...\"/> says for whom it is"));
}

static bool check_word(const Loader *loader, const XmlNode *node, const char *attribute,
                       const char *words, const char *value)
{
    if (str_list_has(words, value) && strchr(value, ' ') == NULL)
        return true;
    (void)xml_fail_at(node, attribute, loader->err, _("D07: %s=\"%s\" is not known: %s"), attribute,
                      value, words);
    return source_hint_nearest(loader->err, words, value);
}

static bool read_place(const Loader *loader, Definition *definition)
{
    const XmlNode *place = xml_child(definition->node, "place");
    if (place == NULL)
        return loader_missing(
            loader, definition->node, "place",
            "<place area=\"...\" service=\"...\" dimension=\"...\" direction=\"...\"/>");
    if (!xml_known(place, "area service dimension direction", "", loader->err) ||
        !loader_need(loader, place, "area", &definition->area) ||
        !loader_need(loader, place, "service", &definition->service) ||
        !loader_need(loader, place, "dimension", &definition->dimension) ||
        !loader_need(loader, place, "direction", &definition->direction) ||
        !check_word(loader, place, "dimension", "ilosc jakosc dostepnosc efektywnosc kontekst",
                    definition->dimension) ||
        !check_word(loader, place, "direction", "stimulant destimulant neutral",
                    definition->direction))
        return false;
    StrMap *services = strmap_new(loader->arena), *areas = strmap_new(loader->arena);
    const char *list = "";
    for (size_t i = 0; i < loader->catalogue->n_areas; i++)
        (void)strmap_add(areas, str_view(loader->catalogue->areas[i].id), 0, NULL);
    if (!strmap_find(areas, str_view(definition->area), &(uint32_t){0}))
        return xml_fail_at(place, "area", loader->err,
                           _("R02: the area \"%s\" is not in areas.xml"), definition->area) ||
               source_hint_similar(loader->err, areas, definition->area);
    for (size_t i = 0; i < loader->catalogue->n_services; i++) {
        const Service *service = &loader->catalogue->services[i];
        if (strcmp(service->area, definition->area) != 0)
            continue;
        if (strcmp(service->id, definition->service) == 0)
            return true;
        (void)strmap_add(services, str_view(service->id), 0, NULL);
        list = arena_printf(loader->arena, "%s %s", list, service->id);
    }
    (void)xml_fail_at(place, "service", loader->err,
                      _("R02: the service \"%s\" of the area \"%s\" is not in areas.xml"),
                      definition->service, definition->area);
    (void)source_hint_similar(loader->err, services, definition->service);
    return loader->err->hint[0] != '\0' || *list == '\0'
               ? false
               : err_hint(loader->err, _("its services:%s"), list);
}

static bool read_result(const Loader *loader, Definition *definition)
{
    const XmlNode *result = xml_child(definition->node, "result");
    const char *decimals;
    uint64_t number;
    if (result == NULL)
        return loader_missing(loader, definition->node, "result",
                              "<result unit=\"...\" decimals=\"2\"/>");
    if (!xml_known(result, "unit decimals", "", loader->err) ||
        !loader_need(loader, result, "unit", &definition->unit) ||
        !loader_need(loader, result, "decimals", &decimals))
        return false;
    if (!num_parse_count(str_view(decimals), 9, &number))
        return xml_fail_at(result, "decimals", loader->err,
                           _("D08: decimals wants a number from 0 to 9"));
    definition->decimals = (int)number;
    if (!loader_measure(loader, result, definition->unit, &definition->measure))
        return false;
    definition->exponent = definition->measure.exponent;
    return true;
}

static const char *localised(const Definition *definition, const char *name, const char *language)
{
    const char *own =
        definition->member == NULL ? "" : xml_text_in(definition->member, name, language);
    return *own != '\0' ? own : xml_text_in(definition->node, name, language);
}

static bool read_texts(const Loader *loader, Definition *definition)
{
    definition->name_pl = localised(definition, "name", "pl");
    definition->name_en = localised(definition, "name", "en");
    definition->description_pl = localised(definition, "description", "pl");
    definition->description_en = localised(definition, "description", "en");
    definition->interpretation_pl = localised(definition, "interpretation", "pl");
    definition->interpretation_en = localised(definition, "interpretation", "en");
    const char *const texts[] = {definition->name_pl,           definition->name_en,
                                 definition->description_pl,    definition->description_en,
                                 definition->interpretation_pl, definition->interpretation_en};
    Digest *digest = digest_begin();
    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++)
        digest_text(digest, texts[i]);
    digest_end(digest, definition->text_digest);
    if (*definition->name_pl != '\0' && *definition->name_en != '\0')
        return true;
    return xml_fail(definition->member == NULL ? definition->node : definition->member, loader->err,
                    _("D09: the name of %s is missing in Polish or in English"),
                    definition->code) ||
           err_hint(loader->err, _("write %s"),
                    "<name xml:lang=\"pl\">...</name> <name xml:lang=\"en\">...</name>");
}

/* YYYY-MM-DD, a day of the calendar. */
static bool is_date(const char *text)
{
    static const unsigned char days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    uint64_t year, month, day;
    if (strlen(text) != 10 || text[4] != '-' || text[7] != '-' ||
        !num_parse_count((StrView){text, 4}, 9999, &year) ||
        !num_parse_count((StrView){text + 5, 2}, 12, &month) ||
        !num_parse_count((StrView){text + 8, 2}, 31, &day) || month == 0 || day == 0)
        return false;
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return day <= days[month - 1] && (month != 2 || day < 29 || leap);
}

/* <review> of the member, or of the definition. */
static bool read_review(const Loader *loader, Definition *definition)
{
    const XmlNode *node =
        xml_child(definition->member != NULL ? definition->member : definition->node, "review");
    Review *review = &definition->review;
    if (node == NULL)
        return definition->declared == STATE_DRAFT ||
               xml_fail(definition->member != NULL ? definition->member : definition->node,
                        loader->err, _("L01: %s is %s, and no <review> says who stands for it"),
                        definition->code, definition_state_name(definition->declared)) ||
               err_hint(loader->err,
                        _("write <review author=\"...\" reviewer=\"...\" date=\"...\" "
                          "digest=\"...\"/>; smup expand %s prints the digest"),
                        definition->code);
    if (!xml_known(node, "author reviewer date digest", "", loader->err) ||
        !xml_need(node, "author", &review->author, loader->err) ||
        !xml_need(node, "reviewer", &review->reviewer, loader->err) ||
        !xml_need(node, "date", &review->date, loader->err) ||
        !xml_need(node, "digest", &review->digest, loader->err))
        return false;
    if (strlen(review->digest) < 12 || strlen(review->digest) > 64)
        return xml_fail_at(node, "digest", loader->err,
                           _("L02: the digest has 12 to 64 characters; smup expand %s prints it"),
                           definition->code);
    if (strcmp(review->author, review->reviewer) == 0)
        return xml_fail_at(node, "reviewer", loader->err,
                           _("L07: the author cannot be the reviewer too")) ||
               err_hint(loader->err, "%s", _("another person reviews the definition"));
    return is_date(review->date) ||
           xml_fail_at(node, "date", loader->err, _("L08: the date is written YYYY-MM-DD"));
}

static bool read_state(const Loader *loader, Definition *definition)
{
    const char *version, *state;
    uint64_t number;
    if (!loader_need(loader, definition->node, "version", &version) ||
        !loader_need(loader, definition->node, "state", &state))
        return false;
    if (!num_parse_count(str_view(version), 9999, &number))
        return xml_fail_at(definition->node, "version", loader->err,
                           _("D10: version wants a whole number"));
    definition->version = (int)number;
    if (!check_word(loader, definition->node, "state", "draft approved retired", state))
        return false;
    definition->declared = strcmp(state, "draft") == 0      ? STATE_DRAFT
                           : strcmp(state, "approved") == 0 ? STATE_APPROVED
                                                            : STATE_RETIRED;
    const char *successor = loader_get(loader, definition->node, "successor");
    definition->successor = successor;
    if (definition->declared != STATE_RETIRED)
        return successor == NULL || xml_fail_at(definition->node, "successor", loader->err,
                                                _("L04: only what is retired has a successor"));
    if (successor == NULL)
        return xml_fail_at(
            definition->node, "state", loader->err,
            _("L05: what is retired names its successor=\"CODE\", or \"-\" where it has none"));
    return strcmp(successor, "-") == 0 || catalogue_find(loader->catalogue, successor) != NULL ||
           loader_unknown(loader, definition->node, "successor", N_("indicator"), successor,
                          loader->catalogue->codes);
}

/* Each version but the first says what it changed: for the cards. */
static bool read_versions(const Loader *loader, Definition *definition)
{
    bool *told = arena_array(loader->arena, (size_t)definition->version + 1, sizeof *told);
    for (const XmlNode *at = xml_child(definition->node, "version"); at != NULL;
         at = xml_next(at, "version")) {
        const char *number, *since, *pl, *en;
        uint64_t n;
        if (!xml_known(at, "number since pl en", "", loader->err) ||
            !xml_need(at, "number", &number, loader->err) ||
            !xml_need(at, "since", &since, loader->err) || !xml_need(at, "pl", &pl, loader->err) ||
            !xml_need(at, "en", &en, loader->err))
            return false;
        if (!is_date(since))
            return xml_fail_at(at, "since", loader->err, _("L08: the date is written YYYY-MM-DD"));
        if (!num_parse_count(str_view(number), (uint64_t)definition->version, &n) || n < 2 ||
            told[n])
            return xml_fail_at(at, "number", loader->err,
                               _("L10: the definition has version %d: there is no change of "
                                 "version \"%s\" to tell, or it is told twice"),
                               definition->version, number) ||
                   err_hint(loader->err, "%s",
                            _("raise version=\"...\" of the definition, or delete this line"));
        told[n] = true;
    }
    for (int n = 2; n <= definition->version; n++)
        if (!told[n])
            return xml_fail_at(definition->node, "version", loader->err,
                               _("L09: what version %d changed is not told"), n) ||
                   err_hint(loader->err, "%s",
                            _("write <version number=\"2\" since=\"2027-05-01\" pl=\"...\" "
                              "en=\"...\"/>"));
    return true;
}

static const XmlNode *own_child(const Definition *definition, const char *name)
{
    return definition->member == NULL ? NULL : xml_child(definition->member, name);
}

const XmlNode *definition_child(const Definition *definition, const char *name)
{
    const XmlNode *first = xml_child(definition->node, name);
    return first != NULL ? first : own_child(definition, name);
}

const XmlNode *definition_next(const Definition *definition, const XmlNode *at, const char *name)
{
    const XmlNode *next = xml_next(at, name);
    return next != NULL || at->parent == definition->member ? next : own_child(definition, name);
}

size_t definition_count(const Definition *definition, const char *name)
{
    return xml_count(definition->node, name) +
           (definition->member == NULL ? 0 : xml_count(definition->member, name));
}

/* Of elements that say one thing a second one would be passed over in silence. */
static void check_once(const Loader *loader, const XmlNode *node)
{
    static const char *const names[] = {"place", "scope", "formula", "result", "review"};
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        const XmlNode *first = xml_child(node, names[i]),
                      *second = first == NULL ? NULL : xml_next(first, names[i]);
        if (second == NULL)
            continue;
        (void)xml_fail(second, loader->err, _("D37: <%s> stands twice"), names[i]);
        (void)err_hint(loader->err, "%s", _("delete one of the two"));
        (void)diag_take(loader->diag, loader->err);
    }
}

void definition_read(Arena *arena, Catalogue *catalogue, const XmlNode *node, const XmlNode *member,
                     Diag *diag, Definition *ret_definition)
{
    Err err = {0};
    Loader loader = {arena, catalogue, member, diag, &err};
    Definition *definition = ret_definition;
    size_t before = diag->n_errors;
    definition->node = node;
    definition->member = member;
    definition->code = xml_attribute(member == NULL ? node : member, "code");
    static bool (*const parts[])(const Loader *, Definition *) = {
        read_state, read_versions, read_texts, read_review, read_place, read_scope};
    if (!xml_known(node,
                   member == NULL ? "code version state successor" : "id version state successor",
                   "name description interpretation place scope input formula result rule example "
                   "member verify review version comment",
                   &err))
        (void)diag_take(diag, &err);
    check_once(&loader, node);
    if (member != NULL)
        check_once(&loader, member);
    if (member != NULL &&
        !xml_known_children(member, "name description interpretation input verify review comment",
                            &err))
        (void)diag_take(diag, &err);
    for (size_t i = 0; i < ARRAY_LENGTH(parts); i++)
        if (!parts[i](&loader, definition))
            (void)diag_take(diag, &err);
    size_t before_units = diag->n_errors;
    if (!read_result(&loader, definition))
        (void)diag_take(diag, &err);
    definition_inputs(&loader, definition);
    definition->units_known = diag->n_errors == before_units;
    definition->read = diag->n_errors == before;
}
