// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <sqlite3.h>

// "The SQLITE_TRANSIENT value means that the content will likely change in the near future and that
// SQLite should make its own private copy": a cast that Swift cannot say.
static inline int capctl_bind_text(sqlite3_stmt *statement, int index, const char *text, int length) {
  return sqlite3_bind_text(statement, index, text, length, SQLITE_TRANSIENT);
}

static inline int capctl_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, int length) {
  return sqlite3_bind_blob(statement, index, bytes, length, SQLITE_TRANSIENT);
}
