// The whole `orchestrator` command, for a program with or without a Python interpreter.
#pragma once

namespace orchestrator {
class PythonLoader;
}

/// What a program that runs the command brings along.
struct CommandHost {
  orchestrator::PythonLoader* python = nullptr;  ///< null: runs with components in Python are handed over to an interpreter
};

/// Parses and runs a command line; errors become JSON on stdout and an exit status, which is returned.
int run_command_line(int argc, char** argv, const CommandHost& host);
