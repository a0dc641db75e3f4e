#include "command_line.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "candles_command.h"
#include "check_strategy_command.h"
#include "command.h"
#include "completion_command.h"
#include "components_command.h"
#include "new_command.h"
#include "orchestrator/base/error.h"
#include "orchestrator/base/version.h"
#include "output.h"
#include "run_command.h"
#include "schema_command.h"
#include "usage_error.h"

namespace {

void add_version_flag(CLI::App& app) {
  app.set_version_flag("--version",
                       fmt::format("orchestrator {} (commit {})", orchestrator::engine_version(), orchestrator::engine_commit()));
}

constexpr const char* kExitStatuses =
    "Exit status: 0 ok, 2 configuration or command line, 3 data or files, 4 strategy or plug-in, 5 internal, 130 interrupted.";

int run_action(const CommandContext& context) {
  try {
    return context.action();
  } catch (const orchestrator::Error& error) {
    return report_error(error);
  } catch (const std::bad_alloc&) {
    return report_error(orchestrator::internal_error("out_of_memory", "there is not enough memory for this run"));
  } catch (const std::exception& error) {
    return report_error(orchestrator::internal_error("unexpected", error.what(), "", "this is a defect of the engine: please report it"));
  }
}

}  // namespace

int run_command_line(int argc, char** argv, const CommandHost& host) {
  CLI::App app{"Back-tests trading strategies over crypto candles: JSON configuration in, JSON result out.", "orchestrator"};
  app.footer(kExitStatuses);
  app.require_subcommand(1);
  add_version_flag(app);
  CommandContext context;
  context.host = host;
  context.arguments.assign(argv, argv + argc);
  add_run_command(app, context);
  add_check_strategy_command(app, context);
  add_candles_command(app, context);
  add_components_command(app, context);
  add_schema_command(app, context);
  add_new_command(app, context);
  add_completion_command(app, context);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    return report_error(usage_error(app, error, argc, argv));
  }
  return run_action(context);
}
