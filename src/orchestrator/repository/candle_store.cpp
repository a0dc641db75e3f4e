#include "orchestrator/repository/candle_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "orchestrator/base/error.h"
#include "orchestrator/market/symbol.h"
#include "orchestrator/market/validation.h"
#include "orchestrator/repository/atomic_file.h"
#include "orchestrator/repository/funding.h"
#include "orchestrator/repository/series_lock.h"

namespace orchestrator {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 6> kCandleColumns{"open_time", "open", "high", "low", "close", "volume"};
constexpr std::array<std::string_view, 2> kFundingColumns{"time", "rate"};
constexpr std::string_view kSourcePrefix = "source.";
constexpr const char* kContentKey = "content_xxh3";

constexpr std::string_view kind_name(SeriesKind kind) {
  switch (kind) {
    case SeriesKind::kCandles:
      return "candles";
    case SeriesKind::kMark:
      return "mark";
    case SeriesKind::kFunding:
      break;
  }
  return "funding";
}

/// What the metadata says about the identity of a series.
FileMetadata identity_metadata(const SeriesId& id) {
  FileMetadata out{{"symbol", id.symbol}, {"exchange", id.exchange}, {"market", id.market}, {"kind", std::string(kind_name(id.kind))}};
  if (id.kind != SeriesKind::kFunding) out.emplace("interval", std::string(id.interval.name()));
  return out;
}

void require_identity(const StoredSeries& stored) {
  for (const auto& [key, expected] : identity_metadata(stored.id)) {
    const auto found = stored.metadata.find(key);
    if (found == stored.metadata.end() || found->second == expected) continue;
    throw data_error("foreign_series",
                     fmt::format("{}: its metadata says {} '{}', its place says '{}'", stored.file.string(), key, found->second, expected),
                     stored.file.string(), "was the file moved or copied? import it into its own place instead");
  }
}

CandleSpan candle_span(std::span<const TimeMs> time, const std::vector<std::span<const double>>& v) {
  return {time, v[0], v[1], v[2], v[3], v[4]};
}

/// Merging into an unsorted file would turn one defect into many: what is stored must be valid before rows are added.
void require_sound_rows(const StoredSeries& stored) {
  if (stored.id.kind == SeriesKind::kFunding) {
    funding_of(stored);
  } else {
    require_valid(stored.candles(), stored.file.string(), stored.id.interval);
  }
}

bool all_known(const SourceChecksums& added, const SourceChecksums& known) {
  return std::all_of(added.begin(), added.end(), [&](const auto& source) {
    const auto found = known.find(source.first);
    return found != known.end() && found->second == source.second;
  });
}

void create_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) {
    throw data_error("write_failed", "cannot create folder " + folder.string() + ": " + error.message(), folder.string());
  }
}

void write_series(const fs::path& file, const SeriesId& id, const RowsView& rows, const SourceChecksums& sources) {
  FileMetadata metadata = identity_metadata(id);
  for (const auto& [name, checksum] : sources) metadata.emplace(std::string(kSourcePrefix) + name, checksum);
  metadata.emplace(kContentKey, content_checksum(rows.time, rows.values));
  write_atomically(file,
                   [&](int descriptor) { write_series_file(descriptor, file, series_columns(id.kind), rows.time, rows.values, metadata); });
}

