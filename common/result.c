#include "result.h"

static const char *const scope_names[STAT_SCOPES] = {
#define SCOPE(name, text) text,
    STAT_SCOPE_LIST(SCOPE)
#undef SCOPE
};

const char *stat_scope_name(StatScope scope)
{
    return scope_names[scope];
}

typedef struct Head {
    uint64_t checksum, n_stats, n_ranks;
} Head;

void statistics_pack(const Statistics *statistics, StrBuf *ret_blob)
{
    Head head = {0, statistics->n_stats, statistics->n_ranks};
    size_t start = ret_blob->length;
    strbuf_add(ret_blob, &head, sizeof head);
    for (size_t i = 0; i < statistics->n_stats; i++) {
        Stat stat; /* copied through zeroed memory: padding must not change the bytes */
        memset(&stat, 0, sizeof stat);
        const Stat *from = &statistics->stats[i];
        stat.scope = from->scope;
        memcpy(stat.key, from->key, strnlen(from->key, STAT_KEY - 1));
        stat.n = from->n;
        stat.mean = from->mean;
        stat.least = from->least;
        stat.quartile1 = from->quartile1;
        stat.median = from->median;
        stat.quartile3 = from->quartile3;
        stat.greatest = from->greatest;
        strbuf_add(ret_blob, &stat, sizeof stat);
    }
    strbuf_add(ret_blob, statistics->ranks, statistics->n_ranks * sizeof *statistics->ranks);
    blob_seal(ret_blob, start);
}

bool statistics_unpack(Arena *arena, const void *blob, size_t size, Statistics *ret_statistics,
                       Err *err)
{
    Head head = {0};
    bool whole = size >= sizeof head && blob_is_whole(blob, size);
    if (whole)
        memcpy(&head, blob, sizeof head);
    if (!whole || head.n_stats > size || head.n_ranks > size ||
        sizeof head + head.n_stats * sizeof(Stat) + head.n_ranks * sizeof(Ranks) != size) {
        err_set(err, ERR_DATA,
                _("the workspace is damaged: statistics do not match their checksum"));
        return err_hint(
            err, "%s",
            _("run smup-compute again after deleting workspace.sqlite and ingesting the archive"));
    }
    const char *at = (const char *)blob + sizeof head;
    Statistics statistics = {arena_array(arena, head.n_stats, sizeof(Stat)), head.n_stats,
                             arena_array(arena, head.n_ranks, sizeof(Ranks)), head.n_ranks};
    memcpy(statistics.stats, at, head.n_stats * sizeof(Stat));
    memcpy(statistics.ranks, at + head.n_stats * sizeof(Stat), head.n_ranks * sizeof(Ranks));
    *ret_statistics = statistics;
    return true;
}
