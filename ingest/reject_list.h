/*
 * Every reason for which a record or a cell is rejected: name, stable code, what is wrong, how it
 * is repaired. To add one: a row.
 */
REJECT(FIELDS, "CSV-0001", N_("the record has not as many fields as the header"),
       N_("write the whole record anew, with every separator"))
REJECT(QUOTES, "CSV-0002", N_("the quotation marks of the record are broken"),
       N_("write the whole record anew; within quotation marks each one stands twice"))
REJECT(NUL, "CSV-0003", N_("the record holds a NUL byte"), N_("write the whole record anew"))
REJECT(
    SHARED, "CEL-0001",
    N_("the cell is merged with others: of which rows and columns it is the value cannot be told"),
    N_("take the merged cells apart in the workbook, and give the workbook again"))
REJECT(NUMBER, "NUM-0001", N_("the value is not a number as this source writes them"),
       N_("write the number; a word that means \"no data\" belongs into the profile as <missing>"))
REJECT(UNIT, "TER-0001", N_("the code is no unit of the register"),
       N_("write the code that the unit has in that year"))
REJECT(UNIT_YEAR, "TER-0002", N_("the unit did not exist in that year"),
       N_("write the code of the unit that was there in that year"))
REJECT(YEAR, "PER-0001", N_("the period is not one this source can mean"),
       N_("write the period that is meant: a year, a quarter (1 to 4) or a month (1 to 12)"))
REJECT(ATTRIBUTE, "ATT-0001", N_("the attribute is not in the source's dictionary"),
       N_("ask the source what the letter means, and add it to config/sources/attributes-….csv"))
REJECT(CONTRADICTION, "ATT-0002", N_("the attribute says that there is no value, but there is one"),
       N_("ask the source which of the two holds; then clear the attribute, or the value"))
REJECT(TWICE, "KEY-0001", N_("two rows of the file give one cell different values; neither counts"),
       N_("find out which one holds, and write its value into both"))
REJECT(PART, "KEY-0003",
       N_("another row of the same cell was rejected, and without it the cell would be too low"),
       N_("repair the other row: this one is good"))
REJECT(
    KEY, "KEY-0004", N_("the key is in no crosswalk"),
    N_("add the key to the crosswalk that the reason names, and read the file into a new workspace"))
REJECT(PORTAL_UNIT, "KEY-0005",
       N_("the portal's number of a unit is in none of its dictionaries that were read"),
       N_("read the portal's answer teryt-dictionary: what waits for it is read again by itself"))
REJECT(CONFLICT, "KEY-0002",
       N_("another extract of the same or an unknown date says otherwise; neither counts"),
       N_("say which is newer: give one of the two files again with its date (--as-of)"))
REJECT(CLASSIFICATION, "BUD-0001", N_("the budget classification of the row is malformed"),
       N_("write the code: dzial 3, rozdzial 5, paragraf 3 digits and the fourth one"))
REJECT(MEASURE, "BUD-0002", N_("the report gives one amount twice"),
       N_("ask who filed the report for a correction"))
REJECT(
    POSITION, "BUD-0003", N_("what a column of the report means in that quarter is not known"),
    N_("find out what the form of that quarter says, and add it to config/sources/positions-….csv"))
REJECT(RANGE, "NUM-0002", N_("the number is too large for its column"),
       N_("write the number with the decimals that the source means"))
