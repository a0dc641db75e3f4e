#pragma once

#include "command.h"

/// `orchestrator check-strategy`: finds strategies that deceive themselves. Takes the configuration of a run.
void add_check_strategy_command(CLI::App& app, CommandContext& context);
