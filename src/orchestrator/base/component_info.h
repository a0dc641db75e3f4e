// What a component says about itself: the table behind `orchestrator components`, the JSON Schema and error hints.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "orchestrator/base/params.h"

namespace orchestrator {

/// One parameter of a component's `params`.
struct ParameterSpec {
  std::string name;
  std::string type;           ///< "number", "integer", "flag", "text", "list" or "component"
  Value default_value;        ///< null: there is none (required, or worked out from other things; `doc` says which)
  std::optional<double> min;  ///< smallest allowed value, of numbers and integers
  std::optional<double> max;  ///< largest allowed value
  std::string doc;            ///< one line
  bool required = false;      ///< the component cannot be made without it
  bool above_min = false;     ///< `min` itself is not allowed
  bool below_max = false;     ///< `max` itself is not allowed
};

/// One built-in component: how a configuration names it and what it takes.
struct ComponentInfo {
  std::string token;       ///< `ema_cross`
  std::string class_name;  ///< `EMACrossStrategy`
  std::string
      kind;  ///< the configuration's key: `strategy`, `fee_model`, `slippage_model`, `fill_policy`, `sizing_model`, `capacity_policy`, `exit_resolver`
  std::string summary;  ///< one line
  std::vector<ParameterSpec> parameters;

  /// nullptr when there is no such parameter.
  const ParameterSpec* find(const std::string& name) const {
    for (const ParameterSpec& parameter : parameters) {
      if (parameter.name == name) return &parameter;
    }
    return nullptr;
  }
};

}  // namespace orchestrator
