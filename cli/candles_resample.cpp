// `orchestrator candles resample`: stores a coarser series built from a finer one.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "candles_command.h"
#include "candles_options.h"
#include "orchestrator/base/error.h"
#include "orchestrator/market/resampling.h"
#include "orchestrator/market/symbol.h"
#include "orchestrator/market/validation.h"
#include "orchestrator/repository/series_lookup.h"
#include "output.h"
#include "series_names.h"
#include "text_table.h"

namespace {

using namespace orchestrator;
using nlohmann::ordered_json;

struct ResampleOptions : CandlesOptions {
  std::vector<std::string> symbols;
  std::string from;
  std::string to;
  bool replace = false;
};

struct Resampled {
  SeriesId id;
  SeriesId source;
  std::size_t from_rows = 0;
  MergeReport report;
  bool unfinished_dropped = false;
};

/// The last bucket counts only when the finer candles reach its end: stored half done it would stay so.
bool drop_unfinished(CandleColumns& candles, const CandleSeries& finer, Interval to) {
  if (candles.size() == 0 || finer.open_time.back() + finer.interval.ms() >= candles.open_time.back() + to.ms()) return false;
  candles.open_time.pop_back();
  for (auto* column : {&candles.open, &candles.high, &candles.low, &candles.close, &candles.volume}) column->pop_back();
  return true;
}

/// The stored series to build from: that of --from, else the longest interval that fits.
SeriesId source_of(const CandleStore& store, const SeriesId& wanted, const std::string& from) {
  if (from.empty()) {
    if (const auto finer = nearest_finer(store, wanted)) return *finer;
    throw missing_series(store, wanted);
  }
  SeriesId source = wanted;
  source.interval = interval_of(from, "--from");
  if (wanted.interval <= source.interval || !wanted.interval.divisible_by(source.interval)) {
    throw configuration_error("bad_interval",
                              fmt::format("{} candles cannot be built from {} candles", wanted.interval.name(), source.interval.name()),
                              "--to", "choose a multiple of --from");
  }
  if (!store.contains(source)) throw missing_series(store, source);
  return source;
}

Resampled resample_symbol(const ResampleOptions& options, const std::string& name) {
  const CandleStore store = options.store();
  const auto id = SeriesId::candles(options.exchange, options.market_of(name), canonical_symbol(name), interval_of(options.to, "--to"));
  const SeriesId source = source_of(store, id, options.from);
  const StoredSeries stored = store.read(source);
  const CandleSeries finer = stored.candles();
  require_valid(finer, source.symbol, source.interval);
  CandleColumns candles = resample(finer, id.interval);

  Resampled out{id, source, finer.size(), {}, drop_unfinished(candles, finer, id.interval)};
  MergeOptions merge;
  merge.replace = options.replace;
  merge.sources = {{"resampled", std::string(source.interval.name())}};
  out.report = store.merge(id, candles.view(), merge);
  return out;
}

std::string text_of(const std::vector<Resampled>& all) {
  using Align = TextTable::Align;
  TextTable table({{"SYMBOL"},
                   {"SERIES"},
                   {"FROM", Align::kRight},
                   {"NEW", Align::kRight},
                   {"EQUAL", Align::kRight},
                   {"DIFFERENT", Align::kRight},
                   {"STORED", Align::kRight}});
  std::string remarks;
  for (const auto& one : all) {
    const auto& report = one.report;
    table.add_row({one.id.symbol, series_name(one.id), fmt::format("{} {}", grouped(one.from_rows), one.source.interval.name()),
                   grouped(report.rows_new), grouped(report.rows_equal), grouped(report.rows_differing), grouped(report.rows_stored)});
    if (one.unfinished_dropped)
      remarks += fmt::format("{}: the last {} candle is not complete yet and was left out\n", one.id.symbol, one.id.interval.name());
    if (report.rows_differing && !report.replaced) {
      const auto& first = report.first_differences.front();
      remarks += fmt::format(
          "{}: {} differ from the stored ones and were not taken (--replace takes them); first: {} {} stored {}, new {}\n", one.id.symbol,
          counted(report.rows_differing, "candle"), short_time(first.time), first.column, first.stored, first.incoming);
    }
  }
  return table.text() + (remarks.empty() ? "" : "\n" + remarks);
}

ordered_json json_of(const Resampled& one) {
  ordered_json out = series_json(one.id);
  out["from"] = one.source.interval.name();
  out["from_rows"] = one.from_rows;
  out["rows_new"] = one.report.rows_new;
  out["rows_equal"] = one.report.rows_equal;
  out["rows_different"] = one.report.rows_differing;
  out["rows_stored"] = one.report.rows_stored;
  out["replaced"] = one.report.replaced;
  out["unfinished_dropped"] = one.unfinished_dropped;
  return out;
}

int resample_candles(const ResampleOptions& options) {
  std::vector<Resampled> all;
  for (const auto& name : options.symbols) all.push_back(resample_symbol(options, name));
  if (options.json) {
    ordered_json document{{"status", "ok"}, {"root", options.store().root().string()}, {"series", ordered_json::array()}};
    for (const auto& one : all) document["series"].push_back(json_of(one));
    write_document(document.dump());
  } else if (!options.quiet) {
    write_document(text_of(all));
  }
  return 0;
}

}  // namespace

void add_candles_resample(CLI::App& candles, CommandContext& context) {
  auto options = std::make_shared<ResampleOptions>();
  CLI::App& command = *candles.add_subcommand("resample", "Store coarser candles built from finer ones");
  command.add_option("symbols", options->symbols, "Symbols")->required();
  command.add_option("--from", options->from, "The stored interval (default: the longest that --to can be built from)");
  command.add_option("--to", options->to, "The interval to build")->required();
  command.add_flag("--replace", options->replace, "Take the new candles where stored ones differ");
  add_candles_options(command, *options);
  command.callback([options, &context] { context.action = [options] { return resample_candles(*options); }; });
}
