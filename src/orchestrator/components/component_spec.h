// How a configuration names a component: nothing, a number, a built-in's token, or code to load.
#pragma once

#include <string>
#include <variant>

#include "orchestrator/base/params.h"

namespace orchestrator {

/// One component specification, parsed but not yet loaded. Exactly one of the four forms of `load_component`.
struct ComponentSpec {
  enum class Form { kDefault, kNumber, kBuiltin, kModule };
  Form form = Form::kDefault;
  double number = 0;       ///< kNumber: e.g. a fee rate
  std::string builtin;     ///< kBuiltin: token or class name
  std::string module;      ///< kModule: path of a shared library, or a Python module
  std::string class_name;  ///< kModule
  Params params;           ///< kBuiltin and kModule
  std::string where;       ///< JSON path, for errors
};

}  // namespace orchestrator
