// A command line that can't be understood, said so that the next one can be right.
#pragma once

namespace CLI {  // NOLINT(readability-identifier-naming): the library's name
class App;
class ParseError;
}  // namespace CLI

namespace orchestrator {
class Error;
}

/// The configuration error (`bad_command_line`) for what CLI11 refused: it names the word, the subcommand it was given to, and the nearest
/// known one.
orchestrator::Error usage_error(const CLI::App& app, const CLI::ParseError& refused, int argc, char** argv);
