#include "orchestrator/engine/configuration_schema.h"

#include <nlohmann/json.hpp>

#include "orchestrator/components/catalogue.h"
#include "orchestrator/engine/configuration/json_values.h"
#include "orchestrator/engine/configuration/schema_text.h"
#include "orchestrator/market/interval.h"

namespace orchestrator {
namespace {

using nlohmann::ordered_json;

ordered_json interval_schema() {
  ordered_json names = ordered_json::array();
  for (std::size_t i = 0; i < Interval::count(); ++i) names.push_back(std::string(Interval::at(i).name()));
  return {{"type", "string"}, {"x-code", "bad_interval"}, {"enum", names}};
}

ordered_json time_schema() { return {{"anyOf", {{{"type", "string"}, {"x-code", "bad_time"}, {"minLength", 1}}, {{"type", "integer"}}}}}; }

/// A function of Python code, or a class whose instances can be called.
ordered_json code_schema() {
  return {{"type", "object"},
          {"additionalProperties", false},
          {"required", {"module", "class"}},
          {"properties",
           {{"module", {{"type", "string"}, {"minLength", 1}, {"description", "Python module."}}},
            {"class", {{"type", "string"}, {"minLength", 1}, {"description", "Function or class in it."}}},
            {"params", {{"type", "object"}, {"description", "Arguments of the class, by name."}}}}}};
}

std::string json_type_of(const std::string& type) {
  if (type == "flag") return "boolean";
  if (type == "text") return "string";
  if (type == "list") return "array";
  return type == "map" ? "object" : type;
}

ordered_json parameter_schema(const ParameterSpec& parameter) {
  ordered_json schema;
  if (parameter.type == "component")
    schema["type"] = {"string", "object", "null"};
  else
    schema["type"] = {json_type_of(parameter.type), "null"};
  if (parameter.min) schema[parameter.above_min ? "exclusiveMinimum" : "minimum"] = *parameter.min;
  if (parameter.max) schema[parameter.below_max ? "exclusiveMaximum" : "maximum"] = *parameter.max;
  if (!parameter.default_value.is_null()) schema["default"] = ordered_json(configuration::to_json(parameter.default_value));
  schema["description"] = parameter.doc;
  return schema;
}

ordered_json parameters_schema(const ComponentInfo& info) {
  ordered_json properties = ordered_json::object();
  for (const ParameterSpec& parameter : info.parameters) properties[parameter.name] = parameter_schema(parameter);
  return {{"type", "object"}, {"additionalProperties", false}, {"properties", properties}};
}

/// `if` it is this built-in, `then` these are its parameters.
ordered_json parameters_of_builtin(const ComponentInfo& info) {
  const ordered_json names = {info.token, info.class_name};
  return {{"if", {{"required", {"builtin"}}, {"properties", {{"builtin", {{"enum", names}}}}}}},
          {"then", {{"properties", {{"params", parameters_schema(info)}}}}}};
}

ordered_json object_form(const std::string& kind, const std::vector<ComponentInfo>& builtins, const ordered_json& names) {
  ordered_json properties = ordered_json::object();
  if (!builtins.empty()) {
    properties["builtin"] = {
        {"type", "string"}, {"x-code", "unknown_component"}, {"enum", names}, {"description", "A built-in's token or class name."}};
  }
  properties["module"] = {{"type", "string"}, {"minLength", 1}, {"description", "Shared library (or Python module) that holds the class."}};
  properties["class"] = {{"type", "string"}, {"minLength", 1}, {"description", "Its name in the module."}};
  properties["params"] = {{"type", "object"}, {"description", "Parameters by name."}};
  ordered_json schema{{"type", "object"},
                      {"additionalProperties", false},
                      {"properties", properties},
                      {"dependencies", {{"module", {"class"}}, {"class", {"module"}}}}};
  if (kind == "strategy") schema["minProperties"] = 1;
  if (builtins.empty()) return schema;
  schema["allOf"] = ordered_json::array();
  for (const ComponentInfo& info : builtins) schema["allOf"].push_back(parameters_of_builtin(info));
  return schema;
}

ordered_json number_form(const std::string& kind, const std::vector<ComponentInfo>& builtins) {
  const NumberForm form = number_form_of(kind);
  for (const ComponentInfo& info : builtins) {
    if (info.token != form.token) continue;
    ordered_json schema = parameter_schema(*info.find(form.parameter));
    schema["type"] = info.find(form.parameter)->type;
    schema.erase("default");
    return schema;
  }
  return nullptr;
}

ordered_json component_schema(const std::string& kind) {
  const std::vector<ComponentInfo> builtins = builtins_of(kind);
  ordered_json names = ordered_json::array();
  for (const ComponentInfo& info : builtins) names.push_back(info.token);
  for (const ComponentInfo& info : builtins) names.push_back(info.class_name);
  ordered_json forms = ordered_json::array();
  if (kind != "strategy") forms.push_back({{"type", "null"}});
  if (const ordered_json number = number_form(kind, builtins); !number.is_null()) forms.push_back(number);
  if (!builtins.empty()) forms.push_back({{"type", "string"}, {"x-code", "unknown_component"}, {"enum", names}});
  forms.push_back(object_form(kind, builtins, names));
  return {{"x-component", kind}, {"anyOf", forms}};
}

ordered_json used_schema(const std::string& name) {
  if (name == "INTERVAL") return interval_schema();
  if (name == "TIME") return time_schema();
  if (name == "CODE") return code_schema();
  return component_schema(name.substr(name.find(':') + 1));
}

void allow_null(ordered_json& schema) {
  if (schema.contains("anyOf")) {
    schema["anyOf"].push_back({{"type", "null"}});
    return;
  }
  schema["type"] = {schema["type"], "null"};
  if (schema.contains("enum")) schema["enum"].push_back(nullptr);
}

/// Replaces `$use` everywhere by what it stands for; the other keywords beside it stay.
void fill_in(ordered_json& schema) {
  if (!schema.is_structured()) return;
  for (ordered_json& part : schema) fill_in(part);
  if (!schema.is_object() || !schema.contains("$use")) return;
  ordered_json filled = used_schema(schema["$use"]);
  if (schema.value("nullable", false)) allow_null(filled);
  for (const auto& [key, value] : schema.items()) {
    if (key != "$use" && key != "nullable") filled[key] = value;
  }
  schema = std::move(filled);
}

}  // namespace

ordered_json configuration_schema() {
  ordered_json schema{{"$schema", "http://json-schema.org/draft-07/schema#"},
                      {"title", "Strategy Orchestrator configuration"},
                      {"description", "One back-test: what to trade, how to decide, and how orders are filled."},
                      {"type", "object"},
                      {"additionalProperties", false},
                      {"required", {"interval", "strategy"}},
                      {"properties", ordered_json::parse(configuration::schema_properties())}};
  fill_in(schema["properties"]);
  return schema;
}

}  // namespace orchestrator
