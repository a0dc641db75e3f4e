// From nlohmann's JSON to the project's own values, and names of JSON things for messages.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "orchestrator/base/params.h"

namespace orchestrator::configuration {

Value to_value(const nlohmann::json& json);
nlohmann::json to_json(const Value& value);
/// Empty for anything but an object. Values keep their JSON types.
Params to_params(const nlohmann::json& object, std::string where);

/// `a string`, `a list`, …
std::string type_name(const nlohmann::json& json);
/// The value as JSON, cut to a length that fits a message.
std::string shown(const nlohmann::json& json);
/// One more step of a JSON pointer (RFC 6901).
std::string path_to(const std::string& parent, std::string_view key);

}  // namespace orchestrator::configuration
