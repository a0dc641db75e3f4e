// `orchestrator candles fetch`: candles from the Binance public archive into the store.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "candles_command.h"
#include "candles_options.h"
#include "import_report.h"
#include "orchestrator/base/error.h"
#include "orchestrator/importing/fetch_candles.h"
#include "orchestrator/market/symbol.h"
#include "output.h"
#include "series_names.h"
#include "status_line.h"
#include "stop_signals.h"
#include "text_table.h"

namespace {

using namespace orchestrator;
using nlohmann::ordered_json;

struct FetchCommand : CandlesOptions {
  std::vector<std::string> symbols;
  std::string interval = "1m";
  std::string since;
  std::string until;
  bool funding = false;
  bool mark = false;
  bool replace = false;
  std::string base_url = kBinanceArchive;
  std::string cache;
  unsigned connections = 8;
  int retries = 4;
  double retry_delay_s = 0.5;
  double connect_timeout_s = 10;
  long low_speed_bytes = 1000;
  long low_speed_time_s = 30;
};

TimeMs now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

void add_series(std::vector<SeriesId>& all, const FetchCommand& command, const std::string& name) {
  const std::string symbol = canonical_symbol(name);
  const std::string market = command.market_of(name);
  const Interval interval = interval_of(command.interval, "--interval");
  if (market == "spot" && (command.funding || command.mark)) {
    throw configuration_error("no_funding_on_spot", fmt::format("{} is a spot symbol: it has no funding rates and no mark prices", name),
                              "--market", "add --market um, or write BTC/USDT:USDT");
  }
  all.push_back(SeriesId::candles(command.exchange, market, symbol, interval));
  if (command.mark) all.push_back(SeriesId::mark(command.exchange, market, symbol, interval));
  if (command.funding) all.push_back(SeriesId::funding(command.exchange, market, symbol));
}

TimeRange finite_range(const FetchCommand& command, TimeMs now) {
  TimeRange range = range_of(command.since, command.until);
  if (range.end == TimeRange{}.end) range.end = now;
  if (range.begin >= range.end) {
    throw configuration_error("empty_range", fmt::format("--since {} is not before {}", format_time(range.begin), format_time(range.end)),
                              "--since");
  }
  constexpr TimeMs kOldest = 1483228800000;  // 2017-01-01: the archive begins in August of that year
  range.begin = std::max(range.begin, kOldest);
  range.end = std::max(range.end, range.begin);
  return range;
}

FetchOptions options_of(const FetchCommand& command, const CandleStore& store) {
  FetchOptions options;
  for (const std::string& name : command.symbols) add_series(options.series, command, name);
  std::sort(options.series.begin(), options.series.end());
  options.series.erase(std::unique(options.series.begin(), options.series.end()), options.series.end());
  options.now = now_ms();
  options.range = finite_range(command, options.now);
  options.base_url = command.base_url;
  while (options.base_url.ends_with('/')) options.base_url.pop_back();
  options.cache = command.cache.empty() ? store.root() / ".cache" : std::filesystem::path(command.cache);
  options.replace = command.replace;
  options.connections = command.connections;
  options.jobs = std::max(1U, std::thread::hardware_concurrency());
  const auto milliseconds = [](double seconds) { return std::chrono::milliseconds(std::llround(seconds * 1000)); };
  options.http.attempts = command.retries + 1;
  options.http.first_delay = milliseconds(command.retry_delay_s);
  options.http.connect_timeout = milliseconds(command.connect_timeout_s);
  options.http.low_speed_bytes = command.low_speed_bytes;
  options.http.low_speed_time = std::chrono::seconds(command.low_speed_time_s);
  return options;
}

FileStatus status_of(const FetchProgress& progress) {
  const std::uint64_t total = progress.files_total, done = progress.files_done;
  if (progress.import.files_total > 0) {
    return {"importing", progress.import.files_done, progress.import.files_total, 0, static_cast<double>(progress.import.rows), "rows"};
  }
  return {"downloading",
          done,
          total,
          total ? static_cast<double>(done) / static_cast<double>(total) : 0,
          static_cast<double>(progress.http.bytes),
          "B"};
}

ordered_json json_of_missing(const MissingPeriod& missing) {
  ordered_json out = series_json(missing.id);
  out["first"] = missing.first;
  out["last"] = missing.last;
  return out;
}

ordered_json json_of_fetch(const FetchReport& report, const CandleStore& store) {
  ordered_json out{{"status", report.failures.empty() && report.import.failures.empty() ? "ok" : "failed"},
                   {"root", store.root().string()}};
  out["download"] = {{"files", report.files_downloaded}, {"cached", report.files_cached}, {"bytes", report.bytes_downloaded},
                     {"retries", report.retries},        {"resumed", report.resumed},     {"unverified", report.unverified}};
  out["missing"] = ordered_json::array();
  for (const auto& missing : report.missing) out["missing"].push_back(json_of_missing(missing));
  out.update(import_json(report.import));
  ordered_json failures = ordered_json::array();
  for (const auto* list : {&report.failures, &report.import.failures}) {
    for (const auto& failure : *list) failures.push_back(failure_json(failure));
  }
  out["failures"] = failures;
  return out;
}

std::string text_of_fetch(const FetchReport& report, bool replace) {
  std::string text;
  for (const auto& missing : report.missing) {
    text += fmt::format("gap: {} {}: not in the archive\n", missing.id.label(),
                        missing.first == missing.last ? missing.first : missing.first + " to " + missing.last);
  }
  for (const auto& url : report.unverified) text += fmt::format("warning: {}: the archive has no checksum of it\n", url);
  for (const auto& failure : report.failures) text += failure_text(failure);
  text += fmt::format("{} downloaded ({}), {} in the cache", counted(report.files_downloaded, "file"), human_bytes(report.bytes_downloaded),
                      grouped(report.files_cached));
  if (report.retries > 0) text += fmt::format(", {} ({} continued)", counted(report.retries, "retry", "retries"), grouped(report.resumed));
  if (!report.failures.empty()) text += fmt::format(", {} FAILED", grouped(report.failures.size()));
  return text + "\n\n" + import_text(report.import, replace);
}

int fetch(const FetchCommand& command) {
  const CandleStore store = command.store();
  const FetchOptions options = options_of(command, store);
  FetchProgress progress;
  StopFlag stop;
  const StopSignals signals(stop);
  const FetchReport report = [&] {
    const StatusLine line([&] { return status_of(progress); }, command.quiet);
    return fetch_candles_loaded(store, options, progress, stop);
  }();
  const bool failed = !report.failures.empty() || !report.import.failures.empty();
  if (command.json) {
    write_document(json_of_fetch(report, store).dump(-1, ' ', false, ordered_json::error_handler_t::replace));
  } else if (!command.quiet) {
    write_document(text_of_fetch(report, command.replace));
  } else {
    for (const auto* list : {&report.failures, &report.import.failures}) {
      for (const auto& failure : *list) std::fputs(failure_text(failure).c_str(), stderr);
    }
  }
  return failed ? static_cast<int>(ErrorKind::kData) : 0;
}

void add_network_options(CLI::App& app, FetchCommand& command) {
  app.add_option("--base-url", command.base_url, "Where the archive's layout is served")->capture_default_str();
  app.add_option("--cache", command.cache, "Folder that keeps the downloaded zips (default: .cache in the store)");
  app.add_option("--jobs", command.connections, "Downloads side by side")->check(CLI::Range(1, 64))->capture_default_str();
  app.add_option("--retries", command.retries, "Further attempts of a download that fails")
      ->check(CLI::Range(0, 100))
      ->capture_default_str();
  app.add_option("--retry-delay", command.retry_delay_s, "Seconds before the first further attempt; doubles with each, with jitter")
      ->check(CLI::Range(0.0, 3600.0))
      ->capture_default_str();
  app.add_option("--connect-timeout", command.connect_timeout_s, "Seconds to wait for a connection")
      ->check(CLI::Range(0.001, 3600.0))
      ->capture_default_str();
  app.add_option("--low-speed-limit", command.low_speed_bytes, "A download slower than this many bytes a second …")
      ->check(CLI::Range(0L, 1'000'000'000L))
      ->capture_default_str();
  app.add_option("--low-speed-time", command.low_speed_time_s, "… for this many seconds is broken off and continued")
      ->check(CLI::Range(1L, 86400L))
      ->capture_default_str();
}

}  // namespace

void add_candles_fetch(CLI::App& candles, CommandContext& context) {
  auto command = std::make_shared<FetchCommand>();
  CLI::App& app = *candles.add_subcommand("fetch", "Candles and funding rates from the Binance public archive");
  app.add_option("symbols", command->symbols, "Symbols: BTCUSDT, BTC/USDT or BTC/USDT:USDT")->required();
  app.add_option("--interval", command->interval, "Interval of the candles")->capture_default_str();
  app.add_option("--since", command->since, "First day, e.g. 2024-01-01")->required();
  app.add_option("--until", command->until, "End, exclusive (default: now)");
  app.add_flag("--funding", command->funding, "The funding rates too (perpetuals)");
  app.add_flag("--mark", command->mark, "The mark-price candles too (perpetuals)");
  app.add_flag("--replace", command->replace, "Take rows that differ from stored ones");
  add_network_options(app, *command);
  add_candles_options(app, *command);
  app.callback([command, &context] { context.action = [command] { return fetch(*command); }; });
}
