/* The portal's ids of a table: those of config/portal/ids.csv are assigned once and never reused,
 * and so are those that an import has put down in the folder. */
#include "migration.h"

#include "file.h"
#include "table.h"

static const char *code_key(Arena *arena, const char *code, const char *tier)
{
    return arena_printf(arena, "%s %s", code, tier);
}

static void add_id(Migration *migration, PortalNumber id)
{
    migration->ids = heap_grow(migration->ids, &migration->ids_capacity, migration->n_ids + 1,
                               sizeof *migration->ids);
    uint32_t at = (uint32_t)migration->n_ids++;
    migration->ids[at] = id;
    (void)strmap_add(migration->ids_by_number, str_view(id.id), at, NULL);
    (void)strmap_add(migration->ids_by_code, str_view(code_key(migration->arena, id.code, id.tier)),
                     at, NULL);
}

static bool read_table(Migration *migration, const char *path, Err *err)
{
    Table table;
    if (!table_read(migration->arena, path, "kind code tier id", &table, err))
        return false;
    size_t kind = table_column(&table, "kind"), code = table_column(&table, "code"),
           tier = table_column(&table, "tier"), id = table_column(&table, "id");
    for (size_t i = 0; i < table.n_rows; i++)
        if (strcmp(table.rows[i][kind], "indicator") == 0)
            add_id(migration,
                   (PortalNumber){table.rows[i][code], table.rows[i][tier], table.rows[i][id]});
    return true;
}

bool ids_read(Migration *migration, Err *err)
{
    Arena *arena = migration->arena;
    const char *own = arena_printf(arena, "%s/ids.csv", migration->out);
    migration->ids_by_number = strmap_new(arena);
    migration->ids_by_code = strmap_new(arena);
    if (!read_table(migration, arena_printf(arena, "%s/portal/ids.csv", migration->config), err))
        return false;
    if (file_exists(own) && !read_table(migration, own, err))
        return false;
    migration->n_ids_known = migration->n_ids;
    return true;
}

static void fail(Migration *migration, Draft *draft, const char *text, const char *why,
                 const char *nearest)
{
    migration_problem(migration, draft, HEADING_SMUP_ID, (Reason){text, why, nearest}, false);
}

/* An indicator has one id, or one for each tier. */
static bool find_other(const Migration *migration, const Draft *draft, const char *tier,
                       uint32_t *ret_at)
{
    Arena *arena = migration->arena;
    const StrMap *known = migration->ids_by_code;
    for (unsigned bit = 0; *tier == '\0' && bit < TIERS; bit++)
        if (strmap_find(known, str_view(code_key(arena, draft->code, tier_name(bit))), ret_at))
            return true;
    return strmap_find(known, str_view(code_key(arena, draft->code, "")), ret_at) ||
           strmap_find(known, str_view(code_key(arena, draft->code, tier)), ret_at);
}

static void place_id(Migration *migration, Draft *draft, const char *text, const char *tier,
                     const char *number)
{
    Arena *arena = migration->arena;
    uint64_t value;
    uint32_t at;
    if (!cell_whole(number, INT32_MAX, &value) || value == 0) {
        fail(migration, draft, text, _("no id: a number, or gmina=4053 city=4403"), "");
        return;
    }
    number = arena_printf(arena, "%llu", (unsigned long long)value);
    if (strmap_find(migration->ids_by_number, str_view(number), &at)) {
        const PortalNumber *other = &migration->ids[at];
        if (strcmp(other->code, draft->code) != 0 || strcmp(other->tier, tier) != 0)
            fail(migration, draft, text, _("the id is assigned already, and once for all"),
                 code_key(arena, other->code, other->tier));
        return;
    }
    if (find_other(migration, draft, tier, &at)) {
        fail(migration, draft, text, _("the indicator has another id already"),
             arena_printf(arena, "%s%s%s", migration->ids[at].tier,
                          *migration->ids[at].tier == '\0' ? "" : "=", migration->ids[at].id));
        return;
    }
    if (draft->outcome != OUTCOME_STOPPED)
        add_id(migration, (PortalNumber){draft->code, tier, number});
}

/* "4053" of all tiers, or "gmina=4053 city=4403". */
void ids_place(Migration *migration, Draft *draft)
{
    StrList list = str_split(migration->arena, draft->row->cells[HEADING_SMUP_ID], " ,;");
    for (size_t i = 0; i < list.n; i++) {
        const char *text = list.items[i], *equals = strchr(text, '=');
        const char *tier =
            equals == NULL ? "" : arena_strndup(migration->arena, text, (size_t)(equals - text));
        unsigned bit = 0;
        while (bit < TIERS && strcmp(tier_name(bit), tier) != 0)
            bit++;
        bool other = draft->tiers != 0 && bit < TIERS && (draft->tiers & 1u << bit) == 0;
        if (*tier != '\0' && (bit == TIERS || other))
            fail(migration, draft, text, _("the tier is none of the indicator's"),
                 tiers_text(migration->arena, draft->tiers));
        else
            place_id(migration, draft, text, tier, equals == NULL ? text : equals + 1);
    }
}
