/*
 * The commands of the methodologist's desk: the word behind `smup`, the function that runs it, its
 * arguments, what it is for. Dispatch, the help of each and the help of the front come from here.
 * To add one: a row, and its function in a file of its own (named in desk_sources).
 */
COMMAND("series", series_command, "[WORDS] [-w WORKSPACE]",
        N_("find what a definition may refer to; prints ready <input> lines"))
COMMAND("data", data_command, "SERIES PERIOD -w WORKSPACE [--csv]",
        N_("the values of a series with their states and extracts"))
COMMAND("check", check_command, "[CODE|FILE...] [--format=gcc|--json]",
        N_("every mistake of every definition, without data"))
COMMAND("expand", expand_command, "[CODE...]",
        N_("the plain definition of a member of a family; without a code, all states and digests"))
COMMAND("try", try_command, "CODE|FILE -w WORKSPACE [--years A-B]",
        N_("the values of one definition, stored or not, and what is to be known of them"))
COMMAND("diff-definitions", diff_command, "OLD NEW -w WORKSPACE",
        N_("what a change of definitions does to the values"))
COMMAND("language", language_command, "[functions|states|units|codes] [--lang pl|en]",
        N_("tables of what formulas may hold, of states, units and codes of mistakes"))
COMMAND("compare", compare_command, "--published [CODE...] -w WORKSPACE [--years A-B] [--csv]",
        N_("what SMUP has published beside what is computed here, unit by unit"))
COMMAND("needs", needs_command, "[--year YEAR] -w WORKSPACE",
        N_("which data the indicators need, what is there, what is late and what it holds up"))
COMMAND("coverage", coverage_command, "[CODE...] [--years A-B] [--csv] -w WORKSPACE",
        N_("for how many units and years there are values, and what the rest waits for"))
COMMAND("docs", docs_command, "--out FOLDER",
        N_("cards of all indicators as a static site, Polish and English"))
COMMAND("definitions", definitions_command, "list [CODE...] | import FILE --out FOLDER",
        N_("list: the catalogue as a table; import: a table of indicators as drafts"))
