// `orchestrator candles …`: the group and one function a subcommand, each in cli/candles_<verb>.cpp.
#pragma once

#include "command.h"

void add_candles_command(CLI::App& app, CommandContext& context);

void add_candles_export(CLI::App& candles, CommandContext& context);
void add_candles_fetch(CLI::App& candles, CommandContext& context);
void add_candles_generate(CLI::App& candles, CommandContext& context);
void add_candles_import(CLI::App& candles, CommandContext& context);
void add_candles_list(CLI::App& candles, CommandContext& context);
void add_candles_resample(CLI::App& candles, CommandContext& context);
void add_candles_show(CLI::App& candles, CommandContext& context);
void add_candles_verify(CLI::App& candles, CommandContext& context);
