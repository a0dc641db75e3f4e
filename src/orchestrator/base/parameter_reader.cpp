#include "orchestrator/base/parameter_reader.h"

#include <fmt/format.h>

#include "orchestrator/base/nearest_name.h"

namespace orchestrator {
namespace {

std::string limits(const ParameterSpec& spec) {
  const std::string low = spec.min ? fmt::format("{} {}", spec.above_min ? ">" : ">=", *spec.min) : "";
  const std::string high = spec.max ? fmt::format("{} {}", spec.below_max ? "<" : "<=", *spec.max) : "";
  return low.empty() || high.empty() ? low + high : low + " and " + high;
}

}  // namespace

ParameterReader::ParameterReader(const Params& params, const ComponentInfo& info) : params_(params), info_(info) {
  for (const auto& [key, value] : params.values()) {
    if (info.find(key)) continue;
    std::vector<std::string> known;
    for (const ParameterSpec& parameter : info.parameters) known.push_back(parameter.name);
    const std::string hint = known.empty() ? info.token + " takes no parameters" : name_hint(key, known);
    throw configuration_error("unknown_parameter", fmt::format("{} has no parameter '{}'", info.token, key), params.where() + "/" + key,
                              hint);
  }
}

const ParameterSpec& ParameterReader::spec(const std::string& key) const {
  if (const ParameterSpec* found = info_.find(key)) return *found;
  throw internal_error("unlisted_parameter", fmt::format("{} reads '{}', which its table does not list", info_.token, key));
}

void ParameterReader::require(const ParameterSpec& spec) const {
  if (!spec.required || given(spec.name)) return;
  throw configuration_error("missing_parameter", fmt::format("{} needs the parameter '{}'", info_.token, spec.name),
                            params_.where() + "/" + spec.name, spec.doc);
}

bool ParameterReader::given(const std::string& key) const {
  const Value* value = params_.find(key);
  return value && !value->is_null();
}

double ParameterReader::checked(const ParameterSpec& spec, double value) const {
  const bool low = spec.min && (spec.above_min ? !(value > *spec.min) : !(value >= *spec.min));
  const bool high = spec.max && (spec.below_max ? !(value < *spec.max) : !(value <= *spec.max));
  if (!std::isfinite(value) || low || high) {
    const std::string wanted = limits(spec);
    throw params_.invalid(spec.name,
                          fmt::format("parameter '{}' is {}, but must be {}", spec.name, value, wanted.empty() ? "finite" : wanted));
  }
  return value;
}

double ParameterReader::number(const std::string& key) const {
  const ParameterSpec& parameter = spec(key);
  require(parameter);
  return checked(parameter, params_.number(key, parameter.default_value.number()));
}

std::int64_t ParameterReader::integer(const std::string& key) const {
  const ParameterSpec& parameter = spec(key);
  require(parameter);
  const auto* fallback = parameter.default_value.as_integer();
  const std::int64_t value = params_.integer(key, fallback ? *fallback : 0);
  checked(parameter, static_cast<double>(value));
  return value;
}

bool ParameterReader::flag(const std::string& key) const {
  const ParameterSpec& parameter = spec(key);
  require(parameter);
  const auto* fallback = parameter.default_value.as_flag();
  return params_.flag(key, fallback && *fallback);
}

std::string ParameterReader::text(const std::string& key) const {
  const ParameterSpec& parameter = spec(key);
  require(parameter);
  const auto* fallback = parameter.default_value.as_text();
  return params_.text(key, fallback ? *fallback : "");
}

}  // namespace orchestrator
