/*
 * The parser: recursive descent over formula.md 5.1 with two tokens of look-ahead, types checked as
 * operations are built. What comes out is the program itself: operations in the order in which a
 * stack machine runs them. `case` is a row of `if`s, a function of many operands a row of two; both
 * are so in the canonical text too.
 */
#pragma once

#include "lexer.h"
#include "state.h"

typedef enum Op {
#define OPERATOR(name, ...) OP_##name,
#define FUNC(name, ...) OP_##name,
#include "func_list.h"
#undef OPERATOR
#undef FUNC
    OPS
} Op;

typedef struct Parameter {
    int fallback, least, most; /* a fallback below `least`: it must be written */
    const char *words;         /* one of these, by its place in the list; NULL: a whole number */
} Parameter;

typedef enum OpShape {
    SHAPE_EACH,
    SHAPE_ALIGNED,
    SHAPE_WITHIN,
    SHAPE_REAL,
    SHAPE_LOGIC,
    SHAPE_OWN,
    SHAPE_TEXT,
    SHAPE_RELATED,
    SHAPE_SUGAR
} OpShape;

/* What becomes of the unit of measure: dimension.c works it out, the tables of docs/ say it. */
#define OP_UNIT_LIST(UNIT)                                                                         \
    UNIT(LEAF, "")                                                                                 \
    UNIT(SAME, N_("that of the first argument"))                                                   \
    UNIT(COMMON, N_("one for all arguments"))                                                      \
    UNIT(PURE, N_("a pure number"))                                                                \
    UNIT(PRODUCT, N_("the product or quotient"))                                                   \
    UNIT(ROOT, N_("its root: m of m2"))                                                            \
    UNIT(POWER, N_("its power; the exponent is written out, 0 to 3"))                              \
    UNIT(NUMBER, N_("pure numbers only"))
typedef enum OpUnit {
#define UNIT(name, help) UNIT_##name,
    OP_UNIT_LIST(UNIT)
#undef UNIT
        OP_UNITS
} OpUnit;

/* The functions by what they are for; operators are OPERATORS. */
#define FUNC_KIND_LIST(KIND)                                                                       \
    KIND(OPERATORS, "")                                                                            \
    KIND(NUMBERS, N_("numbers"))                                                                   \
    KIND(MISSINGS, N_("conditions and missing values"))                                            \
    KIND(TERMS, N_("several terms"))                                                               \
    KIND(YEARS, N_("years"))                                                                       \
    KIND(OTHERS, N_("other units"))                                                                \
    KIND(TEXTS, N_("states and texts"))
typedef enum FuncKind {
#define KIND(name, title) KIND_##name,
    FUNC_KIND_LIST(KIND)
#undef KIND
        FUNC_KINDS
} FuncKind;

typedef struct OpInfo {
    const char *text, *types;
    OpShape shape;
    OpUnit unit;
    Parameter parameter;
    FuncKind kind;
    const char *help;
} OpInfo;

extern const OpInfo op_infos[OPS];
static inline bool op_is_function(Op op)
{
    return op_infos[op].kind != KIND_OPERATORS;
}
/* Operators of one strength, from the one that binds most: ranges of func_list.h. */
#define OP_ROW_LIST(ROW)                                                                           \
    ROW(SIGN, NEGATE, NEGATE)                                                                      \
    ROW(NOT, NOT, NOT)                                                                             \
    ROW(TERM, MULTIPLY, DIVIDE)                                                                    \
    ROW(SUM, ADD, JOIN)                                                                            \
    ROW(TEST, EQUAL, NOT_IN)                                                                       \
    ROW(AND, AND, AND)                                                                             \
    ROW(OR, OR, XOR)                                                                               \
    ROW(CHOICE, IF, IF)
typedef enum OpRow {
#define ROW(name, first, last) OP_ROW_##name,
    OP_ROW_LIST(ROW)
#undef ROW
        OP_ROWS
} OpRow;
typedef struct OpRange {
    Op first, last;
} OpRange;
extern const OpRange op_rows[OP_ROWS];

/* The letter of operand number n (from 0), '>' where there are no more. */
char op_letter(Op op, unsigned n);
unsigned op_operands(Op op);
/* How many of them must be written. */
unsigned op_needed(Op op);
bool op_takes_more(Op op);
bool op_has_parameter(Op op);
/* How a call of it is written: "round(x, n)". */
const char *op_signature(Arena *arena, Op op);
/* Word number n of a list "a b c". */
StrView op_word(const char *words, int n);

typedef struct Literal {
    double value; /* x 10^-exponent */
    int exponent;
    const char *text; /* of a word; the number is 0 then */
} Literal;

typedef struct Node {
    Op op;
    FormulaType type;
    size_t start, end; /* bytes of the text, parentheses included */
    int parameter;     /* a whole number, or the place of a word in its list */
    int years_back;    /* how far before the year asked for; negative: after it */
    int fixed_year;    /* counted from this year and not from the one asked for; 0: none */
    unsigned name;     /* of an input */
    Literal literal;   /* of a literal, a truth, a word */
    Literal *set;      /* of in, not_in */
    size_t n_set;
    struct Node *begin;          /* the first operation of this one's operands, or itself */
    struct Node *then;           /* the operation that is run after this one */
    struct Node *child, *next;   /* operands, for the canonical text */
    bool is_result;              /* stands in place of the result: dimension.c */
    struct Dimension *dimension; /* its unit of measure: dimension.c */
    struct Node *copy;           /* while a part of the program is copied */
} Node;

struct Formula {
    Node *begin, *root;
    unsigned n_stack; /* vectors that are alive at a time */
    const char *const *names;
    unsigned n_names;
    bool *used;         /* by name */
    const Node **reads; /* of inputs: each name and year once */
    size_t n_reads;
    FormulaText text;
};

/* A program in the making. */
typedef struct Program {
    Arena *arena;
    const FormulaText *source;
    Formula *formula;
    Node *last;
    unsigned stack; /* vectors alive behind `last` */
    size_t n;       /* operations */
    Err *err;
} Program;

/* What to do about a formula past a limit; returns false. */
bool program_hint_large(Err *err);
/* Append an operation; its operands are linked by `next` and are what was appended last. NULL where
 * the types are wrong. */
Node *program_append(Program *program, Op op, Node *operands, size_t start, size_t end);
/* Check one operand against its letter of func_list.h; `same` is the type that s stands for so far.
 */
bool program_check(Program *program, Op op, char letter, const Node *operand, FormulaType *same);
/* Append the same operations once more; NULL where the program grows too large. */
Node *program_copy(Program *program, const Node *node);
/* Append a number. */
Node *program_number(Program *program, double value, size_t start, size_t end);
/* Everything below the node, which was appended last, is read so many years before, or counted from
 * a fixed year; false where that is too far. */
bool program_shift(Program *program, Node *node, int years);
void program_fix(Node *node, int year);

/* The year whose cells an operation works on when the formula is computed for a year. */
int node_year(const Node *node, int year);

/* What a function that is sugar stands for: `operands` of `node`, n of them, are appended already.
 */
Node *sugar_expand(Program *program, Op op, int parameter, Node **operands, size_t n, size_t start,
                   size_t end);

/* The program of a source whose length and encoding are in order. */
MUST_CHECK bool parser_run(Arena *arena, const FormulaText *source, const FormulaNames *names,
                           struct Diag *more, Formula *ret_formula, Err *err);
