#include "orchestrator/engine/configuration/component_specs.h"

#include <nlohmann/json.hpp>

#include "orchestrator/base/error.h"
#include "orchestrator/engine/configuration/json_values.h"

namespace orchestrator::configuration {
namespace {

using nlohmann::json;
using Form = ComponentSpec::Form;

void read_object(const json& value, ComponentSpec& spec) {
  const bool builtin = value.contains("builtin");
  const bool module = value.contains("module");
  if (builtin && module) {
    throw configuration_error("conflict", "a component is a 'builtin' or comes from a 'module', not both", spec.where, "keep one of them");
  }
  if (value.contains("params")) spec.params = to_params(value["params"], path_to(spec.where, "params"));
  if (builtin) {
    spec.form = Form::kBuiltin;
    spec.builtin = value["builtin"];
  } else if (module) {
    spec.form = Form::kModule;
    spec.module = value["module"];
    spec.class_name = value["class"];
  } else if (!spec.params.values().empty()) {
    throw configuration_error("missing_key", "'params' are given, but nothing says of what", path_to(spec.where, "builtin"),
                              "add \"builtin\": token, or \"module\" and \"class\"");
  }
}

}  // namespace

ComponentSpec to_component_spec(const json& value, const std::string& path) {
  ComponentSpec spec;
  spec.where = path;
  spec.params = Params({}, path_to(path, "params"));
  if (value.is_number()) {
    spec.form = Form::kNumber;
    spec.number = value;
  } else if (value.is_string()) {
    spec.form = Form::kBuiltin;
    spec.builtin = value;
  } else if (value.is_object()) {
    read_object(value, spec);
  }
  return spec;
}

}  // namespace orchestrator::configuration
