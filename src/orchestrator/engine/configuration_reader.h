// From a configuration's JSON text to a run's settings.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "orchestrator/engine/configuration.h"
#include "orchestrator/engine/configuration/inline_rows.h"

namespace orchestrator {

/// Reads a configuration: JSON, then `overrides` (`a.b=value`, as of `--set`), older keys, the schema, and what keys mean together.
/// `base_folder` is the configuration's own folder: relative modules are looked for there first (empty: the working directory).
/// Throws configuration errors with a JSON path and a hint, and data errors for invalid candles in `ohlcv_data`.
RunConfiguration read_configuration(std::string_view json_text, const std::string& base_folder = {},
                                    const std::vector<std::string>& overrides = {});
/// The same with candles that a program has in memory, as if they were written in `ohlcv_data` (which the text must then not have: `conflict`).
RunConfiguration read_configuration(std::string_view json_text, configuration::InlineRows candles, const std::string& base_folder = {});

}  // namespace orchestrator
