/*
 * The folder of the site: made as FOLDER.part beside its place, then put there by renaming. The
 * mark in it says that it is a site of this program; what has no mark is never replaced.
 */
#include "site.h"

#include "file.h"
#include "search_js.h"
#include "style_css.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const char mark[] = ".smup-docs";

typedef struct Writer {
    const Site *site;
    const char *folder;
    size_t n_pages;
    Err *err;
} Writer;

static bool put(const Writer *writer, const char *path, const char *text, size_t size)
{
    const char *whole = arena_printf(writer->site->arena, "%s/%s", writer->folder, path);
    FILE *file = fopen(whole, "wbe");
    if (file == NULL)
        return err_set_errno(writer->err, ERR_CANTCREAT, errno, _("could not create \"%s\""),
                             whole);
    bool good = fwrite(text, 1, size, file) == size;
    good = fclose(file) == 0 && good;
    return good || err_set_errno(writer->err, ERR_IO, errno, _("could not write \"%s\""), whole);
}

static bool finish(Writer *writer, Page *page)
{
    const char *path = page->language == POLISH
                           ? page->path
                           : arena_printf(writer->site->arena, "en/%s", page->path);
    bool good = put(writer, path, page->text.text, page->text.length);
    strbuf_done(&page->text);
    writer->n_pages++;
    return good;
}

static bool write_single(Writer *writer, Language language)
{
    static const struct {
        const char *path;
        void (*write)(Page *page);
    } pages[] = {{"index.html", home_write},
                 {"services.html", services_write},
                 {"sources.html", sources_write},
                 {"codes.html", codes_write}};
    for (size_t i = 0; i < ARRAY_LENGTH(pages); i++) {
        Page page = {.site = writer->site, .language = language, .path = pages[i].path};
        pages[i].write(&page);
        if (!finish(writer, &page))
            return false;
    }
    return true;
}

static bool write_language(Writer *writer, Language language)
{
    const Catalogue *catalogue = writer->site->catalogue;
    Arena *arena = writer->site->arena;
    CLEANUP(strbuf_done) StrBuf index = {0};
    for (size_t i = 0; i < catalogue->n; i++) {
        Page page = {.site = writer->site, .language = language};
        page.path = arena_printf(arena, "indicators/%s.html", catalogue->items[i].code);
        card_write(&page, &catalogue->items[i]);
        if (!finish(writer, &page))
            return false;
    }
    for (size_t i = 0; i < catalogue->n_areas; i++) {
        Page page = {.site = writer->site, .language = language};
        page.path = arena_printf(arena, "areas/%s.html", catalogue->areas[i].id);
        area_write(&page, &catalogue->areas[i]);
        if (!finish(writer, &page))
            return false;
    }
    search_write(writer->site, language, &index);
    return write_single(writer, language) &&
           put(writer, language == POLISH ? "index-pl.js" : "index-en.js", index.text,
               index.length);
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *place)
{
    (void)about, (void)kind, (void)place;
    return remove(path);
}

/* What is not there is gone already. */
static bool remove_folder(const char *folder, Err *err)
{
    return nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS) == 0 || errno == ENOENT ||
           err_set_errno(err, ERR_CANTCREAT, errno, _("could not remove \"%s\""), folder);
}

static bool make_folders(const Writer *writer)
{
    static const char *const folders[] = {"",    "/indicators",    "/areas",
                                          "/en", "/en/indicators", "/en/areas"};
    for (size_t i = 0; i < ARRAY_LENGTH(folders); i++)
        if (!file_make_folder(arena_printf(writer->site->arena, "%s%s", writer->folder, folders[i]),
                              writer->err))
            return false;
    return true;
}

static bool write_all(Writer *writer)
{
    return remove_folder(writer->folder, writer->err) && make_folders(writer) &&
           write_language(writer, POLISH) && write_language(writer, ENGLISH) &&
           put(writer, "style.css", style_css, sizeof style_css - 1) &&
           put(writer, "search.js", search_js, sizeof search_js - 1) &&
           put(writer, mark, "smup docs\n", 10);
}

/* Put the new folder in place of the old one, if there is any. */
static bool replace(const Writer *writer, const char *folder)
{
    Arena *arena = writer->site->arena;
    const char *old = arena_printf(arena, "%s.old", folder);
    if (!remove_folder(old, writer->err))
        return false;
    if ((rename(folder, old) != 0 && errno != ENOENT) || rename(writer->folder, folder) != 0)
        return err_set_errno(writer->err, ERR_CANTCREAT, errno, _("could not create \"%s\""),
                             folder);
    return remove_folder(old, writer->err);
}

static bool is_ours(Arena *arena, const char *folder, Err *err)
{
    if (!file_exists(folder) || rmdir(folder) == 0 ||
        file_exists(arena_printf(arena, "%s/%s", folder, mark)))
        return true;
    (void)err_set(err, ERR_CANTCREAT, _("\"%s\" is there and is no site of smup docs"), folder);
    return err_hint(err, "%s", _("name a folder that is not there yet, or an empty one"));
}

bool site_write(const Site *site, const char *folder, size_t *ret_n_pages, Err *err)
{
    size_t length = strlen(folder);
    while (length > 1 && folder[length - 1] == '/')
        length--;
    const char *place = arena_strndup(site->arena, folder, length);
    Writer writer = {
        .site = site, .folder = arena_printf(site->arena, "%s.part", place), .err = err};
    if (!is_ours(site->arena, place, err) || !write_all(&writer) || !replace(&writer, place))
        return false;
    *ret_n_pages = writer.n_pages;
    return true;
}
