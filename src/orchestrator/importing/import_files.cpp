#include "orchestrator/importing/import_files.h"

#include <algorithm>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

#include "orchestrator/base/error.h"
#include "orchestrator/base/parallel_for.h"
#include "orchestrator/importing/file_part.h"
#include "orchestrator/importing/import_plan.h"

namespace orchestrator {
namespace {

/// The files of one series while they are read. The thread that reads the last one writes the series, so that only the series that are
/// being read are in memory.
struct SeriesWork {
  std::optional<SeriesId> id;
  std::size_t first_item = 0;
  std::vector<std::optional<FilePart>> parts;  ///< by item; absent when it failed
  std::atomic<std::size_t> remaining{0};
};

std::deque<SeriesWork> group_by_series(const std::vector<ImportItem>& items) {
  std::deque<SeriesWork> groups;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (groups.empty() || groups.back().id != items[i].series) {
      SeriesWork& group = groups.emplace_back();
      group.id = items[i].series;
      group.first_item = i;
    }
    groups.back().parts.emplace_back();
    ++groups.back().remaining;
  }
  return groups;
}

class Importer {
 public:
  Importer(const CandleStore& store, const ImportOptions& options, ImportProgress& progress, const StopFlag& stop, ImportPlan plan)
      : store_(store),
        options_(options),
        progress_(progress),
        stop_(stop),
        items_(std::move(plan.items)),
        groups_(group_by_series(items_)) {
    report_.failures = std::move(plan.failures);
    report_.skipped = std::move(plan.skipped);
  }

  ImportReport run() {
    progress_.files_total = items_.size();
    for (const ImportItem& item : items_) progress_.bytes_total += item.bytes;
    std::vector<SeriesWork*> group_of;
    for (SeriesWork& group : groups_) group_of.insert(group_of.end(), group.parts.size(), &group);
    const unsigned threads_a_file = items_.empty() ? 1 : std::max(1U, static_cast<unsigned>(options_.jobs / items_.size()));
    parallel_for(items_.size(), options_.jobs, [&](std::size_t i) {
      stop_.throw_if_stopped();
      read_item(i, *group_of[i], threads_a_file);
    });
    sort_report();
    return std::move(report_);
  }

 private:
  void read_item(std::size_t index, SeriesWork& group, unsigned threads) {
    const ImportItem& item = items_[index];
    try {
      FilePart part = read_file_part(item, options_, threads);
      count_read(item, part);
      group.parts[index - group.first_item] = std::move(part);
    } catch (const Error& error) {
      add_failure(item, error);
    }
    ++progress_.files_done;
    progress_.bytes_done += item.bytes;
    if (--group.remaining == 0) write_series(group);
  }

  void count_read(const ImportItem& item, const FilePart& part) {
    progress_.rows += part.rows_read;
    const std::lock_guard lock(mutex_);
    ++report_.files_read;
    report_.rows_read += part.rows_read;
    report_.bytes_read += item.bytes;
  }

  void add_failure(const ImportItem& item, const Error& error) {
    const std::lock_guard lock(mutex_);
    if (error.code() == "not_candles" && !item.named && !item.identity.binance) {
      report_.skipped.push_back({item.label(), error.message()});
    } else {
      report_.failures.push_back({item.label(), error.code(), error.message(), error.where(), error.hint()});
    }
  }

  void write_series(SeriesWork& group) {
    if (!group.id) return;
    SeriesImport result;
    result.id = *group.id;
    SourceChecksums sources;
    const Rows rows = take_rows(group, result, sources);
    if (result.files == 0) return;
    try {
      MergeReport merge = rows.time.empty() ? MergeReport{} : merge_into_store(result.id, rows, std::move(sources));
      add_counts(merge, result.merge);
      result.merge = std::move(merge);
    } catch (const Error& error) {
      const std::lock_guard lock(mutex_);
      report_.failures.push_back({store_.file_of(result.id).string(), error.code(), error.message(), error.where(), error.hint()});
      return;
    }
    const std::lock_guard lock(mutex_);
    report_.series.push_back(std::move(result));
  }

  /// Folds the files' rows together in the order of their times and frees them.
  Rows take_rows(SeriesWork& group, SeriesImport& result, SourceChecksums& sources) const {
    std::vector<FilePart> parts;
    std::size_t total = 0;
    for (auto& part : group.parts) {
      if (!part) continue;
      ++result.files;
      result.rows_read += part->rows_read;
      total += part->rows.time.size();
      result.warnings.insert(result.warnings.end(), part->warnings.begin(), part->warnings.end());
      sources.emplace(part->source, part->checksum);
      if (!part->rows.time.empty()) parts.push_back(std::move(*part));
      part.reset();
    }
    std::stable_sort(parts.begin(), parts.end(),
                     [](const FilePart& a, const FilePart& b) { return a.rows.time.front() < b.rows.time.front(); });
    Rows rows;
    for (FilePart& part : parts) {
      append_rows(rows, std::move(part.rows), result.id.kind, options_.replace, result.merge);
      if (&part == &parts.front() && parts.size() > 1) reserve(rows, total);
    }
    return rows;
  }

  static void reserve(Rows& rows, std::size_t total) {
    rows.time.reserve(total);
    for (auto& column : rows.values) column.reserve(total);
  }

  MergeReport merge_into_store(const SeriesId& id, const Rows& rows, SourceChecksums sources) const {
    MergeOptions merge;
    merge.replace = options_.replace;
    merge.sources = std::move(sources);
    if (id.kind == SeriesKind::kFunding) return store_.merge_funding(id, {rows.time, rows.values[0]}, merge);
    const auto& v = rows.values;
    return store_.merge(id, CandleSpan{rows.time, v[0], v[1], v[2], v[3], v[4]}, merge);
  }

  /// Adds what the files' rows had in common among themselves.
  static void add_counts(MergeReport& merge, const MergeReport& among_files) {
    merge.rows_equal += among_files.rows_equal;
    merge.rows_differing += among_files.rows_differing;
    for (const RowDifference& difference : among_files.first_differences) {
      if (merge.first_differences.size() < kShownDifferences) merge.first_differences.push_back(difference);
    }
  }

  void sort_report() {
    std::sort(report_.series.begin(), report_.series.end(), [](const SeriesImport& a, const SeriesImport& b) { return a.id < b.id; });
    std::sort(report_.failures.begin(), report_.failures.end(),
              [](const ImportFailure& a, const ImportFailure& b) { return a.file < b.file; });
    std::sort(report_.skipped.begin(), report_.skipped.end(), [](const SkippedFile& a, const SkippedFile& b) { return a.file < b.file; });
  }

  const CandleStore& store_;
  const ImportOptions& options_;
  ImportProgress& progress_;
  const StopFlag& stop_;
  std::vector<ImportItem> items_;
  std::deque<SeriesWork> groups_;
  std::mutex mutex_;
  ImportReport report_;
};

}  // namespace

ImportReport import_files(const CandleStore& store, const ImportOptions& options, ImportProgress& progress, const StopFlag& stop) {
  return Importer(store, options, progress, stop, plan_import(options)).run();
}

}  // namespace orchestrator
