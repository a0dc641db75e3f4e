// The valid rows of one file, ready to be merged with those of other files.
#pragma once

#include <string>

#include "orchestrator/importing/import_files.h"
#include "orchestrator/importing/import_plan.h"
#include "orchestrator/market/warning.h"
#include "orchestrator/repository/series_merge.h"

namespace orchestrator {

struct FilePart {
  Rows rows;                  ///< time strictly increasing; five values a row (candles) or one (funding)
  std::size_t rows_read = 0;  ///< before the range was applied
  Warnings warnings;
  std::string source;    ///< the file's name, for the store's metadata
  std::string checksum;  ///< `sha256:…` of a zip, `xxh3:…` of other files
};

/// Reads one planned file: bytes, checksum beside a zip, rows, validity, range. Throws a data error whose `where` names the place inside
/// the file; `not_candles` when it is something else; `unknown_series` when it is candles and nobody says of what.
FilePart read_file_part(const ImportItem& item, const ImportOptions& options, unsigned threads);

/// Adds rows to those of files before, in the order of their times. Counts of rows that both have go to `report`; where they differ the
/// earlier ones stay unless `replace`.
void append_rows(Rows& rows, Rows more, SeriesKind kind, bool replace, MergeReport& report);

}  // namespace orchestrator
