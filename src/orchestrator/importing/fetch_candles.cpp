#include "orchestrator/importing/fetch_candles.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "orchestrator/base/error.h"
#include "orchestrator/base/parallel_for.h"
#include "orchestrator/importing/archive_download.h"

namespace orchestrator {
namespace {

/// A file to get and what became of it.
struct FetchTask {
  SeriesId id;
  ArchivePeriod period;
  std::optional<ArchiveOutcome> outcome;  ///< absent: failed
};

TimeRange overlap(TimeRange a, TimeRange b) { return {std::max(a.begin, b.begin), std::min(a.end, b.end)}; }

class Fetcher {
 public:
  Fetcher(const CandleStore& store, const FetchOptions& options, FetchProgress& progress, const StopFlag& stop)
      : store_(store), options_(options), progress_(progress), stop_(stop) {
    wanted_ = options.range;
    wanted_.end = std::min(wanted_.end, options.now);
  }

  FetchReport run() {
    std::vector<FetchTask> months = month_tasks();
    get_all(months);
    std::vector<FetchTask> days = day_tasks(months);
    get_all(days);
    for (const auto* tasks : {&months, &days}) collect(*tasks);
    report_.bytes_downloaded = progress_.http.bytes;
    report_.retries = progress_.http.retries;
    report_.resumed = progress_.http.resumed;
    note_missing(months, days);
    if (files_.empty() && report_.failures.empty()) throw nothing_found();
    import();
    return std::move(report_);
  }

 private:
  /// A month that is not over is not in the archive yet.
  bool over(const ArchivePeriod& period) const { return period.end <= options_.now; }

  std::vector<FetchTask> month_tasks() const {
    std::vector<FetchTask> tasks;
    for (const SeriesId& id : options_.series) {
      for (const ArchivePeriod& month : months_in(wanted_)) {
        // Marked as missing without asking, so that its days are tried.
        tasks.push_back({id, month, over(month) ? std::nullopt : std::optional(ArchiveOutcome::kMissing)});
      }
    }
    return tasks;
  }

  std::vector<FetchTask> day_tasks(const std::vector<FetchTask>& months) const {
    std::vector<FetchTask> tasks;
    for (const FetchTask& month : months) {
      if (month.outcome != ArchiveOutcome::kMissing || !archive_has_days(month.id)) continue;
      for (const ArchivePeriod& day : days_in(overlap(wanted_, {month.period.begin, month.period.end}))) {
        if (over(day)) tasks.push_back({month.id, day, std::nullopt});
      }
    }
    return tasks;
  }

  void get_all(std::vector<FetchTask>& tasks) {
    std::vector<FetchTask*> open;
    for (FetchTask& task : tasks) {
      if (!task.outcome) open.push_back(&task);
    }
    progress_.files_total += open.size();
    parallel_for(open.size(), options_.connections, [&](std::size_t i) {
      get(*open[i]);
      ++progress_.files_done;
    });
  }

  void get(FetchTask& task) {
    const std::string path = archive_path(task.id, task.period);
    try {
      throw_if_unreachable();
      const ClientLease client(*this);
      task.outcome = download_archive_file(*client, options_.base_url, path, options_.cache);
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::kInterrupted) throw;
      const std::lock_guard lock(mutex_);
      if (error.code() == "server_unreachable" && !unreachable_) unreachable_ = error;
      report_.failures.push_back({options_.base_url + "/" + path, error.code(), error.message(), error.where(), error.hint()});
    }
  }

  /// When a host could not be reached in all attempts, the hundreds of files behind it are not worth the same wait.
  void throw_if_unreachable() {
    const std::lock_guard lock(mutex_);
    if (unreachable_) throw *unreachable_;
  }

  /// A client for one file; its connection is reused by the next one.
  class ClientLease {
   public:
    explicit ClientLease(Fetcher& fetcher) : fetcher_(fetcher) {
      const std::lock_guard lock(fetcher.mutex_);
      if (fetcher.idle_.empty()) {
        client_ = std::make_unique<HttpClient>(fetcher.options_.http, fetcher.progress_.http, fetcher.stop_);
      } else {
        client_ = std::move(fetcher.idle_.back());
        fetcher.idle_.pop_back();
      }
    }
    ~ClientLease() {
      const std::lock_guard lock(fetcher_.mutex_);
      fetcher_.idle_.push_back(std::move(client_));
    }
    ClientLease(const ClientLease&) = delete;
    ClientLease& operator=(const ClientLease&) = delete;
    HttpClient& operator*() const { return *client_; }

   private:
    Fetcher& fetcher_;
    std::unique_ptr<HttpClient> client_;
  };

  void collect(const std::vector<FetchTask>& tasks) {
    for (const FetchTask& task : tasks) {
      if (!task.outcome || *task.outcome == ArchiveOutcome::kMissing) continue;
      const std::string path = archive_path(task.id, task.period);
      files_.push_back(options_.cache / path);
      if (*task.outcome == ArchiveOutcome::kUnverified) report_.unverified.push_back(options_.base_url + "/" + path);
      ++(*task.outcome == ArchiveOutcome::kCached ? report_.files_cached : report_.files_downloaded);
    }
    std::sort(report_.failures.begin(), report_.failures.end(),
              [](const ImportFailure& a, const ImportFailure& b) { return a.file < b.file; });
  }

  /// Days that are missing, and months of series that come by month only; neighbours become one entry.
  void note_missing(const std::vector<FetchTask>& months, const std::vector<FetchTask>& days) {
    TimeMs previous_end = 0;
    const auto note = [&](const FetchTask& task) {
      if (task.outcome != ArchiveOutcome::kMissing) return;
      auto& missing = report_.missing;
      if (!missing.empty() && missing.back().id == task.id && previous_end == task.period.begin) {
        missing.back().last = task.period.name();
      } else {
        missing.push_back({task.id, task.period.name(), task.period.name()});
      }
      previous_end = task.period.end;
    };
    for (const FetchTask& day : days) note(day);
    for (const FetchTask& month : months) {
      if (!archive_has_days(month.id) && over(month.period)) note(month);
    }
  }

  void import() {
    ImportOptions import;
    import.inputs = files_;
    if (!options_.series.empty()) import.exchange = options_.series.front().exchange;
    import.replace = options_.replace;
    import.jobs = options_.jobs;
    import.range = options_.range;
    report_.import = import_files(store_, import, progress_.import, stop_);
  }

  Error nothing_found() const {
    std::string labels;
    for (const SeriesId& id : options_.series) labels += (labels.empty() ? "" : ", ") + id.label();
    return data_error("nothing_found",
                      fmt::format("{} has nothing of {} from {} to {}", options_.base_url, labels, format_time(options_.range.begin),
                                  format_time(options_.range.end)),
                      options_.base_url, "check the symbol's name, the market and the dates");
  }

  const CandleStore& store_;
  const FetchOptions& options_;
  FetchProgress& progress_;
  const StopFlag& stop_;
  TimeRange wanted_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<HttpClient>> idle_;
  std::optional<Error> unreachable_;
  std::vector<std::filesystem::path> files_;
  FetchReport report_;
};

}  // namespace

FetchReport fetch_candles(const CandleStore& store, const FetchOptions& options, FetchProgress& progress, const StopFlag& stop) {
  const CurlLibrary curl;
  return Fetcher(store, options, progress, stop).run();
}

}  // namespace orchestrator
