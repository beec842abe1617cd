#include "naive.h"

#include "num.h"

#include <math.h>
#include <stdlib.h>

#include "cases.h"

static Wide times(Wide a, Wide b)
{
    Wide product = 0;
    bool fits = !__builtin_mul_overflow(a, b, &product);
    assert_true(fits);
    return product;
}

static unsigned most(unsigned a, unsigned b)
{
    return a > b ? a : b;
}

static CellState known(CellState flags)
{
    return flags & ~(CellState)OBS_MISSING;
}

static bool is_missing(Cell cell)
{
    return cell.bottom == 0;
}

/* The cell with this value; a fraction in lowest terms whose bottom is positive. */
static Cell with_value(Cell cell, Wide top, Wide bottom)
{
    Wide a = top < 0 ? -top : top, b = bottom < 0 ? -bottom : bottom;
    while (b != 0) {
        Wide rest = a % b;
        a = b;
        b = rest;
    }
    a = bottom < 0 ? -a : a;
    cell.top = top / a;
    cell.bottom = bottom / a;
    cell.flags = known(cell.flags);
    return cell;
}

static Cell with_number(Cell cell, int64_t number, int places)
{
    cell.size += fabs((double)number);
    return with_value(cell, number, (Wide)num_pow10(places));
}

static Cell without_value(Cell cell, CellState reason)
{
    cell.top = cell.bottom = 0;
    cell.flags |= reason;
    return cell;
}

/* The states of both, and no value yet. */
static Cell joined(Cell a, Cell b)
{
    return (Cell){.flags = a.flags | b.flags,
                  .conf = most(a.conf, b.conf),
                  .attribute = (unsigned char)most(a.attribute, b.attribute),
                  .size = a.size + b.size};
}

/* ---- strict operations: missing where an operand is ---- */

static Cell add(Cell a, Cell b, int sign)
{
    Cell cell = joined(a, b);
    if (is_missing(a) || is_missing(b))
        return cell;
    Wide left = times(a.top, b.bottom), right = times(b.top, a.bottom);
    return with_value(cell, sign > 0 ? left + right : left - right, times(a.bottom, b.bottom));
}

static Cell multiply(Cell a, Cell b)
{
    Cell cell = joined(a, b);
    cell.size = a.size * b.size;
    if (is_missing(a) || is_missing(b))
        return cell;
    return with_value(cell, times(a.top, b.top), times(a.bottom, b.bottom));
}

static Cell divide(Cell a, Cell b)
{
    Cell cell = joined(a, b);
    cell.size = a.size * 1000 + 1;
    if (is_missing(a) || is_missing(b))
        return cell;
    if (b.top == 0)
        return without_value(cell, a.top == 0 ? OBS_M : OBS_O);
    return with_value(cell, times(a.top, b.bottom), times(a.bottom, b.top));
}

static Cell whole(Cell cell, int number)
{
    return with_number((Cell){.size = cell.size}, number, 0);
}

static Wide floor_of(Wide top, Wide bottom)
{
    Wide cut = top / bottom;
    return cut - (cut * bottom > top);
}

/* The remainder has the divisor's sign; by 0 it is the dividend. */
static Cell remainder_of(Cell a, Cell b)
{
    Cell cell = joined(a, b);
    if (is_missing(a) || is_missing(b))
        return cell;
    if (b.top == 0)
        return with_value(cell, a.top, a.bottom);
    Wide top = times(a.top, b.bottom), bottom = times(a.bottom, b.top);
    Wide times_whole = floor_of(bottom < 0 ? -top : top, bottom < 0 ? -bottom : bottom);
    return with_value(cell, times(top - times_whole * bottom, 1), times(a.bottom, b.bottom));
}

/* To a whole number of 10^-places. */
static Cell rounded(TreeKind kind, Cell a, int places)
{
    if (is_missing(a))
        return a;
    Wide scale = (Wide)num_pow10(abs(places));
    Wide top = places >= 0 ? times(a.top, scale) : a.top,
         bottom = places >= 0 ? a.bottom : times(a.bottom, scale);
    Wide number = floor_of(top, bottom);
    if (kind == TREE_CEIL || (kind == TREE_TRUNC && top < 0))
        number = -floor_of(-top, bottom);
    if (kind == TREE_ROUND) /* half away from zero */
        number = top < 0 ? -floor_of(-2 * top + bottom, 2 * bottom)
                         : floor_of(2 * top + bottom, 2 * bottom);
    return with_value(a, places >= 0 ? number : times(number, scale), places >= 0 ? scale : 1);
}

static Cell power_of(Cell a, int exponent)
{
    Cell power = whole(a, 1), cell = joined(a, power);
    for (int i = 0; i < exponent; i++)
        power = multiply(power, a);
    cell.size = pow(1 + a.size, exponent);
    return is_missing(a) ? cell : with_value(cell, power.top, power.bottom);
}

/* ---- other years ---- */

