#include "run_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>

#include "configured_run.h"
#include "orchestrator/base/error.h"
#include "orchestrator/engine/run_backtest.h"
#include "orchestrator/engine/run_repository.h"
#include "orchestrator/results/result_json.h"
#include "orchestrator/results/summary.h"
#include "orchestrator/telemetry/run_log.h"
#include "output.h"
#include "output_folder.h"
#include "progress_display.h"
#include "stdout_is_log.h"
#include "stop_signals.h"
#include "terminal.h"
#include "text_table.h"

namespace {

using namespace orchestrator;

struct RunOptions {
  std::string config = "-";
  std::vector<std::string> overrides;
  std::string output;
  bool pretty = false;
  bool quiet = false;
  bool summary = false;
};

void log_start(RunLog& log, const RunConfiguration& config) {
  log.info(fmt::format("{}, {} {}, configuration {}", counted(config.symbols.size(), "symbol"), config.interval.name(),
                       config.market == Market::kPerp ? "PERP" : "SPOT", config.config_hash));
}

void log_end(RunLog& log, const BacktestResult& result) {
  for (const Warning& warning : result.warnings) log.warning(fmt::format("{}: {}", warning.code, warning.message));
  log.info(fmt::format("{} of {} over {} in {:.3f} s", counted(result.counts.trades, "trade"), counted(result.counts.proposals, "proposal"),
                       counted(result.timings.bars, "bar"), result.timings.total_s));
}

void log_error(RunLog& log, const Error& error) {
  std::string text = fmt::format("{}: {}", error.code(), error.message());
  if (!error.where().empty()) text += fmt::format(" (at {})", error.where());
  if (!error.hint().empty()) text += fmt::format("; {}", error.hint());
  log.error(text);
  if (!error.details().empty()) log.error(error.details());
}

BacktestResult run(const RunOptions& options, const CommandContext& command, RunLog& log) {
  RunContext context;
  const StopSignals signals(context.stop);
  const StdoutIsLog user_output(command.host.python != nullptr);
  const auto [config, components] = read_configured_run(command, options.config, options.overrides, context.stop);
  const auto repository = open_run_repository(config);
  log_start(log, config);
  const ProgressDisplay display(context.progress, log, options.quiet);
  BacktestResult result = run_backtest(config, components, *repository, context);
  context.stop.throw_if_stopped();  // asked to stop in the last moment: then that is what happens
  return result;
}

void publish(const RunOptions& options, const std::optional<OutputFolder>& folder, const BacktestResult& result) {
  const auto write = [&](const TextSink& sink) { write_json(result, options.pretty, sink); };
  if (folder) {
    folder->write_tables(result);
    folder->write_document(write);
  }
  if (options.summary) fmt::print(stderr, "{}", render_summary(result, terminal_width()));
  // Whoever asks for a summary at a terminal does not want a screenful of JSON after it.
  if (!options.summary || !stdout_is_terminal()) write_document(write);
}

int run_and_publish(const RunOptions& options, const CommandContext& command) {
  RunLog log(options.quiet ? RunLog::Level::kQuiet : RunLog::Level::kNormal);
  std::optional<OutputFolder> folder;
  if (!options.output.empty()) folder.emplace(options.output);
  try {
    const BacktestResult result = run(options, command, log);
    log_end(log, result);
    publish(options, folder, result);
    return 0;
  } catch (const Error& error) {
    log_error(log, error);
    const std::string document = to_json(error, options.pretty);
    if (folder) folder->write_document([&](const TextSink& sink) { sink(document); });  // not the result of an earlier run
    if (error.code() != "output_failed") write_document(document);
    return error.exit_status();
  }
}

}  // namespace

void add_run_command(CLI::App& app, CommandContext& context) {
  auto options = std::make_shared<RunOptions>();
  CLI::App* run = app.add_subcommand("run", "Run a back-test: JSON configuration in, one JSON document out");
  run->add_option("--config,-c", options->config, "Configuration file, or - for stdin (the default)")->type_name("FILE");
  run->add_option("--set", options->overrides, "Change one value, e.g. --set strategy.params.fast=12; may be repeated")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  run->add_option("--output,-o", options->output, "Also write result.json, trades.arrow and equity.arrow into this folder")
      ->type_name("DIR");
  run->add_flag("--pretty", options->pretty, "Indent the JSON");
  run->add_flag("--summary", options->summary, "Print a readable summary on stderr (instead of the JSON when stdout is a terminal)");
  run->add_flag("--quiet,-q", options->quiet, "No progress and no log but errors");
  run->callback([options, &context] { context.action = [options, &context] { return run_and_publish(*options, context); }; });
}
