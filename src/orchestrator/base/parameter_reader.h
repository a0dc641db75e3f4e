// Reads a component's parameters by its own table, so that defaults and limits are written once.
#pragma once

#include <cstdint>
#include <string>

#include "orchestrator/base/component_info.h"

namespace orchestrator {

/// Typed access to `params` with the defaults, limits and names of `info`. What breaks them is a configuration error at the
/// parameter: `unknown_parameter` (hint: the nearest name), `wrong_type`, `invalid_parameter`, `missing_parameter`.
class ParameterReader {
 public:
  /// Checks the names. Both arguments must outlive the reader.
  ParameterReader(const Params& params, const ComponentInfo& info);

  double number(const std::string& key) const;
  std::int64_t integer(const std::string& key) const;
  /// An integer of a parameter whose table has min >= 0.
  std::size_t count(const std::string& key) const { return static_cast<std::size_t>(integer(key)); }
  bool flag(const std::string& key) const;
  std::string text(const std::string& key) const;
  /// True when the parameter is present and not null.
  bool given(const std::string& key) const;

 private:
  const ParameterSpec& spec(const std::string& key) const;
  double checked(const ParameterSpec& spec, double value) const;
  void require(const ParameterSpec& spec) const;

  const Params& params_;
  const ComponentInfo& info_;
};

}  // namespace orchestrator