/* Does an input below break? */
static bool is_broken(const Tree *tree, int from_exclusive, int to_inclusive)
{
    bool broken = tree->kind == TREE_INPUT &&
                  world_breaks(NULL, (unsigned)(tree->number - 'a'), from_exclusive, to_inclusive);
    for (unsigned i = 0; i < 3 && tree->operands[i] != NULL; i++)
        broken = broken || is_broken(tree->operands[i], from_exclusive, to_inclusive);
    return broken;
}

/* The row that stands for this one in another year: the one that it continues, or that continues
 * it. */
static uint32_t row_in(const World *world, uint32_t row, int here, int there)
{
    if (world->before[row] != NO_UNIT && there < world->from[row])
        return world->before[row];
    for (uint32_t i = 0; here < there && i < world->n; i++)
        if (world->before[i] == row && there >= world->from[i])
            return i;
    return row;
}

static Cell seen_from(const World *world, const Tree *tree, uint32_t row, int here, int there)
{
    int from = here < there ? here : there, to = here < there ? there : here;
    Cell cell = naive_cell(world, tree, row_in(world, row, here, there), there);
    bool breaks = from < world->breaks[row] && world->breaks[row] <= to;
    return breaks || is_broken(tree, from, to) ? without_value(cell, OBS_O | OBS_B) : cell;
}

static Cell sum_of_years(const World *world, const Tree *tree, uint32_t row, int year)
{
    Cell sum = naive_cell(world, tree->operands[0], row, year);
    for (int back = 1; back < tree->number; back++)
        sum = add(sum, seen_from(world, tree->operands[0], row, year, year - back), 1);
    return sum;
}

static Cell of_years(const World *world, const Tree *tree, uint32_t row, int year)
{
    const Tree *x = tree->operands[0];
    int n = tree->number;
    if (tree->kind == TREE_PREV || tree->kind == TREE_NEXT)
        return seen_from(world, x, row, year, tree->kind == TREE_PREV ? year - n : year + n);
    if (tree->kind == TREE_AT_YEAR)
        return seen_from(world, x, row, year, n);
    if (tree->kind == TREE_SUM_YEARS)
        return sum_of_years(world, tree, row, year);
    if (tree->kind == TREE_MEAN_YEARS)
        return divide(sum_of_years(world, tree, row, year), whole((Cell){0}, n));
    Cell now = naive_cell(world, x, row, year);
    Cell then =
        seen_from(world, x, row, year, tree->kind == TREE_BASE_INDEX ? tree->number : year - n);
    if (tree->kind == TREE_DIFF)
        return add(now, then, -1);
    Cell ratio = divide(now, then);
    return tree->kind == TREE_BASE_INDEX ? ratio : add(ratio, whole((Cell){0}, 1), -1);
}

/* ---- operations that do not ask all operands for a value ---- */

static Cell choice(Cell condition, Cell yes, Cell no)
{
    bool is_true = !is_missing(condition) && condition.top != 0;
    Cell taken = is_true ? yes : no;
    taken.conf = most(condition.conf, most(yes.conf, no.conf));
    taken.flags |= is_missing(taken) ? condition.flags : known(condition.flags);
    taken.attribute = (unsigned char)most(taken.attribute, condition.attribute);
    return taken;
}

static Cell first_known(Cell a, Cell b)
{
    if (!is_missing(a)) {
        a.conf = most(a.conf, b.conf);
        return a;
    }
    Cell cell = joined(a, b);
    return is_missing(b) ? cell : with_value(cell, b.top, b.bottom);
}

/* The sum of those of n cells that are known, or their mean. */
static Cell of_known(const Cell *cells, unsigned n, bool mean)
{
    Cell all = {0}, sum = whole(all, 0);
    int n_known = 0;
    for (unsigned i = 0; i < n; i++) {
        all = joined(all, cells[i]);
        if (is_missing(cells[i]))
            continue;
        sum = add(sum, cells[i], 1);
        n_known++;
    }
    if (n_known == 0)
        return all;
    if (mean)
        sum = divide(sum, whole(all, n_known));
    all = with_value(all, sum.top, sum.bottom);
    all.flags |= n_known < (int)n ? OBS_U : 0;
    return all;
}

/* and, or: decided by one false or one true. */
static Cell both(Cell a, Cell b, bool is_and)
{
    bool decided =
        (!is_missing(a) && (a.top == 0) == is_and) || (!is_missing(b) && (b.top == 0) == is_and);
    if (!decided && (is_missing(a) || is_missing(b)))
        return joined(a, b);
    return with_value(joined(a, b), decided ? !is_and : is_and, 1);
}

static char status_of(CellState flags)
{
    static const char codes[] = "BOMLHQJSDKWIFEPNUVG"; /* formula.md 5.4 */
    unsigned bit = 0;
    while (codes[bit] != '\0' && (flags & 1u << bit) == 0)
        bit++;
    return codes[bit] == '\0' ? 'A' : codes[bit];
}

/* ---- everything ---- */

