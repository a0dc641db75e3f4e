#include "orchestrator/components/python_loader.h"

#include <fmt/format.h>

#include "orchestrator/components/component_spec_reader.h"

namespace orchestrator {
namespace {

bool names_a_library(const std::string& module) {
  return module.find('/') != std::string::npos || module.ends_with(".so") || module.find(".so.") != std::string::npos;
}

}  // namespace

bool names_python(const ComponentSpec& spec) {
  if (spec.form == ComponentSpec::Form::kModule) return !names_a_library(spec.module) || spec.module.ends_with(".py");
  const Value* members = spec.params.find("strategies");
  const ValueList* list = members ? members->as_list() : nullptr;
  if (spec.form != ComponentSpec::Form::kBuiltin || !list) return false;
  for (std::size_t k = 0; k < list->size(); ++k) {
    if (names_python(read_component_spec((*list)[k], fmt::format("{}/strategies/{}", spec.params.where(), k)))) return true;
  }
  return false;
}

}  // namespace orchestrator
