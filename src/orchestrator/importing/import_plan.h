// Which files an import reads, and which series each belongs to.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "orchestrator/importing/file_identity.h"
#include "orchestrator/importing/import_files.h"
#include "orchestrator/importing/import_report.h"

namespace orchestrator {

/// One file, or one file inside a zip whose own name does not tell what it holds.
struct ImportItem {
  std::filesystem::path file;
  std::string entry;  ///< empty: the whole file
  FileIdentity identity;
  std::optional<SeriesId> series;  ///< absent: neither the name nor the options tell
  bool named = false;              ///< given by the user, not met in a folder
  std::uint64_t bytes = 0;

  bool zipped() const { return !entry.empty() || identity.format == FileFormat::kZip; }
  /// What messages call it: `file` or `file!entry`.
  std::string label() const { return entry.empty() ? file.string() : file.string() + "!" + entry; }
};

struct ImportPlan {
  std::vector<ImportItem> items;  ///< by series, then path, so that the files of a series are read one after another
  std::vector<ImportFailure> failures;
  std::vector<SkippedFile> skipped;
};

/// Walks through the inputs. Throws a data error (`file_not_found`) when one does not exist.
ImportPlan plan_import(const ImportOptions& options);

}  // namespace orchestrator