static Cell input_cell(const World *world, const Tree *tree, uint32_t row, int year)
{
    const Vector *vector = &world->inputs[tree->number - 'a'][year % WORLD_YEARS];
    CellState state = vector->states[row];
    Cell cell = {.flags = state & OBS_MASK,
                 .conf = (state & CONF_MASK) >> CONF_SHIFT,
                 .attribute = (unsigned char)state_attribute(state)};
    return state_is_missing(state)
               ? cell
               : with_number(cell, (int64_t)vector->values[row], vector->exponent);
}

static bool listed(Cell a)
{
    return a.top == 0 || (a.top == 21 && a.bottom == 2) || (a.top == -25 && a.bottom == 1);
}

/* What a strict condition says of operands that are known. */
static bool is_so(TreeKind kind, Cell a, Cell b, Cell c)
{
    Wide left = a.top * b.bottom, right = b.top * a.bottom;
    switch ((int)kind) {
    case TREE_EQUAL:
        return left == right;
    case TREE_LESS:
        return left < right;
    case TREE_AT_MOST:
        return left <= right;
    case TREE_BETWEEN:
        return right <= left && a.top * c.bottom <= c.top * a.bottom;
    case TREE_IN:
    case TREE_NOT_IN:
        return listed(a) == (kind == TREE_IN);
    case TREE_NOT:
        return a.top == 0;
    default: /* unequal, xor */
        return left != right;
    }
}

static Cell condition(const Tree *tree, Cell a, Cell b, Cell c)
{
    bool missing = is_missing(a) || (tree->operands[1] != NULL && is_missing(b)) ||
                   (tree->operands[2] != NULL && is_missing(c));
    Cell cell = joined(joined(a, b), c);
    if (tree->kind == TREE_AND || tree->kind == TREE_OR)
        return both(a, b, tree->kind == TREE_AND);
    if (tree->kind == TREE_ISNULL)
        return with_value(cell, missing, 1);
    if (tree->kind == TREE_STATUS_IS)
        return with_value(cell, status_of(a.flags) == tree->number, 1);
    return missing ? cell : with_value(cell, is_so(tree->kind, a, b, c), 1);
}

static Cell operation(const Tree *tree, Cell a, Cell b, Cell c)
{
    const Cell cells[] = {a, b, c};
    switch ((int)tree->kind) {
    case TREE_MINUS:
        return multiply(a, with_number((Cell){0}, -1, 0));
    case TREE_PLUS_2:
    case TREE_MINUS_2:
        return add(a, b, tree->kind == TREE_PLUS_2 ? 1 : -1);
    case TREE_TIMES:
        return multiply(a, b);
    case TREE_OVER:
        return divide(a, b);
    case TREE_MOD:
        return remainder_of(a, b);
    case TREE_ABS:
    case TREE_ROOT: /* of the square */
        return is_missing(a) ? a : with_value(a, a.top < 0 ? -a.top : a.top, a.bottom);
    case TREE_NO_ROOT:
        return is_missing(a) || a.top == 0 ? a : without_value(a, OBS_O);
    case TREE_POWER:
        return power_of(a, tree->number);
    case TREE_MAX_2:
    case TREE_MIN_2: {
        bool first = is_so(TREE_LESS, a, b, c) == (tree->kind == TREE_MIN_2);
        return is_missing(a) || is_missing(b)
                   ? joined(a, b)
                   : with_value(joined(a, b), (first ? a : b).top, (first ? a : b).bottom);
    }
    case TREE_NVL:
        return first_known(a, b);
    case TREE_CHOICE:
        return choice(a, b, c);
    case TREE_KNOWN_2:
        return of_known(cells, 2, false);
    case TREE_MEAN_2:
    case TREE_MEAN_3:
        return of_known(cells, tree->kind == TREE_MEAN_2 ? 2 : 3, true);
    default: /* round, trunc, ceil, floor */
        return rounded(tree->kind, a,
                       tree->kind == TREE_CEIL || tree->kind == TREE_FLOOR ? 0 : tree->number);
    }
}

Cell naive_cell(const World *world, const Tree *tree, uint32_t row, int year)
{
    Cell operands[3] = {{0}};
    if (tree->kind == TREE_INPUT)
        return input_cell(world, tree, row, year);
    if (tree->kind == TREE_LITERAL)
        return with_number(operands[0], tree->number, tree->places);
    if (tree->kind == TREE_THIS_YEAR)
        return with_number(operands[0], year, 0);
    if (tree->kind == TREE_NOTHING)
        return without_value(operands[0], OBS_O);
    if ((tree->kind >= TREE_PREV && tree->kind <= TREE_SUM_YEARS) ||
        (tree->kind >= TREE_CHANGE && tree->kind <= TREE_BASE_INDEX))
        return of_years(world, tree, row, year);
    for (unsigned i = 0; i < 3 && tree->operands[i] != NULL; i++)
        operands[i] = naive_cell(world, tree->operands[i], row, year);
    return tree->kind <= TREE_NOT ? condition(tree, operands[0], operands[1], operands[2])
                                  : operation(tree, operands[0], operands[1], operands[2]);
}
