/*
 * The folder of the site: made as FOLDER.part beside its place, brought to the disk, then exchanged
 * with what is there. A mark, written first, says that a folder is a site of this program; one that
 * has none and is not empty is never touched.
 */
#include "site.h"

#include "file.h"
#include "search_js.h"
#include "style_css.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
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

static void close_folder_p(DIR **folder)
{
    if (*folder != NULL)
        (void)closedir(*folder);
}

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
    return search_write(writer->site, language, &index, writer->err) &&
           write_single(writer, language) &&
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

/* The mark comes first: whatever stops the rest, the next run may take the folder away. */
static bool make_folders(const Writer *writer)
{
    static const char *const folders[] = {"",    "/indicators",    "/areas",
                                          "/en", "/en/indicators", "/en/areas"};
    for (size_t i = 0; i < ARRAY_LENGTH(folders); i++) {
        const char *path = arena_printf(writer->site->arena, "%s%s", writer->folder, folders[i]);
        if (mkdir(path, 0777) != 0)
            return err_set_errno(writer->err, ERR_CANTCREAT, errno,
                                 _("could not create the folder \"%s\""), path);
        if (i == 0 && !put(writer, mark, "smup docs\n", 10))
            return false;
    }
    return true;
}

static bool sync_folder(const Writer *writer)
{
    int folder = open(writer->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = folder >= 0 && syncfs(folder) == 0;
    int cause = errno;
    if (folder >= 0)
        (void)close(folder);
    return good ||
           err_set_errno(writer->err, ERR_IO, cause, _("could not write \"%s\""), writer->folder);
}

static bool write_all(Writer *writer)
{
    return remove_folder(writer->folder, writer->err) && make_folders(writer) &&
           write_language(writer, POLISH) && write_language(writer, ENGLISH) &&
           put(writer, "style.css", style_css, sizeof style_css - 1) &&
           put(writer, "search.js", search_js, sizeof search_js - 1) && sync_folder(writer);
}

/* Exchange the new folder with the old one, and take that away. Where the file system cannot
 * exchange, there is none for a moment. */
static bool replace(const Writer *writer, const char *folder)
{
    if (renameat2(AT_FDCWD, writer->folder, AT_FDCWD, folder, RENAME_EXCHANGE) == 0)
        return remove_folder(writer->folder, writer->err);
    if (errno != ENOENT && !remove_folder(folder, writer->err))
        return false;
    return rename(writer->folder, folder) == 0 ||
           err_set_errno(writer->err, ERR_CANTCREAT, errno, _("could not create \"%s\""), folder);
}

static bool is_empty(const char *folder)
{
    CLEANUP(close_folder_p) DIR *entries = opendir(folder);
    size_t n = 0;
    while (entries != NULL && readdir(entries) != NULL)
        n++;
    return entries != NULL && n <= 2; /* "." and ".." */
}

/* May it be taken away? */
static bool check_ours(Arena *arena, const char *folder, Err *err)
{
    if (!file_exists(folder) || is_empty(folder) ||
        file_exists(arena_printf(arena, "%s/%s", folder, mark)))
        return true;
    (void)err_set(err, ERR_CANTCREAT, _("\"%s\" is there and is no site of smup docs"), folder);
    return err_hint(err, "%s", _("name a folder that is not there yet, or an empty one"));
}

/* Without slashes at its end; NULL where nothing can stand beside it. */
static const char *place_of(Arena *arena, const char *folder)
{
    size_t length = strlen(folder);
    while (length > 1 && folder[length - 1] == '/')
        length--;
    const char *place = arena_strndup(arena, folder, length), *name = file_base_name(place);
    return *name == '\0' || strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ? NULL : place;
}

bool site_write(const Site *site, const char *folder, size_t *ret_n_pages, Err *err)
{
    const char *place = place_of(site->arena, folder);
    if (place == NULL)
        return err_set(err, ERR_USAGE, _("\"%s\" has no name: name the folder itself"), folder);
    Writer writer = {
        .site = site, .folder = arena_printf(site->arena, "%s.part", place), .err = err};
    if (!check_ours(site->arena, place, err) || !check_ours(site->arena, writer.folder, err) ||
        !write_all(&writer) || !replace(&writer, place))
        return false;
    *ret_n_pages = writer.n_pages;
    return true;
}
