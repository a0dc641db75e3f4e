// The embedded candle store: a folder of Arrow files, one a series, read by mapping and written atomically.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "orchestrator/market/candle_columns.h"
#include "orchestrator/market/candle_series.h"
#include "orchestrator/market/market.h"
#include "orchestrator/repository/series_file.h"
#include "orchestrator/repository/series_id.h"
#include "orchestrator/repository/series_merge.h"

namespace orchestrator {

/// Column names of a kind of series, the time column first.
ColumnNames series_columns(SeriesKind kind);

/// Where a source came from and its checksum as published, e.g. `BTCUSDT-1m-2024-01.zip` -> `sha256:…`.
using SourceChecksums = std::map<std::string, std::string>;

struct MergeOptions {
  bool replace = false;                           ///< take incoming rows where they differ from stored ones
  bool refuse_differing = false;                  ///< throw a data error (`series_differs`) instead of merging when a row differs
  bool discard_stored = false;                    ///< the incoming rows become the whole series, whatever is stored (even if it is damaged)
  SourceChecksums sources;                        ///< added to those already kept in the file's metadata
  std::chrono::milliseconds lock_patience{5000};  ///< how long to wait for another writer
};

/// A stored series as it lies: sound as a file, its numbers not yet looked at.
struct StoredSeries {
  SeriesId id;
  std::filesystem::path file;
  std::uint64_t file_bytes = 0;
  FileMetadata metadata;
  std::shared_ptr<const void> owner;
  std::span<const TimeMs> time;
  std::vector<std::span<const double>> values;

  /// The candles (kinds candles and mark), zero-copy.
  CandleSeries candles() const;
  /// Source names and checksums from the metadata.
  SourceChecksums sources() const;
  /// False when the metadata keeps a content checksum and the columns don't have it. Reads everything.
  bool content_intact() const;
};

/// Layout: `<root>/<exchange>/<market>/<SYMBOL>/<interval>.arrow`, `mark_<interval>.arrow`, `funding_rate.arrow`. Candle files have the
/// columns open_time, open, high, low, close, volume; funding files time, rate. Copyable, thread-safe; the root need not exist.
class CandleStore {
 public:
  explicit CandleStore(std::filesystem::path root) : root_(std::move(root)) {}

  const std::filesystem::path& root() const { return root_; }
  std::filesystem::path file_of(const SeriesId& id) const { return root_ / id.relative_path(); }
  bool contains(const SeriesId& id) const;
  /// Every stored series by exchange, market, symbol, kind, interval. Files that are no series are passed over.
  std::vector<SeriesId> list() const;
  std::vector<SeriesId> list(const std::string& exchange, const std::string& market) const;
  std::vector<SeriesId> list(const std::string& exchange, const std::string& market, const std::string& symbol) const;

  /// Maps a series. Throws a data error as map_series_file does, also when the file's metadata names another series.
  StoredSeries read(const SeriesId& id) const;
  /// Merges valid candles (market/validation.h; otherwise its data error) into the stored series by open_time. Nothing is written when
  /// nothing changes. Throws a data error when the stored file is damaged, another writer holds it, or the disk fails.
  MergeReport merge(const SeriesId& id, const CandleSpan& candles, const MergeOptions& options = {}) const;
  /// Merges funding rates. Times are rounded down to the minute, must increase strictly then, and rates must be finite.
  MergeReport merge_funding(const SeriesId& id, const FundingSeries& funding, const MergeOptions& options = {}) const;

 private:
  MergeReport merge_rows(const SeriesId& id, const RowsView& incoming, const MergeOptions& options) const;

  std::filesystem::path root_;
};

/// The funding rates of a stored funding series within `range`, times rounded down to the minute; a data error when times don't increase
/// or a rate is not finite.
FundingSeries funding_of(const StoredSeries& stored, TimeRange range = {});

/// `given` unless empty, else $ORCHESTRATOR_DATA unless empty, else ./data.
std::filesystem::path candle_store_root(const std::string& given);

}  // namespace orchestrator
