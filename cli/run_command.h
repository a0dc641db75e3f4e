#pragma once

#include "command.h"

/// `orchestrator run`: JSON configuration in, JSON result out.
void add_run_command(CLI::App& app, CommandContext& context);