std::vector<std::string> folder_names(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (it->is_directory(error)) names.push_back(it->path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

bool is_symbol(const std::string& name) {
  try {
    return canonical_symbol(name) == name;
  } catch (const Error&) {
    return false;
  }
}

bool is_folder_name(const std::string& name) {
  try {
    require_folder_name(name, "folder");
    return true;
  } catch (const Error&) {
    return false;
  }
}

void require_no_difference(const MergeReport& report, const fs::path& file) {
  if (report.rows_differing == 0) return;
  const auto& first = report.first_differences.front();
  throw data_error("series_differs",
                   fmt::format("{} rows differ from those stored, the first at {}: {} {} is stored, {} is new", report.rows_differing,
                               format_time(first.time), first.column, first.stored, first.incoming),
                   file.string(), "take the new ones with --replace, or use another --root");
}

}  // namespace

ColumnNames series_columns(SeriesKind kind) {
  if (kind == SeriesKind::kFunding) return kFundingColumns;
  return kCandleColumns;
}

CandleSeries StoredSeries::candles() const {
  if (id.kind == SeriesKind::kFunding) throw internal_error("bad_series_kind", "funding rates are no candles");
  return {id.symbol, id.interval, candle_span(time, values), owner};
}

SourceChecksums StoredSeries::sources() const {
  SourceChecksums out;
  for (const auto& [key, value] : metadata) {
    if (key.starts_with(kSourcePrefix)) out.emplace(key.substr(kSourcePrefix.size()), value);
  }
  return out;
}

bool StoredSeries::content_intact() const {
  const auto kept = metadata.find(kContentKey);
  return kept == metadata.end() || kept->second == content_checksum(time, values);
}

bool CandleStore::contains(const SeriesId& id) const {
  std::error_code error;
  return fs::exists(file_of(id), error);
}

std::vector<SeriesId> CandleStore::list() const {
  std::vector<SeriesId> out;
  for (const auto& exchange : folder_names(root_)) {
    if (!is_folder_name(exchange)) continue;
    for (const auto& market : folder_names(root_ / exchange)) {
      if (!is_folder_name(market)) continue;
      for (auto& id : list(exchange, market)) out.push_back(std::move(id));
    }
  }
  return out;
}

std::vector<SeriesId> CandleStore::list(const std::string& exchange, const std::string& market) const {
  require_folder_name(exchange, "exchange");
  require_folder_name(market, "market");
  std::vector<SeriesId> out;
  for (const auto& symbol : folder_names(root_ / exchange / market)) {
    if (!is_symbol(symbol)) continue;
    for (auto& id : list(exchange, market, symbol)) out.push_back(std::move(id));
  }
  return out;
}

std::vector<SeriesId> CandleStore::list(const std::string& exchange, const std::string& market, const std::string& symbol) const {
  const fs::path folder = file_of(SeriesId::funding(exchange, market, symbol)).parent_path();
  std::vector<SeriesId> out;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    auto id = series_of_file_name(it->path().filename().string());
    if (!id) continue;
    id->exchange = exchange;
    id->market = market;
    id->symbol = symbol;
    out.push_back(*std::move(id));
  }
  std::sort(out.begin(), out.end());
  return out;
}

StoredSeries CandleStore::read(const SeriesId& id) const {
  StoredSeries out;
  out.id = id;
  out.file = file_of(id);
  auto columns = map_series_file(out.file, series_columns(id.kind));
  out.file_bytes = columns.file_bytes;
  out.metadata = std::move(columns.metadata);
  out.owner = std::move(columns.owner);
  out.time = columns.time;
  out.values = std::move(columns.values);
  require_identity(out);
  return out;
}

MergeReport CandleStore::merge(const SeriesId& id, const CandleSpan& candles, const MergeOptions& options) const {
  if (id.kind == SeriesKind::kFunding) throw internal_error("bad_series_kind", "candles cannot be stored as funding rates");
  require_valid(candles, id.symbol, id.interval);
  return merge_rows(id, {candles.open_time, {candles.open, candles.high, candles.low, candles.close, candles.volume}}, options);
}

MergeReport CandleStore::merge_funding(const SeriesId& id, const FundingSeries& funding, const MergeOptions& options) const {
  if (id.kind != SeriesKind::kFunding) throw internal_error("bad_series_kind", "funding rates cannot be stored as candles");
  const FundingSeries rounded = regular_funding(funding.time, funding.rate, id.label());
  return merge_rows(id, {rounded.time, {rounded.rate}}, options);
}

MergeReport CandleStore::merge_rows(const SeriesId& id, const RowsView& incoming, const MergeOptions& options) const {
  const fs::path file = file_of(id);
  create_folder(file.parent_path());
  const SeriesLock lock(file, options.lock_patience);

  RowsView stored{{}, std::vector<std::span<const double>>(incoming.values.size())};
  StoredSeries existing;
  if (!options.discard_stored && contains(id)) {
    existing = read(id);
    require_sound_rows(existing);
    stored = {existing.time, existing.values};
  }
  SourceChecksums sources = options.sources;
  sources.merge(existing.sources());
  const bool sources_known = all_known(options.sources, existing.sources());

  auto plan = plan_merge(stored, incoming, series_columns(id.kind).subspan(1), options.replace);
  MergeReport& report = plan.report;
  if (options.refuse_differing) require_no_difference(report, file);
  if (report.rows_stored == 0 || (plan.only_stored() && sources_known)) return report;
  if (plan.only_stored()) {
    write_series(file, id, stored, sources);
  } else if (plan.only_incoming()) {
    write_series(file, id, incoming, sources);
  } else {
    const Rows merged = merged_rows(plan, stored, incoming);
    write_series(file, id, merged.view(), sources);
  }
  report.written = true;
  return report;
}

FundingSeries funding_of(const StoredSeries& stored, TimeRange range) {
  return funding_within(regular_funding(stored.time, stored.values[0], stored.file.string()), range);
}

fs::path candle_store_root(const std::string& given) {
  if (!given.empty()) return given;
  const char* variable = std::getenv("ORCHESTRATOR_DATA");
  return variable && *variable ? fs::path(variable) : fs::path("data");
}

}  // namespace orchestrator
