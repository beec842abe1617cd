/*
 * The machine that runs a formula, as its kernels see it. Only evaluate.c, evaluate_text.c and
 * relate.c look in here.
 */
#pragma once

#include "evaluate.h"
#include "parser.h"

/* Texts by their numbers; equal texts have one number. */
typedef struct TextPool {
    Arena *arena;
    StrMap *map;
    const char **items;
    uint32_t n, capacity;
} TextPool;
double text_number(TextPool *pool, StrView text);
const char *text_by_number(const TextPool *pool, double number);

typedef struct Machine {
    const EvaluateSource *source;
    int year;
    uint32_t n;
    Arena *scratch;
    Vector *stack;
    Vector *own; /* per place on the stack: two vectors to write to, made when they are needed */
    Quotient **quotients; /* per place on the stack, of the division that stands there */
    unsigned depth;
    TextPool texts;
    Err *err;
} Machine;

/* Kernels write into `out`, whose arrays may be those of the first operand: row i is read before it
 * is written. */
typedef void (*Kernel)(Machine *machine, const Node *node, const Vector *args, Vector *out);

void run_JOIN(Machine *machine, const Node *node, const Vector *args, Vector *out);
void run_STATUS(Machine *machine, const Node *node, const Vector *args, Vector *out);
void run_COMMENT(Machine *machine, const Node *node, const Vector *args, Vector *out);
void run_SUBSTR(Machine *machine, const Node *node, const Vector *args, Vector *out);
void run_LENGTH(Machine *machine, const Node *node, const Vector *args, Vector *out);
void run_UPPER(Machine *machine, const Node *node, const Vector *args, Vector *out);
void run_LOWER(Machine *machine, const Node *node, const Vector *args, Vector *out);
void run_TRIM(Machine *machine, const Node *node, const Vector *args, Vector *out);
void run_CAST(Machine *machine, const Node *node, const Vector *args, Vector *out);
/* A comparison of texts, by their bytes (the order of Unicode). */
void compare_texts(const Machine *machine, const Node *node, const Vector *args, Vector *out);
/* level(): the names of the rows' levels. False with *err where the relations of the year cannot be
 * had. */
MUST_CHECK bool fill_levels(Machine *machine, const Node *node, Vector *out);

/* What stands in func_list.h for an operation over other units. */
typedef enum RelatedStatistic {
    RELATED_AVG,
    RELATED_MEDIAN,
    RELATED_MIN,
    RELATED_MAX,
    RELATED_SUM,
    RELATED_COUNT,
    RELATED_RANK,
    RELATED_STDDEV,
    RELATED_PARENT
} RelatedStatistic;
/* False with *err where the relations of the year cannot be had. `out` does not share arrays with
 * the operand. */
MUST_CHECK bool run_related(Machine *machine, const Node *node, RelatedStatistic statistic,
                            const Vector *x, Vector *out);
