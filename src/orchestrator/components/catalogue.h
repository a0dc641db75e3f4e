// Everything built in, of every kind: one table for loading, the schema, `orchestrator components` and error hints.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "orchestrator/base/component_info.h"

namespace orchestrator {

/// The configuration's component keys, in the order in which they are listed.
const std::vector<std::string>& component_kinds();

/// The built-ins of one kind, the default first (strategies have no default). Empty for an unknown kind and for `exit_resolver`, which
/// has no built-in besides the bracket rules.
std::vector<ComponentInfo> builtins_of(std::string_view kind);

/// The built-ins of all kinds.
std::vector<ComponentInfo> describe_components();

/// The parameter that a bare number sets (`"fee_model": 0.0004` sets `rate`) and the built-in it belongs to.
struct NumberForm {
  std::string token;
  std::string parameter;
};
/// Empty strings when the kind takes no number.
NumberForm number_form_of(std::string_view kind);

}  // namespace orchestrator
