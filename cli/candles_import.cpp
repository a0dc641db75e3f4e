// `orchestrator candles import`: files of candles into the store.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "candles_command.h"
#include "candles_options.h"
#include "import_report.h"
#include "orchestrator/base/error.h"
#include "orchestrator/importing/import_files.h"
#include "orchestrator/market/symbol.h"
#include "output.h"
#include "status_line.h"
#include "stop_signals.h"

namespace {

using namespace orchestrator;

struct ImportCommand : CandlesOptions {
  std::vector<std::string> paths;
  std::string symbol;
  std::string interval;
  bool replace = false;
  unsigned jobs = 0;
};

ImportOptions options_of(const ImportCommand& command) {
  ImportOptions options;
  options.inputs.assign(command.paths.begin(), command.paths.end());
  options.exchange = command.exchange;
  options.market = command.market;
  if (!command.symbol.empty()) {
    options.symbol = canonical_symbol(command.symbol);
    options.symbol_market = market_of_symbol(command.symbol);
  }
  if (!command.interval.empty()) options.interval = interval_of(command.interval, "--interval");
  options.replace = command.replace;
  options.jobs = command.jobs ? command.jobs : std::max(1U, std::thread::hardware_concurrency());
  return options;
}

FileStatus status_of(const ImportProgress& progress) {
  const auto total = static_cast<double>(progress.bytes_total);
  const double share = total > 0 ? static_cast<double>(progress.bytes_done) / total : 0;
  return {"importing", progress.files_done, progress.files_total, share, static_cast<double>(progress.rows), "rows"};
}

/// Folders without a candle in them were probably not the ones that were meant: success would hide that.
void note_nothing_found(const ImportCommand& command, ImportReport& report) {
  if (!report.series.empty() || !report.failures.empty()) return;
  report.failures.push_back({command.paths.front(), "nothing_to_import", "no candles are in it that could be imported", "",
                             "read are Binance zips and CSVs, freqtrade feather files, Parquet, Arrow and CSVs with named columns"});
}

int import_candles(const ImportCommand& command) {
  const CandleStore store = command.store();
  const ImportOptions options = options_of(command);
  ImportProgress progress;
  StopFlag stop;
  const StopSignals signals(stop);
  ImportReport report = [&] {
    const StatusLine line([&] { return status_of(progress); }, command.quiet);
    return import_files_loaded(store, options, progress, stop);
  }();
  note_nothing_found(command, report);
  if (command.json) {
    nlohmann::ordered_json document{{"status", report.failures.empty() ? "ok" : "failed"}, {"root", store.root().string()}};
    document.update(import_json(report));
    write_document(document.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
  } else if (!command.quiet) {
    write_document(import_text(report, command.replace));
  } else {
    for (const ImportFailure& failure : report.failures) std::fputs(failure_text(failure).c_str(), stderr);
  }
  return report.failures.empty() ? 0 : static_cast<int>(ErrorKind::kData);
}

}  // namespace

void add_candles_import(CLI::App& candles, CommandContext& context) {
  auto command = std::make_shared<ImportCommand>();
  CLI::App& app = *candles.add_subcommand(
      "import", "Candles from files: Binance zips and CSVs, freqtrade feather files, Parquet, any CSV with named columns");
  app.add_option("paths", command->paths, "Files and folders (these with everything in them)")->required();
  app.add_option("--symbol", command->symbol, "Symbol of files whose names tell none; in folders only files of this symbol");
  app.add_option("--interval", command->interval, "Interval of files whose names tell none; in folders only files of this interval");
  app.add_flag("--replace", command->replace, "Take rows that differ from stored ones");
  app.add_option("--jobs", command->jobs, "Threads (default: one a core)")->check(CLI::Range(1, 256));
  add_candles_options(app, *command);
  app.callback([command, &context] { context.action = [command] { return import_candles(*command); }; });
}
