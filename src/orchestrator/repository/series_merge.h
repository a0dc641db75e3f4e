// Stored rows and new rows of one series become one: by time, with what differs counted and shown.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "orchestrator/base/time.h"

namespace orchestrator {

/// Columns of equal length without an owner; `time` strictly increasing.
struct RowsView {
  std::span<const TimeMs> time;
  std::vector<std::span<const double>> values;
};

/// Columns that own their memory.
struct Rows {
  std::vector<TimeMs> time;
  std::vector<std::vector<double>> values;
  RowsView view() const { return {time, {values.begin(), values.end()}}; }
};

/// The first column in which a stored and an incoming row of the same time differ.
struct RowDifference {
  TimeMs time = 0;
  std::string column;
  double stored = 0;
  double incoming = 0;
};

/// What a merge did.
struct MergeReport {
  std::size_t rows_new = 0;                      ///< incoming rows at times that were not stored
  std::size_t rows_equal = 0;                    ///< incoming rows that were stored with the same values
  std::size_t rows_differing = 0;                ///< incoming rows that were stored with other values
  std::size_t rows_stored = 0;                   ///< rows of the series afterwards
  bool replaced = false;                         ///< differing rows were taken from the incoming ones
  bool written = false;                          ///< the file changed
  std::vector<RowDifference> first_differences;  ///< at most kShownDifferences
};
inline constexpr std::size_t kShownDifferences = 5;

/// Which rows of which side make up the merged series: runs in time order.
struct MergePlan {
  struct Run {
    bool incoming = false;
    std::size_t first = 0;
    std::size_t count = 0;
  };
  std::vector<Run> runs;
  MergeReport report;  ///< `written` is not set

  bool only_stored() const { return runs.size() <= 1 && (runs.empty() || !runs[0].incoming); }
  bool only_incoming() const { return runs.size() == 1 && runs[0].incoming; }
};

/// Plans the merge. `names` are those of `values`. A differing row stays as stored unless `replace`.
MergePlan plan_merge(const RowsView& stored, const RowsView& incoming, std::span<const std::string_view> names, bool replace);

/// Copies the planned rows.
Rows merged_rows(const MergePlan& plan, const RowsView& stored, const RowsView& incoming);

}  // namespace orchestrator
