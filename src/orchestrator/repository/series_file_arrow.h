// Series files through Apache Arrow: writing them, and reading whatever is not just as the store writes it. Part of the files library.
#pragma once

#include "orchestrator/base/files_library.h"
#include "orchestrator/repository/series_file.h"

namespace orchestrator {

/// As map_series_file.
MappedColumns map_with_arrow(const std::filesystem::path& file, ColumnNames names);
/// As write_series_file.
void write_with_arrow(int descriptor, const std::filesystem::path& shown_name, ColumnNames names, std::span<const TimeMs> time,
                      std::span<const std::span<const double>> values, const FileMetadata& metadata);

inline constexpr FilesFunction<decltype(map_with_arrow)> map_with_arrow_loaded{"orchestrator_map_with_arrow"};
inline constexpr FilesFunction<decltype(write_with_arrow)> write_with_arrow_loaded{"orchestrator_write_with_arrow"};

}  // namespace orchestrator
