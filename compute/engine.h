/*
 * Engine: values of indicators from what a workspace holds. It stores nothing; smup-compute keeps
 * what it gives, smup try shows it. Inputs, relations of units and the results that other
 * indicators are computed from are worked out once a year and kept until they are forgotten.
 */
#pragma once

#include "bind.h"
#include "comparison.h"
#include "evaluate.h"

typedef struct Engine Engine;

/* The workspace and the catalogue stay the caller's and must outlive the engine. */
MUST_CHECK bool engine_open(Workspace *workspace, const Catalogue *catalogue, Engine **ret_engine,
                            Err *err);
void engine_free_p(Engine **engine);

Binder *engine_binder(const Engine *engine);
const CorrectionSet *engine_corrections(const Engine *engine);
const Comparison *engine_comparison(const Engine *engine);

/* What a result depends on: definition, program, territory, and the columns of all years that the
 * formula reads, also through other indicators. */
MUST_CHECK bool engine_key(Engine *engine, const Definition *definition, int year,
                           char ret_key[DIGEST_HEX], Err *err);

/*
 * The cells of an indicator in a year, in base units (the result's own: exponent +
 * definition->exponent). Rows outside of its frame and years are missing (O). The arrays are in
 * `scratch`, or the engine's and not to be written to.
 */
MUST_CHECK bool engine_result(Engine *engine, const Definition *definition, int year,
                              Arena *scratch, Vector *ret_vector, Err *err);
/* The same for one of its rules. */
MUST_CHECK bool engine_evaluate(Engine *engine, const Definition *definition,
                                const Formula *formula, int year, Arena *scratch,
                                Vector *ret_vector, Err *err);
/* The cells of one of its inputs, shifted and blended as it says. */
MUST_CHECK bool engine_input(Engine *engine, const Definition *definition, unsigned input, int year,
                             Arena *scratch, Vector *ret_vector, Err *err);

/* Is the unit a row of the definition in the year? */
bool engine_holds(const Engine *engine, const Definition *definition, uint32_t unit, int year);

/* Years before this one are not needed any more. */
void engine_forget(Engine *engine, int year);
