#pragma once

#include "command.h"

/// `orchestrator new strategy NAME --lang cpp`: a plug-in project that builds and passes its own test.
void add_new_command(CLI::App& app, CommandContext& context);
