// `orchestrator candles generate`: a seeded sample market into the store.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

#include "candles_command.h"
#include "candles_options.h"
#include "orchestrator/base/error.h"
#include "orchestrator/base/parallel_for.h"
#include "orchestrator/market/symbol.h"
#include "orchestrator/repository/sample_market.h"
#include "output.h"
#include "series_names.h"
#include "status_line.h"
#include "stop_signals.h"
#include "text_table.h"

namespace {

using namespace orchestrator;
using nlohmann::ordered_json;

constexpr std::uint64_t kMostRows = 100'000'000;

struct GenerateOptions : CandlesOptions {
  std::vector<std::string> symbols{"8"};
  std::string interval = "1m";
  std::string start = "2024-01-01";
  std::uint64_t rows = 0;
  std::uint64_t days = 365;
  std::uint64_t seed = 42;
  bool replace = false;
};

struct Generated {
  SeriesId id;
  MergeReport report;
  TimeMs first = 0;
  TimeMs last = 0;
};

/// A symbol to generate, in the market that is meant with it.
struct SampleSymbol {
  std::string market;
  std::string name;  ///< canonical
  auto operator<=>(const SampleSymbol&) const = default;
};

/// `--symbols 8`: that many; nothing when it is no number.
std::optional<std::size_t> count_of(const std::vector<std::string>& given) {
  std::size_t count = 0;
  const std::string& only = given.front();
  const auto [end, error] = std::from_chars(only.data(), only.data() + only.size(), count);
  if (given.size() != 1 || error != std::errc{} || end != only.data() + only.size()) return std::nullopt;
  if (count < 1 || count > 10'000) throw configuration_error("bad_symbols", "a sample market has 1 to 10000 symbols", "--symbols");
  return count;
}

/// `--symbols 8` or names, separated by commas or spaces.
std::vector<SampleSymbol> symbols_of(const GenerateOptions& options) {
  std::vector<SampleSymbol> out;
  const auto count = count_of(options.symbols);
  for (const auto& name : count ? sample_symbols(*count) : options.symbols)
    out.push_back({options.market_of(name), canonical_symbol(name)});
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

SampleMarket market_of(const GenerateOptions& options) {
  SampleMarket market;
  market.seed = options.seed;
  market.interval = interval_of(options.interval, "--interval");
  const TimeMs start = range_of(options.start, "").begin;
  market.start = market.interval.floor(start + market.interval.ms() - 1);
  market.rows =
      options.rows ? options.rows : options.days * static_cast<std::uint64_t>(kDayMs) / static_cast<std::uint64_t>(market.interval.ms());
  if (market.rows == 0 || market.rows > kMostRows) {
    throw configuration_error("bad_rows", fmt::format("{} candles a symbol; 1 to {} are possible", market.rows, kMostRows),
                              options.rows ? "--rows" : "--days");
  }
  return market;
}

/// One symbol: its candles, and on perpetual markets its funding rates.
std::vector<Generated> generate_symbol(const GenerateOptions& options, const SampleMarket& market, const SampleSymbol& symbol) {
  const CandleStore store = options.store();
  MergeOptions merge;
  merge.discard_stored = options.replace;
  merge.refuse_differing = true;
  merge.sources = {{"generated", fmt::format("seed {}, start {}", market.seed, format_time(market.start))}};

  std::vector<Generated> out;
  const CandleColumns candles = sample_candles(market, sample_profile(symbol.name));
  const auto id = SeriesId::candles(options.exchange, symbol.market, symbol.name, market.interval);
  out.push_back({id, store.merge(id, candles.view(), merge), candles.open_time.front(), candles.open_time.back()});
  if (symbol.market == "spot") return out;
  const FundingSeries funding = sample_funding(market, candles.view(), symbol.name);
  if (funding.time.empty()) return out;
  const auto funding_id = SeriesId::funding(options.exchange, symbol.market, symbol.name);
  out.push_back({funding_id, store.merge_funding(funding_id, funding, merge), funding.time.front(), funding.time.back()});
  return out;
}

ordered_json json_of(const Generated& one) {
  ordered_json out = series_json(one.id);
  out["rows"] = one.report.rows_stored;
  out["rows_new"] = one.report.rows_new;
  out["first"] = format_time(one.first);
  out["last"] = format_time(one.last);
  return out;
}

std::string text_of(const std::vector<std::vector<Generated>>& all, const GenerateOptions& options, double seconds) {
  using Align = TextTable::Align;
  TextTable table({{"MARKET"}, {"SYMBOL"}, {"SERIES"}, {"FIRST"}, {"LAST"}, {"ROWS", Align::kRight}, {"NEW", Align::kRight}});
  std::uint64_t rows = 0;
  for (const auto& symbol : all) {
    for (const auto& one : symbol) {
      rows += one.report.rows_stored;
      table.add_row({one.id.market, one.id.symbol, series_name(one.id), short_time(one.first), short_time(one.last),
                     grouped(one.report.rows_stored), one.report.rows_new ? grouped(one.report.rows_new) : "-"});
    }
  }
  return fmt::format("{}\n{} of a sample market (seed {}) in {}, {:.1f} s\n", table.text(), counted(rows, "row"), options.seed,
                     (options.store().root() / options.exchange).string(), seconds);
}

/// How far it is: counters that workers add to.
struct GenerateProgress {
  std::size_t total = 0;
  std::atomic<std::size_t> done{0};
  std::atomic<std::uint64_t> rows{0};

  FileStatus status() const {
    const auto share = static_cast<double>(done) / static_cast<double>(total);
    return {"generating", done, total, share, static_cast<double>(rows), "rows", "symbols"};
  }
};

/// Every symbol, side by side. After a request to stop the symbols begun are finished, so that what is stored is whole series.
std::vector<std::vector<Generated>> generate_all(const GenerateOptions& options, const SampleMarket& market,
                                                 const std::vector<SampleSymbol>& symbols) {
  std::vector<std::vector<Generated>> all(symbols.size());
  GenerateProgress progress;
  progress.total = symbols.size();
  StopFlag stop;
  const StopSignals signals(stop);
  const StatusLine line([&] { return progress.status(); }, options.quiet);
  parallel_for(symbols.size(), std::max(1u, std::thread::hardware_concurrency()), [&](std::size_t i) {
    stop.throw_if_stopped();
    all[i] = generate_symbol(options, market, symbols[i]);
    progress.rows += market.rows;
    ++progress.done;
  });
  stop.throw_if_stopped();  // asked to stop in the last moment: then that is what happens
  return all;
}

int generate_candles(const GenerateOptions& options) {
  const auto symbols = symbols_of(options);
  const SampleMarket market = market_of(options);
  const auto begin = std::chrono::steady_clock::now();
  const auto all = generate_all(options, market, symbols);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  if (!options.json) {
    if (!options.quiet) write_document(text_of(all, options, seconds.count()));
    return 0;
  }
  ordered_json document{
      {"status", "ok"}, {"root", options.store().root().string()}, {"seed", options.seed}, {"series", ordered_json::array()}};
  for (const auto& symbol : all) {
    for (const auto& one : symbol) document["series"].push_back(json_of(one));
  }
  write_document(document.dump());
  return 0;
}

}  // namespace

void add_candles_generate(CLI::App& candles, CommandContext& context) {
  auto options = std::make_shared<GenerateOptions>();
  CLI::App& command = *candles.add_subcommand("generate", "Make a seeded sample market: volatility clusters, jumps, volume, funding");
  command.add_option("--symbols", options->symbols, "How many symbols, or their names")->delimiter(',')->capture_default_str();
  command.add_option("--interval", options->interval, "Interval of the candles")->capture_default_str();
  command.add_option("--start", options->start, "Open time of the first candle")->capture_default_str();
  auto* rows = command.add_option("--rows", options->rows, "Candles a symbol")->check(CLI::Range(std::uint64_t{1}, kMostRows));
  command.add_option("--days", options->days, "Days, instead of --rows")
      ->capture_default_str()
      ->check(CLI::Range(1, 1'000'000))
      ->excludes(rows);
  command.add_option("--seed", options->seed, "The same seed gives the same market")->capture_default_str();
  command.add_flag("--replace", options->replace, "Overwrite what is stored of these series");
  add_candles_options(command, *options);
  command.callback([options, &context] { context.action = [options] { return generate_candles(*options); }; });
}
