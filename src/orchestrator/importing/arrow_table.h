// From an Arrow table to candles. For the readers of this room; Arrow itself stays in the source files.
#pragma once

#include "orchestrator/importing/column_names.h"
#include "orchestrator/importing/file_content.h"

namespace arrow {
class Table;
}

namespace orchestrator {

/// The table's wanted columns (`choice` tells them by their index in it). Throws a data error (`bad_column`, `empty_file`).
FileContent content_of_table(const arrow::Table& table, const ColumnChoice& choice, SeriesKind kind);

}  // namespace orchestrator
