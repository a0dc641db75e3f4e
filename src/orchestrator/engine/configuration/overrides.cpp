#include "orchestrator/engine/configuration/overrides.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "orchestrator/base/error.h"
#include "orchestrator/components/catalogue.h"
#include "orchestrator/engine/configuration/json_values.h"

namespace orchestrator::configuration {
namespace {

using nlohmann::json;

constexpr const char* kUsage = "write --set key=value, e.g. --set strategy.params.fast=12";

std::vector<std::string> split_path(const std::string& path, const std::string& override_text) {
  std::vector<std::string> steps;
  std::size_t begin = 0;
  while (begin <= path.size()) {
    const std::size_t end = std::min(path.find('.', begin), path.size());
    if (end == begin) throw configuration_error("bad_override", fmt::format("'{}' has an empty key", override_text), "--set", kUsage);
    steps.push_back(path.substr(begin, end - begin));
    begin = end + 1;
  }
  return steps;
}

json parse_value(const std::string& text) {
  json value = json::parse(text, nullptr, false);
  return value.is_discarded() ? json(text) : value;
}

json& step_into_list(json& list, const std::string& step, const std::string& override_text) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), index);
  if (error != std::errc{} || end != step.data() + step.size() || index > list.size()) {
    throw configuration_error("bad_override", fmt::format("'{}': '{}' is no index of a list of {}", override_text, step, list.size()),
                              "--set", fmt::format("indices go from 0 to {}; that one adds an element", list.size()));
  }
  if (index == list.size()) list.push_back(nullptr);
  return list[index];
}

bool is_component(const std::string& key) {
  const auto& kinds = component_kinds();
  return std::find(kinds.begin(), kinds.end(), key) != kinds.end();
}

json& step_into(json& parent, const std::string& step, const std::string& owner, const std::string& override_text) {
  if (parent.is_array()) return step_into_list(parent, step, override_text);
  if (parent.is_string() && is_component(owner)) parent = json{{"builtin", parent}};
  if (parent.is_null()) parent = json::object();
  if (!parent.is_object()) {
    throw configuration_error("bad_override", fmt::format("'{}': '{}' is {}, which has no parts", override_text, owner, shown(parent)),
                              "--set", kUsage);
  }
  return parent[step];
}

void apply(json& tree, const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0)
    throw configuration_error("bad_override", fmt::format("'{}' is not key=value", text), "--set", kUsage);
  const std::vector<std::string> steps = split_path(text.substr(0, equals), text);
  if (steps.front() == "ohlcv_data") {
    throw configuration_error("not_allowed", "candles can't be set from the command line", "--set",
                              "put them into the configuration's ohlcv_data");
  }
  json* place = &tree;
  std::string owner = "the configuration";
  for (const std::string& step : steps) {
    place = &step_into(*place, step, owner, text);
    owner = step;
  }
  *place = parse_value(text.substr(equals + 1));
}

}  // namespace

void apply_overrides(json& tree, const std::vector<std::string>& overrides) {
  for (const std::string& text : overrides) apply(tree, text);
}

}  // namespace orchestrator::configuration
