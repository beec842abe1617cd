/*
 * The commands about files and what came of them: the word behind `smup`, the function that runs
 * it, its arguments, what it is for. To add one: a row, and its function in a file of its own
 * (named in intake_sources).
 */
COMMAND("plan", plan_command, "PATH... [-w WORKSPACE] [--csv]",
        N_("what ingesting the files would do, without doing it"))
COMMAND("rejects", rejects_command, "[retry FILE] -w WORKSPACE [--csv]",
        N_("what was not taken and how to repair it; retry puts repaired ones in"))
