// A configuration's text, split: candles to columns at once, everything else to a JSON tree.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string_view>

#include "orchestrator/engine/configuration/inline_rows.h"

namespace orchestrator::configuration {

/// Puts everything but `ohlcv_data` into `tree` and returns the candles, if there are any. Throws configuration errors: `bad_json` with
/// line and column, `duplicate_key`, `too_deep`, `wrong_type` for a text that is no object.
std::optional<InlineRows> parse_document(std::string_view text, nlohmann::json& tree);

}  // namespace orchestrator::configuration
