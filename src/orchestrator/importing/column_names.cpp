#include "orchestrator/importing/column_names.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <initializer_list>
#include <optional>
#include <string_view>

#include "orchestrator/base/error.h"

namespace orchestrator {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

std::optional<std::size_t> find_any(const std::vector<std::string>& lower_names, std::initializer_list<std::string_view> aliases) {
  for (std::string_view alias : aliases) {
    const auto found = std::find(lower_names.begin(), lower_names.end(), alias);
    if (found != lower_names.end()) return static_cast<std::size_t>(found - lower_names.begin());
  }
  return std::nullopt;
}

std::size_t require_any(const std::vector<std::string>& lower_names, std::initializer_list<std::string_view> aliases) {
  if (const auto found = find_any(lower_names, aliases)) return *found;
  std::vector<std::string> first;  // what is no candle file may have any number of columns, of any length
  for (const std::string& name : lower_names) {
    if (first.size() < 12) first.push_back(name.substr(0, 24));
  }
  throw data_error("not_candles",
                   fmt::format("no column named {} (the columns are: {})", fmt::join(aliases, " or "), fmt::join(first, ", ")));
}

}  // namespace

ColumnChoice choose_columns(const std::vector<std::string>& names, SeriesKind kind) {
  std::vector<std::string> lower_names;
  for (const std::string& name : names) lower_names.push_back(lower(name));
  ColumnChoice choice;
  if (kind == SeriesKind::kFunding) {
    choice.time =
        require_any(lower_names, {"calc_time", "funding_time", "fundingtime", "open_time", "time", "timestamp", "date", "datetime"});
    choice.numbers = {require_any(lower_names, {"last_funding_rate", "funding_rate", "fundingrate", "rate", "open"})};
    return choice;
  }
  choice.time = require_any(lower_names, {"open_time", "time", "timestamp", "date", "datetime"});
  for (std::string_view column : {"open", "high", "low", "close"}) choice.numbers.push_back(require_any(lower_names, {column}));
  if (const auto volume = find_any(lower_names, {"volume"})) {
    choice.numbers.push_back(*volume);
    choice.has_volume = true;
  }
  return choice;
}

}  // namespace orchestrator
