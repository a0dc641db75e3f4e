#include "orchestrator/importing/import_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "orchestrator/base/error.h"
#include "orchestrator/importing/file_bytes.h"

namespace orchestrator {
namespace {

namespace fs = std::filesystem;

/// The series that name and options tell together; nullopt when they leave it open.
std::optional<SeriesId> series_of(const FileIdentity& identity, const ImportOptions& options) {
  const std::string& symbol = options.symbol.empty() ? identity.symbol : options.symbol;
  const std::optional<Interval> interval = options.interval ? options.interval : identity.interval;
  const bool funding = identity.kind == SeriesKind::kFunding;
  if (symbol.empty() || (!interval && !funding)) return std::nullopt;
  SeriesId id;
  id.exchange = options.exchange;
  id.market = identity.market;
  if (id.market.empty()) id.market = options.market;
  if (id.market.empty()) id.market = options.symbol_market;
  if (id.market.empty()) id.market = identity.kind == SeriesKind::kCandles ? "spot" : "um";
  id.symbol = symbol;
  id.kind = identity.kind;
  if (!funding) id.interval = *interval;
  return id;
}

/// Why a file met in a folder is left out; empty when it is not.
std::string reason_to_skip(const FileIdentity& identity, const ImportOptions& options) {
  if (!identity.skip_reason.empty()) return identity.skip_reason;
  if (!identity.complete()) return {};
  if (!options.symbol.empty() && identity.symbol != options.symbol) return fmt::format("its symbol is not {}", options.symbol);
  if (!options.symbol_market.empty() && !identity.market.empty() && identity.market != options.symbol_market) {
    return fmt::format("its market is not {}", options.symbol_market);
  }
  if (options.interval && identity.interval && *identity.interval != *options.interval) {
    return fmt::format("its interval is not {}", options.interval->name());
  }
  return {};
}

class Planner {
 public:
  explicit Planner(const ImportOptions& options) : options_(options) {}

  void add_input(const fs::path& input) {
    std::error_code error;
    const fs::file_status status = fs::status(input, error);
    if (!fs::exists(status)) {
      throw data_error("file_not_found", fmt::format("'{}' does not exist", input.string()), input.string());
    }
    if (fs::is_directory(status)) {
      add_folder(input);
    } else {
      add_file(input, true);
    }
  }

  ImportPlan finish() {
    std::sort(plan_.items.begin(), plan_.items.end(), [](const ImportItem& a, const ImportItem& b) {
      return std::tie(a.series, a.file, a.entry) < std::tie(b.series, b.file, b.entry);
    });
    const auto same = [](const ImportItem& a, const ImportItem& b) {
      return a.series == b.series && a.file == b.file && a.entry == b.entry;
    };
    plan_.items.erase(std::unique(plan_.items.begin(), plan_.items.end(), same), plan_.items.end());
    return std::move(plan_);
  }

 private:
  void add_folder(const fs::path& folder) {
    std::error_code error;
    fs::recursive_directory_iterator it(folder, error), end;
    for (; !error && it != end; it.increment(error)) {
      const std::string name = it->path().filename().string();
      std::error_code unreadable;  // one entry that can't be looked at does not end the walk
      if (name.starts_with('.')) {
        if (it->is_directory(unreadable)) it.disable_recursion_pending();
      } else if (it->is_regular_file(unreadable)) {
        add_file(it->path(), false);
      }
    }
    if (error) plan_.failures.push_back({folder.string(), "unreadable_file", "cannot walk through the folder: " + error.message(), "", ""});
  }

  void add_file(const fs::path& file, bool named) {
    if (file.extension() == ".CHECKSUM" || file.extension() == ".part") return;  // belong to the file beside them
    FileIdentity identity = identify_file(fs::absolute(file));
    const std::string reason = named ? identity.skip_reason : reason_to_skip(identity, options_);
    if (!reason.empty()) return leave_out(file.string(), reason, named);
    if (identity.format == FileFormat::kZip && !identity.complete()) return add_zip_entries(file, named);
    add_item(file, {}, std::move(identity), named);
  }

  /// An archive with a name of no meaning: its files are looked at one by one.
  void add_zip_entries(const fs::path& file, bool named) {
    try {
      const FileBytes archive = FileBytes::read(file);
      for (const std::string& entry : list_zip(archive.bytes(), options_.zip_limits)) {
        FileIdentity identity = identify_file(fs::absolute(file).parent_path() / fs::path(entry).filename());
        std::string reason = reason_to_skip(identity, options_);
        if (reason.empty() && identity.format != FileFormat::kCsv) reason = "only CSV files are read from zips";
        if (reason.empty()) {
          add_item(file, entry, std::move(identity), named);
        } else {
          leave_out(file.string() + "!" + entry, reason, false);
        }
      }
    } catch (const Error& error) {
      plan_.failures.push_back({file.string(), error.code(), error.message(), error.where(), error.hint()});
    }
  }

  void add_item(const fs::path& file, std::string entry, FileIdentity identity, bool named) {
    std::error_code error;
    const std::uintmax_t bytes = fs::file_size(file, error);
    const std::optional<SeriesId> series = series_of(identity, options_);
    plan_.items.push_back({file, std::move(entry), std::move(identity), series, named, error ? 0 : bytes});
  }

  void leave_out(const std::string& file, const std::string& reason, bool named) {
    if (named) {
      plan_.failures.push_back({file, "not_candles", reason, "", ""});
    } else {
      plan_.skipped.push_back({file, reason});
    }
  }

  const ImportOptions& options_;
  ImportPlan plan_;
};

}  // namespace

ImportPlan plan_import(const ImportOptions& options) {
  Planner planner(options);
  for (const fs::path& input : options.inputs) planner.add_input(input);
  return planner.finish();
}

}  // namespace orchestrator
