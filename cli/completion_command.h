#pragma once

#include "command.h"

/// `orchestrator completion bash|zsh|fish`: a script that completes subcommands and options, made from the command line's own description.
void add_completion_command(CLI::App& app, CommandContext& context);
