#include "orchestrator/importing/arrow_table.h"

#include <arrow/api.h>
#include <arrow/compute/cast.h>
#include <fmt/format.h>

#include <memory>
#include <optional>
#include <utility>

#include "orchestrator/base/error.h"
#include "orchestrator/importing/candle_time.h"

namespace orchestrator {
namespace {

Error bad_column(const std::string& name, std::string_view reason) {
  return data_error("bad_column", fmt::format("column '{}': {}", name, reason), fmt::format("column {}", name));
}

template <typename T>
T value_or_throw(arrow::Result<T> result, const std::string& name) {
  if (!result.ok()) throw bad_column(name, result.status().message());
  return std::move(result).ValueUnsafe();
}

std::shared_ptr<arrow::ChunkedArray> cast(const std::shared_ptr<arrow::ChunkedArray>& column, const std::shared_ptr<arrow::DataType>& type,
                                          const std::string& name) {
  return value_or_throw(arrow::compute::Cast(arrow::Datum(column), arrow::compute::CastOptions::Safe(type)), name).chunked_array();
}

/// Appends every value; a null becomes `null_value`, or an error without one.
std::vector<double> numbers_of(std::shared_ptr<arrow::ChunkedArray> column, const std::string& name, const double* null_value) {
  if (column->type()->id() != arrow::Type::DOUBLE) column = cast(column, arrow::float64(), name);
  std::vector<double> numbers;
  numbers.reserve(static_cast<std::size_t>(column->length()));
  for (const auto& chunk : column->chunks()) {
    const auto& values = static_cast<const arrow::DoubleArray&>(*chunk);
    for (std::int64_t i = 0; i < values.length(); ++i) {
      if (values.IsValid(i)) {
        numbers.push_back(values.Value(i));
      } else if (null_value) {
        numbers.push_back(*null_value);
      } else {
        throw bad_column(name, fmt::format("row {} has no value", numbers.size() + 1));
      }
    }
  }
  return numbers;
}

/// Milliseconds, rounded down; nullopt for what is no time of any candle (beyond the year 5138), so that nothing overflows later.
std::optional<TimeMs> to_milliseconds(std::int64_t value, arrow::TimeUnit::type unit) {
  constexpr TimeMs kFarthest = 100'000'000'000'000;
  const std::int64_t per_unit = unit == arrow::TimeUnit::SECOND ? kSecondMs : 1;
  if (unit == arrow::TimeUnit::MICRO) value = floor_divide(value, 1'000);
  if (unit == arrow::TimeUnit::NANO) value = floor_divide(value, 1'000'000);
  if (value < -kFarthest / per_unit || value > kFarthest / per_unit) return std::nullopt;
  return value * per_unit;
}

/// Every value of a column of `Array`s as `convert` (value to optional time) sees it; a null or nullopt is an error.
template <typename Array, typename Convert>
std::vector<TimeMs> converted_times(const arrow::ChunkedArray& column, const std::string& name, Convert convert) {
  std::vector<TimeMs> times;
  times.reserve(static_cast<std::size_t>(column.length()));
  for (const auto& chunk : column.chunks()) {
    const auto& values = static_cast<const Array&>(*chunk);
    for (std::int64_t i = 0; i < values.length(); ++i) {
      const std::optional<TimeMs> time = values.IsValid(i) ? convert(values.GetView(i)) : std::nullopt;
      if (!time) throw bad_column(name, fmt::format("row {} has no time", times.size() + 1));
      times.push_back(*time);
    }
  }
  return times;
}

std::vector<TimeMs> times_of(const std::shared_ptr<arrow::ChunkedArray>& column, const std::string& name) {
  switch (column->type()->id()) {
    case arrow::Type::TIMESTAMP: {
      const auto unit = static_cast<const arrow::TimestampType&>(*column->type()).unit();
      return converted_times<arrow::TimestampArray>(*column, name, [unit](std::int64_t value) { return to_milliseconds(value, unit); });
    }
    case arrow::Type::DATE32:
    case arrow::Type::DATE64:
      return times_of(cast(column, arrow::timestamp(arrow::TimeUnit::MILLI), name), name);
    case arrow::Type::STRING:
      return converted_times<arrow::StringArray>(*column, name, parse_candle_time);
    case arrow::Type::LARGE_STRING:
    case arrow::Type::STRING_VIEW:
    case arrow::Type::DICTIONARY:
      return times_of(cast(column, arrow::utf8(), name), name);
    default:
      return converted_times<arrow::Int64Array>(*cast(column, arrow::int64(), name), name,
                                                [](std::int64_t value) -> std::optional<TimeMs> { return time_from_integer(value); });
  }
}

}  // namespace

FileContent content_of_table(const arrow::Table& table, const ColumnChoice& choice, SeriesKind kind) {
  if (table.num_rows() == 0) throw data_error("empty_file", "the file has no rows");
  const auto name_of = [&](std::size_t column) { return table.schema()->field(static_cast<int>(column))->name(); };
  const auto numbers = [&](std::size_t column, const double* null_value) {
    return numbers_of(table.column(static_cast<int>(column)), name_of(column), null_value);
  };
  std::vector<TimeMs> times = times_of(table.column(static_cast<int>(choice.time)), name_of(choice.time));
  FileContent content;
  if (kind == SeriesKind::kFunding) {
    content.funding = {std::move(times), numbers(choice.numbers[0], nullptr)};
    return content;
  }
  constexpr double kMissingVolume = 0;
  CandleColumns& candles = content.candles;
  candles.open_time = std::move(times);
  candles.open = numbers(choice.numbers[0], nullptr);
  candles.high = numbers(choice.numbers[1], nullptr);
  candles.low = numbers(choice.numbers[2], nullptr);
  candles.close = numbers(choice.numbers[3], nullptr);
  candles.volume = choice.has_volume ? numbers(choice.numbers[4], &kMissingVolume) : std::vector<double>(candles.size(), 0.0);
  return content;
}

}  // namespace orchestrator
