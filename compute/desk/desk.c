#include "desk.h"

bool desk_mark_synthetic(Workspace *workspace, StrBuf *text, Err *err)
{
    bool synthetic = false;
    if (workspace != NULL && !workspace_is_synthetic(workspace, &synthetic, err))
        return false;
    strbuf_puts(text, synthetic ? "dane syntetyczne\n\n" : "");
    return true;
}
