#include "orchestrator/repository/series_merge.h"

#include <optional>

namespace orchestrator {
namespace {

/// Index of the first column in which row i of `a` and row j of `b` differ.
std::optional<std::size_t> first_differing_column(const RowsView& a, std::size_t i, const RowsView& b, std::size_t j) {
  for (std::size_t column = 0; column < a.values.size(); ++column) {
    if (a.values[column][i] != b.values[column][j]) return column;
  }
  return std::nullopt;
}

void take(MergePlan& plan, bool incoming, std::size_t row) {
  if (!plan.runs.empty()) {
    auto& last = plan.runs.back();
    if (last.incoming == incoming && last.first + last.count == row) {
      ++last.count;
      return;
    }
  }
  plan.runs.push_back({incoming, row, 1});
}

template <typename T>
void append_run(std::vector<T>& out, std::span<const T> from, const MergePlan::Run& run) {
  const auto part = from.subspan(run.first, run.count);
  out.insert(out.end(), part.begin(), part.end());
}

}  // namespace

MergePlan plan_merge(const RowsView& stored, const RowsView& incoming, std::span<const std::string_view> names, bool replace) {
  MergePlan plan;
  MergeReport& report = plan.report;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < stored.time.size() || j < incoming.time.size()) {
    const bool stored_left = i < stored.time.size();
    const bool incoming_left = j < incoming.time.size();
    if (stored_left && (!incoming_left || stored.time[i] < incoming.time[j])) {
      take(plan, false, i++);
      continue;
    }
    if (!stored_left || incoming.time[j] < stored.time[i]) {
      ++report.rows_new;
      take(plan, true, j++);
      continue;
    }
    const auto column = first_differing_column(stored, i, incoming, j);
    ++(column ? report.rows_differing : report.rows_equal);
    if (column && report.first_differences.size() < kShownDifferences) {
      report.first_differences.push_back(
          {stored.time[i], std::string(names[*column]), stored.values[*column][i], incoming.values[*column][j]});
    }
    const bool from_incoming = column && replace;
    report.replaced = report.replaced || from_incoming;
    take(plan, from_incoming, from_incoming ? j : i);
    ++i;
    ++j;
  }
  for (const auto& run : plan.runs) report.rows_stored += run.count;
  return plan;
}

Rows merged_rows(const MergePlan& plan, const RowsView& stored, const RowsView& incoming) {
  Rows out;
  out.values.resize(incoming.values.size());
  out.time.reserve(plan.report.rows_stored);
  for (auto& column : out.values) column.reserve(plan.report.rows_stored);
  for (const auto& run : plan.runs) {
    const RowsView& source = run.incoming ? incoming : stored;
    append_run(out.time, source.time, run);
    for (std::size_t c = 0; c < out.values.size(); ++c) append_run(out.values[c], source.values[c], run);
  }
  return out;
}

}  // namespace orchestrator
