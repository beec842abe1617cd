/* Every kind of failure of a run: name, exit status (sysexits; reliability.md 5.1), what it means.
 */
ERR_KIND(USAGE, 64, N_("the command line is wrong"))
ERR_KIND(DATA, 65,
         N_("an input, the workspace or a worked example is wrong; nothing was committed"))
ERR_KIND(NOINPUT, 66, N_("a needed file is missing or unreadable"))
ERR_KIND(UNAVAILABLE, 69, N_("the database cannot be reached"))
ERR_KIND(INTERNAL, 70, N_("an internal error: a count does not balance or an assertion failed"))
ERR_KIND(OS, 71, N_("the system refused memory or a process"))
ERR_KIND(CANTCREAT, 73, N_("an output cannot be created"))
ERR_KIND(IO, 74, N_("reading or writing failed; a full disk is one"))
ERR_KIND(BUSY, 75, N_("somebody else is at work; try again later"))
ERR_KIND(PROTOCOL, 76, N_("a workspace, schema or server version is not supported"))
ERR_KIND(PERM, 77, N_("permission or password refused"))
ERR_KIND(CONFIG, 78, N_("a definition or the configuration is wrong"))
