/*
 * The parser: recursive descent over formula.md 5.1 with two tokens of look-ahead, types checked as
 * operations are built. What comes out is the program itself: operations in the order in which a
 * stack machine runs them. `case` is a row of `if`s, a function of many operands a row of two; both
 * are so in the canonical text too.
 */
#pragma once

#include "lexer.h"

typedef enum Op {
#define OPERATOR(name, text, types, shape, result) OP_##name,
#define FUNC(name, text, types, shape, result, parameter, help) OP_##name,
#include "func_list.h"
#undef OPERATOR
#undef FUNC
    OPS
} Op;

typedef struct Parameter {
    int fallback, least, most; /* all 0: the function has none */
} Parameter;

typedef struct OpInfo {
    const char *text, *types;
    bool function;
    Parameter parameter;
    const char *help;
} OpInfo;

extern const OpInfo op_infos[OPS];
static inline unsigned op_operands(Op op)
{
    return (unsigned)strcspn(op_infos[op].types, "+>");
}
static inline bool op_takes_more(Op op)
{
    return strchr(op_infos[op].types, '+') != NULL;
}

typedef struct Literal {
    double value; /* x 10^-exponent */
    int exponent;
} Literal;

typedef struct Node {
    Op op;
    FormulaType type;
    size_t start, end;  /* bytes of the text, parentheses included */
    int parameter;      /* of prev and round */
    int years_back;     /* of an input: how far before the year asked for; of prev: of itself */
    unsigned name;      /* of an input */
    Literal literal;    /* of a literal or a truth */
    const Literal *set; /* of in, not_in */
    size_t n_set;
    struct Node *begin;        /* the first operation of this one's operands, or itself */
    struct Node *then;         /* the operation that is run after this one */
    struct Node *child, *next; /* operands, for the canonical text */
} Node;

struct Formula {
    Node *begin, *root;
    unsigned n_stack; /* vectors that are alive at a time */
    int years_back;
    const char *const *names;
    unsigned n_names;
    bool *used; /* by name */
};

/* A program in the making. */
typedef struct Program {
    Arena *arena;
    const Source *source;
    Formula *formula;
    Node *last;
    unsigned stack; /* vectors alive behind `last` */
    Err *err;
} Program;

/* Append an operation; its operands are linked by `next` and are what was appended last. NULL where
 * the types are wrong. */
Node *program_append(Program *program, Op op, Node *operands, size_t start, size_t end);
/* Check one operand against its letter of func_list.h; `same` is the type that s stands for so far.
 */
bool program_check(Program *program, Op op, char letter, const Node *operand, FormulaType *same);

/* The program of a source whose length and encoding are in order. */
MUST_CHECK bool parser_run(Arena *arena, const Source *source, const StrList *names,
                           Formula *ret_formula, Err *err);
