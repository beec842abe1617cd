/* The register TERC: rows from CSV and from both XML forms (teryt.md 1.2, 1.3). */
#include "reader.h"

#include <stdio.h>

enum { COLUMNS = 7 };
static const char *const column_names[COLUMNS] = {"WOJ",   "POW",       "GMI",    "RODZ",
                                                  "NAZWA", "NAZWA_DOD", "STAN_NA"};

bool terc_row(Extract *extract, StrView woj, StrView pow, StrView gmi, StrView rodz, StrView name,
              StrView description, StrView date, uint64_t record, uint64_t line)
{
    char code[16];
    StrView parts[] = {str_trim(woj), str_trim(pow), str_trim(gmi), str_trim(rodz)};
    (void)snprintf(code, sizeof code, "%.*s%.*s%.*s%.*s", STR_ARG(parts[0]), STR_ARG(parts[1]),
                   STR_ARG(parts[2]), STR_ARG(parts[3]));
    StrView whole = str_view(code);
    if ((whole.length != 2 && whole.length != 4 && whole.length != 7) || !str_all_digits(whole)) {
        extract_reject(extract, REJECT_UNIT, true, record, line, NULL, "WOJ", whole, NULL);
        return true;
    }
    date = str_trim(date);
    if (*extract->date == '\0' || strcmp(extract->date_source, "content") != 0) {
        extract->date = arena_strndup(extract->arena, date.text, date.length);
        extract->date_source = N_("content");
    }
    extract->account.records_used++;
    extract->account.read++;
    extract_register(extract, whole, str_trim(name), str_trim(description));
    return true;
}

bool terc_end(Extract *extract, Err *err)
{
    size_t urban_rural = 0, gminas = 0;
    for (size_t i = 0; i < extract->n_registers; i++) {
        const char *code = extract->registers[i].code;
        if (strlen(code) != 7)
            continue;
        urban_rural += code[6] == '3';
        gminas += code[6] >= '1' && code[6] <= '3';
    }
    if (urban_rural == 0 && gminas > 0) {
        size_t lost = gminas < 2477 ? 2477 - gminas : 0;
        err_set(err, ERR_DATA,
                PLURAL("this is the address version of TERC: it has no urban-rural gminas (kind 3) "
                       "and lacks the cities divided into districts; %zu gmina would be lost",
                       "this is the address version of TERC: it has no urban-rural gminas (kind 3) "
                       "and lacks the cities divided into districts; %zu gminas would be lost",
                       lost),
                lost);
        return err_hint(err, "%s", _("download the basic (official, \"urzędowy\") version"));
    }
    return true;
}

typedef struct Reader {
    Extract *extract;
    StrBuf fields[COLUMNS];
    char column[24]; /* of the old form: <col name="..."> */
    uint64_t record;
} Reader;

static bool on_start(void *context, const XmlEvent *event, Err *err)
{
    Reader *reader = context;
    if (str_equal(event->name, "row"))
        for (size_t i = 0; i < COLUMNS; i++)
            reader->fields[i].length = 0;
    for (size_t i = 0; i < event->n_attributes; i++) {
        if (!str_equal(event->attributes[i].name, "name"))
            continue;
        (void)snprintf(reader->column, sizeof reader->column, "%.*s",
                       STR_ARG(event->attributes[i].value));
        if (str_equal(event->name, "catalog") && strcmp(reader->column, "TERC") != 0)
            return err_set(err, ERR_DATA, _("this is the register %s; of TERYT only TERC is read"),
                           reader->column);
    }
    return true;
}

static bool on_end(void *context, const XmlEvent *event, Err *err)
{
    Reader *reader = context;
    (void)err;
    StrView name = str_equal(event->name, "col") ? str_view(reader->column) : event->name;
    if (str_equal(name, "NAZDOD"))
        name = str_view("NAZWA_DOD");
    for (size_t i = 0; i < COLUMNS; i++)
        if (str_equal(name, column_names[i])) {
            reader->fields[i].length = 0;
            strbuf_add(&reader->fields[i], event->text.text, event->text.length);
        }
    if (!str_equal(event->name, "row"))
        return true;
    StrView f[COLUMNS];
    for (size_t i = 0; i < COLUMNS; i++)
        f[i] = (StrView){reader->fields[i].text == NULL ? "" : reader->fields[i].text,
                         reader->fields[i].length};
    reader->extract->account.records++;
    return terc_row(reader->extract, f[0], f[1], f[2], f[3], f[4], f[5], f[6], ++reader->record,
                    event->line);
}

bool reader_terc_xml(Extract *extract, const char *bytes, size_t size, Err *err)
{
    static const XmlHandler handler = {on_start, on_end};
    Reader reader = {.extract = extract};
    bool good = xml_read(bytes, size, &handler, &reader, err);
    for (size_t i = 0; i < COLUMNS; i++)
        strbuf_done(&reader.fields[i]);
    return good && terc_end(extract, err);
}
