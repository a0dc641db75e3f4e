// What the subcommands and main() share.
#pragma once

#include <functional>

namespace CLI {  // NOLINT(readability-identifier-naming): the library's name
class App;
}

/// The chosen subcommand sets its action; main() runs it and maps orchestrator::Error to JSON on stdout and an exit status.
struct CommandContext {
  std::function<int()> action;
};
