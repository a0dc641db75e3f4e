#pragma once

#include "command.h"

/// `orchestrator schema`: the JSON Schema of configurations, or the same as a Markdown reference.
void add_schema_command(CLI::App& app, CommandContext& context);
