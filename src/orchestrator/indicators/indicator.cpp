#include "orchestrator/indicators/indicator.h"

#include <fmt/format.h>

#include <cmath>

#include "orchestrator/base/error.h"
#include "orchestrator/base/nearest_name.h"
#include "orchestrator/indicators/indicator_catalogue.h"

namespace orchestrator {
namespace {

const IndicatorInfo& find(const std::string& name) {
  std::vector<std::string> known;
  for (const IndicatorInfo& info : indicator_catalogue()) {
    if (info.name == name) return info;
    known.push_back(info.name);
  }
  throw configuration_error("unknown_indicator", fmt::format("there is no indicator '{}'", name), {}, name_hint(name, known));
}

double checked(const IndicatorInfo& info, const ParameterSpec& spec, double value) {
  const bool whole = spec.type != "integer" || value == std::floor(value);
  const bool low = spec.min && (spec.above_min ? value <= *spec.min : value < *spec.min);
  const bool high = spec.max && value > *spec.max;
  if (std::isfinite(value) && whole && !low && !high) return value;
  throw configuration_error("invalid_parameter",
                            fmt::format("{}: {} is {}, but must be {} {} {}", info.name, spec.name, value,
                                        spec.type == "integer" ? "a whole number" : "finite and", spec.above_min ? ">" : ">=", *spec.min));
}

std::vector<double> arguments(const IndicatorInfo& info, const std::vector<double>& given) {
  if (given.size() > info.parameters.size()) {
    throw configuration_error("invalid_parameter",
                              fmt::format("{} takes {} parameters, not {}", info.name, info.parameters.size(), given.size()));
  }
  std::vector<double> all;
  for (std::size_t k = 0; k < info.parameters.size(); ++k) {
    const ParameterSpec& spec = info.parameters[k];
    if (k >= given.size() && spec.default_value.is_null()) {
      throw configuration_error("missing_parameter", fmt::format("{} needs its parameter '{}'", info.name, spec.name));
    }
    all.push_back(checked(info, spec, k < given.size() ? given[k] : spec.default_value.number()));
  }
  return all;
}

}  // namespace

std::unique_ptr<Indicator> make_indicator(const IndicatorRequest& request) {
  const IndicatorInfo& info = find(request.name);
  return info.make(arguments(info, request.parameters));
}

}  // namespace orchestrator
