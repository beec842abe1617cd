/* Every reason for which a record or a cell is rejected: name, stable code, what is wrong and what
 * to do. */
REJECT(FIELDS, "CSV-0001", N_("the record has not as many fields as the header"))
REJECT(QUOTES, "CSV-0002", N_("the quotation marks of the record are broken"))
REJECT(NUL, "CSV-0003", N_("the record holds a NUL byte"))
REJECT(
    SHARED, "CEL-0001",
    N_("the cell is merged with others: of which rows and columns it is the value cannot be told"))
REJECT(NUMBER, "NUM-0001", N_("the value is not a number as this source writes them"))
REJECT(UNIT, "TER-0001", N_("the code is no unit of the register"))
REJECT(UNIT_YEAR, "TER-0002", N_("the unit did not exist in that year"))
REJECT(YEAR, "PER-0001", N_("the period is not one this source can mean"))
REJECT(ATTRIBUTE, "ATT-0001", N_("the attribute is not in the source's dictionary"))
REJECT(CONTRADICTION, "ATT-0002", N_("the attribute says that there is no value, but there is one"))
REJECT(TWICE, "KEY-0001", N_("two rows of the file give one cell different values; neither counts"))
REJECT(CONFLICT, "KEY-0002",
       N_("another extract of the same or an unknown date says otherwise; neither counts"))
REJECT(CLASSIFICATION, "BUD-0001", N_("the budget classification of the row is malformed"))
REJECT(MEASURE, "BUD-0002", N_("the report gives one amount twice"))
REJECT(POSITION, "BUD-0003", N_("what a column of the report means in that quarter is not known"))
REJECT(RANGE, "NUM-0002", N_("the number is too large for its column"))
