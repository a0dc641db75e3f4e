#include "candles_command.h"

#include <CLI/CLI.hpp>

void add_candles_command(CLI::App& app, CommandContext& context) {
  CLI::App& candles = *app.add_subcommand("candles", "The candle store: generate, import, inspect, check and export candles");
  candles.require_subcommand(1);
  add_candles_generate(candles, context);
  add_candles_import(candles, context);
  add_candles_fetch(candles, context);
  add_candles_list(candles, context);
  add_candles_show(candles, context);
  add_candles_verify(candles, context);
  add_candles_resample(candles, context);
  add_candles_export(candles, context);
}
