#include "orchestrator/importing/csv_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <utility>

#include "orchestrator/base/error.h"
#include "orchestrator/importing/column_names.h"
#include "orchestrator/importing/csv_rows.h"

namespace orchestrator {
namespace {

constexpr std::size_t kKlineColumns = 12;
constexpr std::size_t kFundingColumns = 3;

std::size_t binance_columns(SeriesKind kind) { return kind == SeriesKind::kFunding ? kFundingColumns : kKlineColumns; }

/// The text without a byte order mark and leading blank lines, and where it begins.
struct Body {
  std::string_view text;
  std::size_t line = 1;

  std::string_view first_line() const {
    std::string_view line_text = text.substr(0, text.find('\n'));
    if (line_text.ends_with('\r')) line_text.remove_suffix(1);
    return line_text;
  }
  void drop_line() {
    const std::size_t end = text.find('\n');
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    ++line;
  }
};

Body body_of(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  Body body{text};
  while (!body.text.empty() && body.first_line().empty()) body.drop_line();
  if (body.text.empty()) throw data_error("empty_file", "the file is empty");
  return body;
}

/// A header row begins with a letter, quoted or not; a row with a digit or a sign.
bool begins_with_header(const Body& body) {
  for (char c : body.first_line()) {
    if (std::isalpha(static_cast<unsigned char>(c)) || c == '_') return true;
    if (c != '"' && c != ' ') return false;
  }
  return false;
}

char delimiter_of(std::string_view header) {
  char best = ',';
  for (char candidate : {';', '\t'}) {
    if (std::count(header.begin(), header.end(), candidate) > std::count(header.begin(), header.end(), best)) best = candidate;
  }
  return best;
}

FileContent to_content(CsvColumns columns, SeriesKind kind) {
  if (columns.time.empty()) throw data_error("empty_file", "the file has no rows");
  FileContent content;
  if (kind == SeriesKind::kFunding) {
    content.funding = {std::move(columns.time), std::move(columns.numbers[0])};
    return content;
  }
  CandleColumns& candles = content.candles;
  candles.volume.assign(columns.numbers.size() > 4 ? 0 : columns.time.size(), 0.0);
  candles.open_time = std::move(columns.time);
  std::vector<double>* const targets[] = {&candles.open, &candles.high, &candles.low, &candles.close, &candles.volume};
  for (std::size_t i = 0; i < columns.numbers.size(); ++i) *targets[i] = std::move(columns.numbers[i]);
  return content;
}

CsvLayout binance_layout(SeriesKind kind) {
  CsvLayout layout;
  layout.fields = binance_columns(kind);
  if (kind == SeriesKind::kFunding) {
    layout.numbers = {2};
    layout.names = {"calc_time", "funding_interval_hours", "last_funding_rate"};
  } else {
    layout.numbers = {1, 2, 3, 4, 5};
    layout.names = {"open_time", "open", "high", "low", "close", "volume"};
  }
  return layout;
}

}  // namespace

FileContent read_binance_csv(std::string_view text, SeriesKind kind, unsigned threads) {
  Body body = body_of(text);
  if (begins_with_header(body)) body.drop_line();
  return to_content(read_csv_rows(body.text, binance_layout(kind), body.line, threads), kind);
}

FileContent read_named_csv(std::string_view text, SeriesKind kind, unsigned threads) {
  Body body = body_of(text);
  CsvLayout layout;
  layout.delimiter = delimiter_of(body.first_line());
  layout.names = split_csv_line(body.first_line(), layout.delimiter);
  layout.fields = layout.names.size();
  const ColumnChoice choice = choose_columns(layout.names, kind);
  layout.time_field = choice.time;
  layout.numbers = choice.numbers;
  if (choice.has_volume) layout.optional_field = choice.numbers.back();
  body.drop_line();
  return to_content(read_csv_rows(body.text, layout, body.line, threads), kind);
}

FileContent read_csv(std::string_view text, SeriesKind kind, unsigned threads) {
  const Body body = body_of(text);
  if (begins_with_header(body)) return read_named_csv(text, kind, threads);
  const std::size_t columns = split_csv_line(body.first_line(), ',').size();
  if (columns != binance_columns(kind)) {
    throw data_error("not_candles",
                     fmt::format("no header row, and {} columns where Binance's files have {}", columns, binance_columns(kind)));
  }
  return read_binance_csv(text, kind, threads);
}

}  // namespace orchestrator
