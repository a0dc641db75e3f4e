// What the subcommands and main() share.
#pragma once

#include <functional>

namespace CLI {
class App;
}

/// The chosen subcommand sets its action; main() runs it and maps orchestrator::Error to JSON on stdout and an exit status.
struct CommandContext {
  std::function<int()> action;
};
