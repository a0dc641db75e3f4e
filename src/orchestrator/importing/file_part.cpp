#include "orchestrator/importing/file_part.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include "orchestrator/base/error.h"
#include "orchestrator/importing/arrow_file.h"
#include "orchestrator/importing/checksum.h"
#include "orchestrator/importing/csv_file.h"
#include "orchestrator/importing/file_bytes.h"
#include "orchestrator/market/validation.h"
#include "orchestrator/repository/funding.h"

namespace orchestrator {
namespace {

namespace fs = std::filesystem;

template <typename T>
void append_column(std::vector<T>& column, std::vector<T> more) {
  if (column.empty()) {
    column = std::move(more);
  } else {
    column.insert(column.end(), more.begin(), more.end());
  }
}

void append_content(FileContent& content, FileContent more) {
  append_column(content.candles.open_time, std::move(more.candles.open_time));
  append_column(content.candles.open, std::move(more.candles.open));
  append_column(content.candles.high, std::move(more.candles.high));
  append_column(content.candles.low, std::move(more.candles.low));
  append_column(content.candles.close, std::move(more.candles.close));
  append_column(content.candles.volume, std::move(more.candles.volume));
  append_column(content.funding.time, std::move(more.funding.time));
  append_column(content.funding.rate, std::move(more.funding.rate));
}

FileContent read_csv_text(const ImportItem& item, std::string_view text, unsigned threads) {
  return item.identity.binance ? read_binance_csv(text, item.identity.kind, threads) : read_csv(text, item.identity.kind, threads);
}

FileContent read_zip_content(const ImportItem& item, std::span<const std::byte> bytes, const ZipLimits& limits, unsigned threads) {
  FileContent content;
  bool found = false;
  for (const ZipEntry& entry : read_zip(bytes, item.entry.empty() ? ".csv" : item.entry, limits)) {
    if (!item.entry.empty() && entry.name != item.entry) continue;
    append_content(content, read_csv_text(item, entry.bytes, threads));
    found = true;
  }
  if (!found) throw data_error("not_candles", "the zip archive has no CSV file in it");
  return content;
}

FileContent read_content(const ImportItem& item, const FileBytes& file, const ZipLimits& limits, unsigned threads) {
  if (item.zipped()) return read_zip_content(item, file.bytes(), limits, threads);
  if (item.identity.format == FileFormat::kFeather) return read_feather(file.bytes(), item.identity.kind);
  if (item.identity.format == FileFormat::kParquet) return read_parquet(file.bytes(), item.identity.kind);
  return read_csv_text(item, file.text(), threads);
}

/// The `.CHECKSUM` beside a zip, verified when there is one; else our own sum of the bytes.
std::string verified_checksum(const ImportItem& item, const FileBytes& file) {
  if (!item.zipped()) return fmt::format("xxh3:{:016x}", XXH3_64bits(file.bytes().data(), file.bytes().size()));
  const fs::path beside = item.file.string() + ".CHECKSUM";
  std::error_code error;
  if (fs::exists(beside, error)) require_checksum(file.bytes(), FileBytes::read(beside).text());
  return "sha256:" + sha256_hex(file.bytes());
}

FundingSeries sorted_funding(FundingSeries funding) {
  if (std::is_sorted(funding.time.begin(), funding.time.end())) return funding;
  std::vector<std::size_t> order(funding.time.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return funding.time[a] < funding.time[b]; });
  FundingSeries sorted;
  for (std::size_t row : order) {
    sorted.time.push_back(funding.time[row]);
    sorted.rate.push_back(funding.rate[row]);
  }
  return sorted;
}

Rows valid_rows(FileContent content, const SeriesId& id, Warnings& warnings) {
  if (id.kind == SeriesKind::kFunding) {
    const FundingSeries sorted = sorted_funding(std::move(content.funding));
    FundingSeries regular = regular_funding(sorted.time, sorted.rate, id.label());
    return {std::move(regular.time), {std::move(regular.rate)}};
  }
  CandleColumns& c = content.candles;
  sort_and_require_valid(c, id.symbol, id.interval, warnings);
  Rows rows{std::move(c.open_time), {}};
  for (auto* column : {&c.open, &c.high, &c.low, &c.close, &c.volume}) rows.values.push_back(std::move(*column));
  return rows;
}

void keep_range(Rows& rows, TimeRange range) {
  const auto first = std::lower_bound(rows.time.begin(), rows.time.end(), range.begin) - rows.time.begin();
  const auto last = std::lower_bound(rows.time.begin(), rows.time.end(), range.end) - rows.time.begin();
  const auto cut = [&](auto& column) {
    column.erase(column.begin() + last, column.end());
    column.erase(column.begin(), column.begin() + first);
  };
  if (first == 0 && last == static_cast<std::ptrdiff_t>(rows.time.size())) return;
  if (first > last) throw internal_error("bad_range", "a range that ends before it begins");
  cut(rows.time);
  for (auto& column : rows.values) cut(column);
}

constexpr std::array<std::string_view, 5> kCandleValues{"open", "high", "low", "close", "volume"};
constexpr std::array<std::string_view, 1> kFundingValues{"rate"};

}  // namespace

FilePart read_file_part(const ImportItem& item, const ImportOptions& options, unsigned threads) {
  const FileBytes file = FileBytes::read(item.file, threads);
  FilePart part;
  part.source = item.file.filename().string();
  part.checksum = verified_checksum(item, file);
  FileContent content = read_content(item, file, options.zip_limits, threads);
  if (!item.series) {
    throw data_error("unknown_series", "neither the file's name nor an option tells symbol and interval", "",
                     "name the file like BTCUSDT-1m.csv, or give --symbol and --interval");
  }
  part.rows_read = content.rows();
  part.rows = valid_rows(std::move(content), *item.series, part.warnings);
  keep_range(part.rows, options.range);
  return part;
}

void append_rows(Rows& rows, Rows more, SeriesKind kind, bool replace, MergeReport& report) {
  if (rows.time.empty()) {
    rows = std::move(more);
    return;
  }
  if (more.time.empty()) return;
  if (more.time.front() > rows.time.back()) {
    append_column(rows.time, std::move(more.time));
    for (std::size_t i = 0; i < rows.values.size(); ++i) append_column(rows.values[i], std::move(more.values[i]));
    return;
  }
  const std::span<const std::string_view> names =
      kind == SeriesKind::kFunding ? std::span<const std::string_view>(kFundingValues) : std::span<const std::string_view>(kCandleValues);
  const MergePlan plan = plan_merge(rows.view(), more.view(), names, replace);
  report.rows_equal += plan.report.rows_equal;
  report.rows_differing += plan.report.rows_differing;
  for (const RowDifference& difference : plan.report.first_differences) {
    if (report.first_differences.size() < kShownDifferences) report.first_differences.push_back(difference);
  }
  if (!plan.only_stored()) rows = merged_rows(plan, rows.view(), more.view());
}

}  // namespace orchestrator
