#include "orchestrator/components/resolve_component.h"

#include <fmt/format.h>

#include <cmath>

#include "orchestrator/base/error.h"
#include "orchestrator/base/nearest_name.h"
#include "orchestrator/base/parameter_reader.h"
#include "orchestrator/components/catalogue.h"

namespace orchestrator {
namespace {

const ComponentInfo& find_builtin(const std::vector<ComponentInfo>& builtins, const ComponentSpec& spec, std::string_view kind) {
  std::vector<std::string> names;
  for (const ComponentInfo& info : builtins) {
    if (info.token == spec.builtin || info.class_name == spec.builtin) return info;
    names.push_back(info.token);
  }
  for (const ComponentInfo& info : builtins) names.push_back(info.class_name);
  const std::string hint = builtins.empty() ? "there are none of this kind: name a \"module\" and \"class\""
                           : nearest_name(spec.builtin, names).empty()
                               ? name_hint(spec.builtin, {names.begin(), names.begin() + static_cast<std::ptrdiff_t>(builtins.size())})
                               : name_hint(spec.builtin, names);
  throw configuration_error("unknown_component", fmt::format("there is no built-in {} '{}'", kind, spec.builtin), spec.where, hint);
}

/// A number's integral value stays an integer, so that 3 and 3.0 are one parameter.
Value plain_number(double number) {
  constexpr double kExact = 9007199254740992.0;
  if (number == std::floor(number) && std::fabs(number) <= kExact) return static_cast<std::int64_t>(number);
  return number;
}

void require_list(const Params& params, const ParameterSpec& parameter, const Value& value) {
  if (parameter.type == "list" && !value.as_list()) {
    throw configuration_error("wrong_type", fmt::format("parameter '{}' must be a list", parameter.name),
                              params.where() + "/" + parameter.name);
  }
  if (parameter.type == "map" && !value.as_map()) {
    throw configuration_error("wrong_type", fmt::format("parameter '{}' must be an object", parameter.name),
                              params.where() + "/" + parameter.name);
  }
}

/// Checks one parameter by its table and gives its effective value; null when it is absent and has no default.
Value effective_value(const ParameterReader& reader, const Params& params, const ParameterSpec& parameter) {
  const bool has_value = reader.given(parameter.name) || !parameter.default_value.is_null() || parameter.required;
  if (!has_value) return {};
  if (parameter.type == "number") return plain_number(reader.number(parameter.name));
  if (parameter.type == "integer") return reader.integer(parameter.name);
  if (parameter.type == "flag") return reader.flag(parameter.name);
  if (parameter.type == "text") return reader.text(parameter.name);
  const Value* given = params.find(parameter.name);
  if (!given || given->is_null()) {
    if (!parameter.required) return parameter.default_value;
    throw configuration_error("missing_parameter", fmt::format("the parameter '{}' is needed", parameter.name),
                              params.where() + "/" + parameter.name, parameter.doc);
  }
  require_list(params, parameter, *given);
  return *given;
}

Params effective_params(const ComponentInfo& info, const Params& params) {
  const ParameterReader reader(params, info);
  Params result({}, params.where());
  for (const ParameterSpec& parameter : info.parameters) {
    Value value = effective_value(reader, params, parameter);
    if (!value.is_null()) result.set(parameter.name, std::move(value));
  }
  return result;
}

/// An error of a number form is one of the number itself: there is no `/params` in the user's text.
ComponentSpec resolve_number(const ComponentSpec& spec, std::string_view kind, const std::vector<ComponentInfo>& builtins) {
  const NumberForm form = number_form_of(kind);
  ComponentSpec resolved = spec;
  resolved.form = ComponentSpec::Form::kBuiltin;
  resolved.builtin = form.token;
  const ComponentInfo& info = find_builtin(builtins, resolved, kind);
  try {
    resolved.params = effective_params(info, Params({{form.parameter, plain_number(spec.number)}}, spec.where + "/params"));
  } catch (const Error& error) {
    throw configuration_error(error.code(), fmt::format("{} as {} of '{}': {}", spec.number, form.parameter, form.token, error.message()),
                              spec.where, error.hint());
  }
  return resolved;
}

}  // namespace

ComponentSpec resolve_component(const ComponentSpec& spec, std::string_view kind) {
  using Form = ComponentSpec::Form;
  if (spec.form == Form::kModule) return spec;
  const std::vector<ComponentInfo> builtins = builtins_of(kind);
  if (spec.form == Form::kDefault && builtins.empty()) return spec;
  if (spec.form == Form::kNumber) return resolve_number(spec, kind, builtins);
  ComponentSpec resolved = spec;
  resolved.form = Form::kBuiltin;
  if (spec.form == Form::kDefault) resolved.builtin = builtins.front().token;
  const ComponentInfo& info = find_builtin(builtins, resolved, kind);
  resolved.builtin = info.token;
  resolved.params = effective_params(info, spec.params);
  return resolved;
}

}  // namespace orchestrator
