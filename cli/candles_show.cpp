// `orchestrator candles show`: candles, mark prices or funding rates as a table.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "candles_command.h"
#include "candles_options.h"
#include "orchestrator/market/validation.h"
#include "orchestrator/repository/series_lookup.h"
#include "output.h"
#include "series_names.h"
#include "text_table.h"

namespace {

using namespace orchestrator;
using nlohmann::ordered_json;

struct ShowOptions : CandlesOptions, SeriesChoice {
  std::string since;
  std::string until;
  std::size_t limit = 20;
};

/// The rows to show, whatever kind they are.
struct ShownRows {
  std::vector<std::string> titles;
  std::vector<TimeMs> time;
  std::vector<std::vector<double>> columns;
  std::size_t available = 0;
  std::string resampled_from{};  ///< empty: stored as it is shown
};

/// Without --since the newest rows, with it the first ones from there on. Limit 0: all.
std::pair<std::size_t, std::size_t> window(std::size_t rows, const ShowOptions& options) {
  const std::size_t count = options.limit == 0 ? rows : std::min(rows, options.limit);
  return {options.since.empty() ? rows - count : 0, count};
}

ShownRows rows_of(const CandleSeries& series, const ShowOptions& options) {
  const auto [first, count] = window(series.size(), options);
  const CandleSeries part = series.slice(first, count);
  ShownRows out{{"open", "high", "low", "close", "volume"}, {part.open_time.begin(), part.open_time.end()}, {}, series.size()};
  for (const auto column : {part.open, part.high, part.low, part.close, part.volume})
    out.columns.emplace_back(column.begin(), column.end());
  return out;
}

ShownRows rows_of(const FundingSeries& funding, const ShowOptions& options) {
  const auto [first, count] = window(funding.time.size(), options);
  const auto begin = static_cast<std::ptrdiff_t>(first);
  const auto end = static_cast<std::ptrdiff_t>(first + count);
  return {{"rate"},
          {funding.time.begin() + begin, funding.time.begin() + end},
          {{funding.rate.begin() + begin, funding.rate.begin() + end}},
          funding.time.size()};
}

ShownRows load(const SeriesId& id, const ShowOptions& options) {
  const CandleStore store = options.store();
  const TimeRange range = range_of(options.since, options.until);
  const LookedUpSeries found = read_or_resample(store, id);
  if (id.kind == SeriesKind::kFunding) return rows_of(funding_of(found.series, range), options);
  const CandleSeries series = found.series.candles().within(range);
  require_valid(series, id.symbol, id.interval);
  ShownRows out = rows_of(series, options);
  if (found.source) out.resampled_from = found.source->interval.name();
  return out;
}

std::string text_of(const SeriesId& id, const ShownRows& rows) {
  using Align = TextTable::Align;
  std::vector<TextTable::Column> columns{{"TIME (UTC)"}};
  std::vector<std::vector<std::string>> numbers;
  // Prices share their decimals, so that open, high, low and close read as one block; volume has its own.
  std::vector<double> prices;
  for (std::size_t c = 0; c < std::min<std::size_t>(4, rows.columns.size()); ++c) {
    prices.insert(prices.end(), rows.columns[c].begin(), rows.columns[c].end());
  }
  const auto price_texts = aligned_numbers(prices);
  for (std::size_t c = 0; c < rows.columns.size(); ++c) {
    std::string title = rows.titles[c];
    std::transform(title.begin(), title.end(), title.begin(), [](unsigned char letter) { return static_cast<char>(std::toupper(letter)); });
    columns.push_back({title, Align::kRight});
    const auto begin = price_texts.begin() + static_cast<std::ptrdiff_t>(c * rows.time.size());
    if (c < 4) {
      numbers.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(rows.time.size()));
    } else {
      numbers.push_back(aligned_numbers(rows.columns[c]));
    }
  }
  TextTable table(columns);
  for (std::size_t i = 0; i < rows.time.size(); ++i) {
    std::vector<std::string> cells{short_time(rows.time[i])};
    for (const auto& column : numbers) cells.push_back(column[i]);
    table.add_row(std::move(cells));
  }
  return fmt::format("{} {} ({}/{}): {} of {}{}\n\n{}", id.symbol, series_name(id), id.exchange, id.market, grouped(rows.time.size()),
                     counted(rows.available, "row"), rows.resampled_from.empty() ? "" : ", resampled from " + rows.resampled_from,
                     table.text());
}

ordered_json json_of(const SeriesId& id, const ShownRows& rows) {
  ordered_json out{{"status", "ok"}};
  out.update(series_json(id));
  out["available"] = rows.available;
  out["resampled"] = !rows.resampled_from.empty();
  out["rows"] = ordered_json::array();
  for (std::size_t i = 0; i < rows.time.size(); ++i) {
    ordered_json row = ordered_json::array({rows.time[i]});
    for (const auto& column : rows.columns) row.push_back(column[i]);
    out["rows"].push_back(std::move(row));
  }
  return out;
}

int show_candles(const ShowOptions& options) {
  const SeriesId id = options.id(options);
  const ShownRows rows = load(id, options);
  write_document(options.json ? json_of(id, rows).dump() : text_of(id, rows));
  return 0;
}

}  // namespace

void add_candles_show(CLI::App& candles, CommandContext& context) {
  auto options = std::make_shared<ShowOptions>();
  CLI::App& command = *candles.add_subcommand("show", "Print candles as a table; an interval that is not stored is resampled");
  add_series_choice(command, *options);
  command.add_option("--since", options->since, "First time (default: the newest rows)");
  command.add_option("--until", options->until, "End, not included");
  command.add_option("--limit", options->limit, "At most this many rows; 0: all")->capture_default_str();
  add_candles_options(command, *options);
  command.callback([options, &context] { context.action = [options] { return show_candles(*options); }; });
}
