#include "check_strategy_command.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "check_text.h"
#include "configured_run.h"
#include "orchestrator/checking/check_json.h"
#include "orchestrator/checking/strategy_check.h"
#include "orchestrator/engine/run_repository.h"
#include "orchestrator/telemetry/run_log.h"
#include "output.h"
#include "progress_display.h"
#include "stdout_is_log.h"
#include "stop_signals.h"

namespace {

using namespace orchestrator;

struct CheckOptions {
  std::string config = "-";
  std::vector<std::string> overrides;
  CheckSettings settings;
  bool json = false;
  bool quiet = false;
};

constexpr int kFoundSomething = 1;

StrategyCheck check(const CheckOptions& options, const CommandContext& command) {
  RunLog log(options.quiet ? RunLog::Level::kQuiet : RunLog::Level::kNormal);
  RunWatch watch;
  const StopSignals signals(watch.stop);
  const StdoutIsLog user_output(command.host.python != nullptr);
  const auto [config, components] = read_configured_run(command, options.config, options.overrides, watch.stop);
  const auto repository = open_run_repository(config);
  const ProgressDisplay display(watch.progress, log, options.quiet);
  StrategyCheck outcome = check_strategy(config, components, *repository, options.settings, watch);
  watch.stop.throw_if_stopped();
  return outcome;
}

int check_and_report(const CheckOptions& options, const CommandContext& command) {
  const StrategyCheck outcome = check(options, command);
  write_document(options.json ? to_json(outcome) : check_text(outcome));
  return outcome.clean() ? 0 : kFoundSomething;
}

}  // namespace

void add_check_strategy_command(CLI::App& app, CommandContext& context) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* check = app.add_subcommand("check-strategy",
                                       "Look for a strategy's self-deceptions: look-ahead, chance, state that stays, too little warm-up");
  check->add_option("--config,-c", options->config, "Configuration file of a run, or - for stdin (the default)")->type_name("FILE");
  check->add_option("--set", options->overrides, "Change one value, e.g. --set strategy.params.fast=12; may be repeated")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  check->add_option("--bars", options->settings.bars, "Newest decision bars of each job to look at (default: 2000)")
      ->type_name("N")
      ->check(CLI::Range(1, 10'000'000));
  check->add_flag("--json", options->json, "Print the report as JSON");
  check->add_flag("--quiet,-q", options->quiet, "No progress");
  check->footer("Exit status: 0 nothing found, 1 something found; otherwise as of every command.");
  check->callback([options, &context] { context.action = [options, &context] { return check_and_report(*options, context); }; });
}
