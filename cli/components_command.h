#pragma once

#include "command.h"

/// `orchestrator components`: the built-in strategies and policies with their parameters.
void add_components_command(CLI::App& app, CommandContext& context);
