#include "orchestrator/components/component_spec_reader.h"

#include "orchestrator/base/error.h"
#include "orchestrator/base/nearest_name.h"

namespace orchestrator {
namespace {

using Form = ComponentSpec::Form;

Error spec_error(const char* code, std::string message, std::string where, std::string hint = {}) {
  return configuration_error(code, std::move(message), std::move(where), std::move(hint));
}

std::string text_of(const Value& value, const std::string& key, const std::string& where) {
  if (const auto* text = value.as_text(); text && !text->empty()) return *text;
  throw spec_error("wrong_type", "'" + key + "' must be a name", where + "/" + key);
}

void read_key(const std::string& key, const Value& value, ComponentSpec& spec) {
  if (key == "builtin") {
    spec.builtin = text_of(value, key, spec.where);
  } else if (key == "module") {
    spec.module = text_of(value, key, spec.where);
  } else if (key == "class") {
    spec.class_name = text_of(value, key, spec.where);
  } else if (key == "params") {
    if (!value.as_map()) throw spec_error("wrong_type", "'params' must be an object", spec.where + "/params");
    spec.params = Params(*value.as_map(), spec.where + "/params");
  } else {
    throw spec_error("unknown_key", "unknown key '" + key + "'", spec.where + "/" + key,
                     name_hint(key, {"builtin", "params", "module", "class"}));
  }
}

void require_one_form(ComponentSpec& spec) {
  if (!spec.builtin.empty() && !spec.module.empty()) {
    throw spec_error("conflict", "a component is a 'builtin' or comes from a 'module', not both", spec.where, "keep one of them");
  }
  if (!spec.builtin.empty() && !spec.class_name.empty()) {
    throw spec_error("conflict", "'class' belongs to a 'module', not to a 'builtin'", spec.where, "keep one of them");
  }
  if (spec.module.empty() != spec.class_name.empty()) {
    const std::string missing = spec.module.empty() ? "module" : "class";
    throw spec_error("missing_key", "the key '" + missing + "' is missing", spec.where + "/" + missing,
                     "a module needs both: {\"module\": file, \"class\": name}");
  }
  if (!spec.builtin.empty())
    spec.form = Form::kBuiltin;
  else if (!spec.module.empty())
    spec.form = Form::kModule;
  else if (!spec.params.values().empty()) {
    throw spec_error("missing_key", "'params' are given, but nothing says of what", spec.where + "/builtin",
                     "add \"builtin\": token, or \"module\" and \"class\"");
  }
}

}  // namespace

ComponentSpec read_component_spec(const Value& value, const std::string& where) {
  ComponentSpec spec;
  spec.where = where;
  spec.params = Params({}, where + "/params");
  if (value.is_null()) return spec;
  if (value.is_number()) {
    spec.form = Form::kNumber;
    spec.number = value.number();
  } else if (const auto* text = value.as_text()) {
    spec.form = Form::kBuiltin;
    spec.builtin = *text;
  } else if (const auto* map = value.as_map()) {
    for (const auto& [key, part] : *map) read_key(key, part, spec);
    require_one_form(spec);
  } else {
    throw spec_error("wrong_type", "a component is a number, a name or an object", where, "e.g. {\"builtin\": token, \"params\": {}}");
  }
  return spec;
}

}  // namespace orchestrator
