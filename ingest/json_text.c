#include "json_text.h"

#include <stdio.h>

json_t *json_document(const char *bytes, size_t size, const char *alone, Err *err)
{
    json_error_t problem;
    json_t *root = json_loadb(bytes, size, JSON_REJECT_DUPLICATES, &problem);
    if (root == NULL && json_error_code(&problem) == json_error_end_of_input_expected) {
        err_set(err, ERR_DATA,
                _("line %d: another JSON document begins; an answer of the API is one document"),
                problem.line);
        err_hint(err, "%s", alone);
    } else if (root == NULL) {
        err_set(err, ERR_DATA, _("line %d, column %d: the JSON is broken: %s"), problem.line,
                problem.column, problem.text);
        err_hint(err, "%s", _("the file is cut or damaged: fetch it again"));
    }
    return root;
}

StrView json_text(const json_t *value, char buffer[NUM_TEXT])
{
    if (json_is_string(value))
        return str_view(json_string_value(value));
    if (json_is_integer(value))
        (void)snprintf(buffer, NUM_TEXT, "%lld", (long long)json_integer_value(value));
    else if (json_is_real(value))
        num_write_exact(json_real_value(value), 0, buffer);
    else
        buffer[0] = '\0';
    return str_view(buffer);
}

void json_free_p(json_t **document)
{
    json_decref(*document);
}
