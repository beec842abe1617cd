/* The kinds of things that `smup series` finds, in the order in which they are shown: what is
 * ready-made first. ITEM(functions' prefix, what a reader calls it) */
ITEM(input, N_("input"))
ITEM(variable, N_("variable"))
ITEM(concept, N_("concept"))
ITEM(group, N_("group"))
ITEM(measure, N_("measure"))
ITEM(indicator, N_("indicator"))
ITEM(subject, N_("subject"))
ITEM(code, N_("code"))
ITEM(unnamed, N_("unnamed"))
