#include "orchestrator/engine/configuration/aliases.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <nlohmann/json.hpp>

#include "orchestrator/base/error.h"
#include "orchestrator/engine/configuration/json_values.h"

namespace orchestrator::configuration {
namespace {

using nlohmann::json;

/// Takes an older key out of the tree; null when it is absent or null.
json take(json& tree, const char* older, const char* newer) {
  const auto found = tree.find(older);
  if (found == tree.end()) return nullptr;
  if (tree.contains(newer)) {
    throw configuration_error("conflict", fmt::format("'{}' is the older name of '{}', and both are given", older, newer),
                              path_to("", older), fmt::format("keep '{}'", newer));
  }
  json value = *found;
  tree.erase(found);
  return value;
}

[[noreturn]] void throw_wrong_type(const char* key, const char* wanted, const json& value) {
  throw configuration_error("wrong_type", fmt::format("'{}' must be {}, not {}", key, wanted, shown(value)), path_to("", key));
}

void resolve_capital(json& tree) {
  const json value = take(tree, "initial_capital", "initial_cash");
  if (value.is_null()) return;
  if (!value.is_number()) throw_wrong_type("initial_capital", "a number", value);
  if (value.get<double>() <= 0) {
    throw configuration_error("out_of_range", fmt::format("'initial_capital' is {}, but must be > 0", shown(value)), "/initial_capital");
  }
  tree["initial_cash"] = value;
}

void resolve_perpetuals(json& tree) {
  const json value = take(tree, "use_perpetuals", "market");
  if (value.is_null()) return;
  if (!value.is_boolean()) throw_wrong_type("use_perpetuals", "true or false", value);
  tree["market"] = value.get<bool>() ? "PERP" : "SPOT";
}

/// Older configurations gave the share of equity as a fraction, and sometimes as percent: 1 is all of it, 10 can only mean percent.
void resolve_position_size(json& tree, Warnings& warnings) {
  const json value = take(tree, "position_size_pct", "sizing_model");
  if (value.is_null()) return;
  if (!value.is_number()) throw_wrong_type("position_size_pct", "a number", value);
  double fraction = value.get<double>();
  if (!(fraction > 0 && fraction <= 100)) {
    throw configuration_error("out_of_range", fmt::format("'position_size_pct' is {}, but must be > 0 and <= 100", shown(value)),
                              "/position_size_pct");
  }
  if (fraction > 1) {
    warnings.push_back({"percent_assumed",
                        fmt::format("position_size_pct {} was read as percent; write {} to be clear", fraction, fraction / 100), "", 0});
    fraction /= 100;
  }
  tree["sizing_model"] = fraction;
}

void resolve_max_positions(json& tree) {
  const json value = take(tree, "max_positions", "capacity_policy");
  if (value.is_null()) return;
  const bool whole = value.is_number() && std::floor(value.get<double>()) == value.get<double>();
  if (!whole) throw_wrong_type("max_positions", "an integer", value);
  if (value.get<double>() < 1) {
    throw configuration_error("out_of_range", fmt::format("'max_positions' is {}, but must be >= 1", shown(value)), "/max_positions");
  }
  tree["capacity_policy"] = value;
}

void integers_for_whole_numbers(json& value) {
  if (value.is_structured()) {
    for (json& item : value) integers_for_whole_numbers(item);
    return;
  }
  if (!value.is_number_float()) return;
  constexpr double kExact = 9007199254740992.0;
  const double number = value.get<double>();
  if (number == std::floor(number) && std::fabs(number) <= kExact) value = static_cast<std::int64_t>(number);
}

}  // namespace

void resolve_aliases(json& tree, Warnings& warnings) {
  resolve_capital(tree);
  resolve_perpetuals(tree);
  resolve_position_size(tree, warnings);
  resolve_max_positions(tree);
}

void normalise_values(json& tree) {
  for (const auto& [key, value] : tree.items()) {
    const bool has_when = key == "entry" && value.is_object() && value.contains("when");
    const json when = has_when ? value["when"] : json();
    integers_for_whole_numbers(tree[key]);
    if (has_when) tree[key]["when"] = when;
  }
  if (const auto market = tree.find("market"); market != tree.end() && market->is_string()) {
    std::string name = market->get<std::string>();
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    if (name == "SPOT" || name == "PERP") *market = name;
  }
}

}  // namespace orchestrator::configuration
