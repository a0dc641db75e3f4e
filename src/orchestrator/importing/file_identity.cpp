#include "orchestrator/importing/file_identity.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <vector>

#include "orchestrator/base/error.h"
#include "orchestrator/market/symbol.h"

namespace orchestrator {
namespace {

std::vector<std::string> split_name(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string join_name(const std::vector<std::string>& parts, std::size_t count, std::string_view separator) {
  return fmt::format("{}", fmt::join(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(count), separator));
}

bool all_digits(std::string_view text, std::size_t length) {
  return text.size() == length && std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

std::optional<FileFormat> format_of(const std::filesystem::path& file) {
  std::string extension = file.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (extension == ".csv") return FileFormat::kCsv;
  if (extension == ".zip") return FileFormat::kZip;
  if (extension == ".feather" || extension == ".arrow") return FileFormat::kFeather;
  if (extension == ".parquet") return FileFormat::kParquet;
  return std::nullopt;
}

/// Empty when the text is no symbol name.
std::string symbol_or_empty(std::string_view name) {
  try {
    return canonical_symbol(name);
  } catch (const Error&) {
    return {};
  }
}

/// `BTC_USDT` and `BTC_USDT_USDT` are CCXT names without the characters that file systems dislike; `BTCUSD_PERP` and
/// `BTCUSDT_240329` are the exchange's own. Also tells the market of a perpetual.
void set_symbol(FileIdentity& identity, const std::string& name) {
  const std::vector<std::string> parts = split_name(name, '_');
  const bool own_name = parts.size() == 2 && (parts[1] == "PERP" || all_digits(parts[1], 6));
  if (parts.size() == 3) {
    identity.symbol = symbol_or_empty(parts[0] + "/" + parts[1] + ":" + parts[2]);
    identity.market = parts[2] == parts[0] ? "cm" : "um";
  } else if (parts.size() == 2 && !own_name) {
    identity.symbol = symbol_or_empty(parts[0] + "/" + parts[1]);
  } else {
    identity.symbol = symbol_or_empty(name);
  }
  if (parts.size() == 2 && parts[1] == "PERP") identity.market = "cm";
}

/// `BTC_USDT_USDT-1h-futures`: true when the last part is one of freqtrade's candle types.
bool read_freqtrade_name(FileIdentity& identity, const std::vector<std::string>& parts) {
  if (parts.size() < 3) return false;
  const std::string& type = parts.back();
  if (type != "futures" && type != "mark" && type != "funding_rate" && type != "index" && type != "premiumIndex") return false;
  if (type == "index" || type == "premiumIndex") identity.skip_reason = "index prices are not stored";
  if (type == "mark") identity.kind = SeriesKind::kMark;
  if (type == "funding_rate") identity.kind = SeriesKind::kFunding;
  identity.interval = Interval::parse(parts[parts.size() - 2]);
  set_symbol(identity, join_name(parts, parts.size() - 2, "-"));
  return true;
}

/// `BTCUSDT-1m-2024-01` and `BTCUSDT-1m-2024-01-05`: true when the name ends with a month or day.
bool read_binance_name(FileIdentity& identity, const std::vector<std::string>& parts) {
  const std::size_t count = parts.size();
  const bool day = count >= 5 && all_digits(parts[count - 3], 4) && all_digits(parts[count - 2], 2) && all_digits(parts[count - 1], 2);
  const bool month = !day && count >= 4 && all_digits(parts[count - 2], 4) && all_digits(parts[count - 1], 2);
  if (!day && !month) return false;
  const std::size_t type = count - (day ? 4 : 3);
  identity.binance = true;
  identity.interval = Interval::parse(parts[type]);
  if (parts[type] == "fundingRate") {
    identity.kind = SeriesKind::kFunding;
  } else if (!identity.interval) {
    identity.skip_reason = fmt::format("'{}' is no candle interval that can be stored", parts[type]);
  }
  set_symbol(identity, join_name(parts, type, "-"));
  return true;
}

/// `BTCUSDT-1m`, `BTCUSDT_1m`, `BTCUSDT`.
void read_plain_name(FileIdentity& identity, const std::string& stem) {
  for (const char separator : {'-', '_'}) {
    const std::size_t at = stem.rfind(separator);
    if (at == std::string::npos || at == 0) continue;
    identity.interval = Interval::parse(stem.substr(at + 1));
    if (identity.interval) return set_symbol(identity, stem.substr(0, at));
    if (separator == '-' && stem.substr(at + 1) == "trades") identity.skip_reason = "trades are not candles";
  }
  set_symbol(identity, stem);
}

/// The folders of the archive tell the market, and mark prices from traded ones: their files have the same names.
void read_folders(FileIdentity& identity, const std::filesystem::path& folder) {
  std::string previous;
  for (const auto& part : folder) {
    const std::string name = part.string();
    if (name == "spot") identity.market = "spot";
    if (previous == "futures" && (name == "um" || name == "cm")) identity.market = name;
    if (name == "markPriceKlines" && identity.kind == SeriesKind::kCandles) identity.kind = SeriesKind::kMark;
    if (name == "indexPriceKlines" || name == "premiumIndexKlines") identity.skip_reason = "index prices are not stored";
    previous = name;
  }
}

}  // namespace

FileIdentity identify_file(const std::filesystem::path& file) {
  FileIdentity identity;
  const auto format = format_of(file);
  if (!format) {
    identity.skip_reason = "not a CSV, zip, feather or Parquet file";
    return identity;
  }
  identity.format = *format;
  const std::string stem = file.stem().string();
  const std::vector<std::string> parts = split_name(stem, '-');
  if (!read_binance_name(identity, parts) && !read_freqtrade_name(identity, parts)) read_plain_name(identity, stem);
  read_folders(identity, file.parent_path());
  return identity;
}

}  // namespace orchestrator
