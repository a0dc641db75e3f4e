#include "orchestrator/engine/configuration/inline_rows_parser.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "orchestrator/base/error.h"
#include "orchestrator/base/nearest_name.h"
#include "orchestrator/engine/configuration/json_values.h"

namespace orchestrator::configuration {
namespace {

using simdjson::ondemand::json_type;

/// Where a row stands, for messages.
struct RowPlace {
  const std::string& path;  ///< of the symbol's rows
  const std::string& name;
  std::size_t row;
};

constexpr const char* kCandleShape = "[open_time_ms, open, high, low, close, volume?]";
constexpr const char* kFundingShape = "[time_ms, rate]";

[[noreturn]] void throw_bad_row(const RowPlace& place, const std::string& problem, const char* shape) {
  throw data_error("bad_row", fmt::format("row {} of {} {}", place.row, place.name, problem), fmt::format("{}/{}", place.path, place.row),
                   fmt::format("a row is {}", shape));
}

/// The text of a value that was not what it should be, for a message.
std::string text_of(simdjson::ondemand::value value) {
  const std::string_view text = simdjson::to_json_string(value).value();
  constexpr std::size_t kLongest = 40;
  return std::string(text.substr(0, std::min(text.find_last_not_of(" \t\r\n") + 1, kLongest)));
}

/// Reads at most `values.size()` numbers of a row; returns how many there were (one too many counts, more do not). A null among the
/// `optional_from`-th and later ones reads as 0.
std::size_t read_numbers(simdjson::ondemand::array row, std::span<double> values, std::size_t optional_from, const RowPlace& place,
                         const char* shape) {
  std::size_t count = 0;
  for (simdjson::ondemand::value value : row) {
    if (count == values.size()) return count + 1;
    const auto number = value.get_double();
    if (number.error() == simdjson::SUCCESS) {
      values[count] = number.value_unsafe();
    } else if (number.error() == simdjson::INCORRECT_TYPE || value.type() != json_type::number) {
      if (count < optional_from || value.type() != json_type::null) throw_bad_row(place, "has the value " + text_of(value), shape);
      value.is_null();  // consumes it
      values[count] = 0;
    } else {
      throw simdjson::simdjson_error(number.error());
    }
    ++count;
  }
  return count;
}

TimeMs to_time(double number, const RowPlace& place, const char* shape) {
  constexpr double kExact = 9007199254740992.0;  // a time in ms is far below: a double holds it exactly
  if (number != std::floor(number) || std::fabs(number) > kExact) throw_bad_row(place, fmt::format("has the time {}", number), shape);
  return static_cast<TimeMs>(number);
}

void read_row(simdjson::ondemand::array row, CandleColumns& columns, const RowPlace& place) {
  std::array<double, 6> v{};
  const std::size_t count = read_numbers(row, v, 5, place, kCandleShape);
  if (count < 5 || count > 6)
    throw_bad_row(place, fmt::format("has {} values", count > 6 ? "more than 6" : std::to_string(count)), kCandleShape);
  columns.push_back({to_time(v[0], place, kCandleShape), v[1], v[2], v[3], v[4], v[5]});
}

void read_row(simdjson::ondemand::array row, FundingSeries& series, const RowPlace& place) {
  std::array<double, 2> v{};
  const std::size_t count = read_numbers(row, v, 2, place, kFundingShape);
  if (count != 2) throw_bad_row(place, fmt::format("has {} values", count > 2 ? "more than 2" : std::to_string(count)), kFundingShape);
  series.time.push_back(to_time(v[0], place, kFundingShape));
  series.rate.push_back(v[1]);
}

const char* shape_of(const CandleColumns&) { return kCandleShape; }
const char* shape_of(const FundingSeries&) { return kFundingShape; }

[[noreturn]] void throw_wrong_type(simdjson::ondemand::value value, const std::string& path, const std::string& wanted) {
  throw configuration_error("wrong_type", fmt::format("{} must be {}, not {}", path, wanted, text_of(value)), path);
}

template <typename Columns>
Columns read_series(simdjson::ondemand::value value, const std::string& path, const std::string& name) {
  Columns columns;
  if (value.type() != json_type::array) throw_wrong_type(value, path, std::string("a list of rows ") + shape_of(columns));
  std::size_t index = 0;
  for (simdjson::ondemand::value row : value.get_array()) {
    const RowPlace place{path, name, index++};
    if (row.type() != json_type::array) throw_bad_row(place, "is " + text_of(row), shape_of(columns));
    read_row(row.get_array(), columns, place);
  }
  return columns;
}

template <typename Columns>
void read_section(simdjson::ondemand::value value, const std::string& path, ByName<Columns>& section) {
  if (value.type() == json_type::null) return;
  if (value.type() != json_type::object) throw_wrong_type(value, path, "an object of rows by symbol");
  for (auto field : value.get_object()) {
    std::string name(std::string_view(field.unescaped_key()));
    const std::string series_path = path_to(path, name);
    Columns columns = read_series<Columns>(field.value(), series_path, name);
    section.emplace_back(std::move(name), std::move(columns));
  }
}

}  // namespace

InlineRows parse_inline_rows(simdjson::ondemand::value value) {
  static const std::vector<std::string> kSections{"main", "detailed", "funding", "mark"};
  const std::string root = "/ohlcv_data";
  if (value.type() != json_type::object) throw_wrong_type(value, root, "an object with the key 'main'");
  InlineRows rows;
  std::vector<std::string> seen;
  for (auto field : value.get_object()) {
    const std::string key(std::string_view(field.unescaped_key()));
    const std::string path = path_to(root, key);
    if (std::find(seen.begin(), seen.end(), key) != seen.end())
      throw configuration_error("duplicate_key", fmt::format("the key '{}' is there twice", key), path);
    seen.push_back(key);
    if (key == "main")
      read_section(field.value(), path, rows.main);
    else if (key == "detailed")
      read_section(field.value(), path, rows.detailed);
    else if (key == "mark")
      read_section(field.value(), path, rows.mark);
    else if (key == "funding")
      read_section(field.value(), path, rows.funding);
    else
      throw configuration_error("unknown_key", fmt::format("unknown key '{}'", key), path, name_hint(key, kSections));
  }
  if (rows.main.empty() && rows.detailed.empty())
    throw configuration_error("missing_key", "ohlcv_data has no candles: 'main' is missing or empty", root + "/main",
                              "\"main\": {\"BTCUSDT\": [[open_time_ms, open, high, low, close, volume], …]}");
  return rows;
}

}  // namespace orchestrator::configuration
