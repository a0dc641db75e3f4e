// What an import did.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "orchestrator/market/warning.h"
#include "orchestrator/repository/series_id.h"
#include "orchestrator/repository/series_merge.h"

namespace orchestrator {

/// One series. The merge's counts compare with what was stored, and among the files where these overlap.
struct SeriesImport {
  SeriesId id;
  std::size_t files = 0;
  std::size_t rows_read = 0;
  MergeReport merge;
  Warnings warnings;
};

/// A file (or a series that could not be written) and why.
struct ImportFailure {
  std::string file;
  std::string code;
  std::string message;
  std::string where;  ///< line or row inside the file, may be empty
  std::string hint;
};

struct SkippedFile {
  std::string file;
  std::string reason;
};

/// Everything sorted, so that equal inputs give equal reports.
struct ImportReport {
  std::vector<SeriesImport> series;
  std::vector<ImportFailure> failures;
  std::vector<SkippedFile> skipped;
  std::size_t files_read = 0;
  std::size_t rows_read = 0;
  std::uint64_t bytes_read = 0;
};

}  // namespace orchestrator
