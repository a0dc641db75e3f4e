// The `orchestrator` command: parses the command line, runs the chosen subcommand, turns errors into JSON and an exit status.
#include <fmt/format.h>
#include <malloc.h>

#include <CLI/CLI.hpp>
#include <csignal>

#include "candles_command.h"
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

/// A run needs some large lists for some milliseconds. Given and taken back by the system one by one, each would cost page faults and stop the
/// other threads; from one heap that grows in large steps they cost next to nothing.
void prefer_one_heap() {
#ifdef __GLIBC__
  ::mallopt(M_MMAP_THRESHOLD, 32 << 20);
  ::mallopt(M_TRIM_THRESHOLD, 256 << 20);
  ::mallopt(M_TOP_PAD, 8 << 20);
#endif
}

int main(int argc, char** argv) {
  prefer_one_heap();
  std::signal(SIGPIPE, SIG_IGN);  // a closed stdout becomes an error of write(), with a message
  CLI::App app{"Back-tests trading strategies over crypto candles: JSON configuration in, JSON result out.", "orchestrator"};
  app.footer(kExitStatuses);
  app.require_subcommand(1);
  add_version_flag(app);
  CommandContext context;
  add_run_command(app, context);
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
