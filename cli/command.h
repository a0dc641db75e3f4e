// What the subcommands and main() share.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "command_line.h"

namespace CLI {  // NOLINT(readability-identifier-naming): the library's name
class App;
}

/// The chosen subcommand sets its action; main() runs it and maps orchestrator::Error to JSON on stdout and an exit status.
struct CommandContext {
  std::function<int()> action;
  CommandHost host;
  std::vector<std::string> arguments;  ///< the command line, the program's name first
};
