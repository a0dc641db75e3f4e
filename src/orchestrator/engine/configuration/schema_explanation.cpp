#include "orchestrator/engine/configuration/schema_explanation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <vector>

#include "orchestrator/base/error.h"
#include "orchestrator/base/nearest_name.h"
#include "orchestrator/components/component_spec_reader.h"
#include "orchestrator/components/resolve_component.h"
#include "orchestrator/engine/configuration/json_values.h"

namespace orchestrator::configuration {
namespace {

using nlohmann::json;

/// A value and the part of the schema that it has to fit.
struct Place {
  const json& schema;
  const json& value;
  const std::string& path;
};

std::string name_of(const Place& place) { return place.path.empty() ? "the configuration" : "'" + place.path.substr(1) + "'"; }

std::string code_of(const Place& place, const char* otherwise) { return place.schema.value("x-code", std::string(otherwise)); }

std::vector<std::string> types_of(const json& schema) {
  if (!schema.contains("type")) return {};
  if (schema["type"].is_string()) return {schema["type"].get<std::string>()};
  return schema["type"].get<std::vector<std::string>>();
}

bool has_type(const json& value, const std::string& type) {
  if (type == "null") return value.is_null();
  if (type == "boolean") return value.is_boolean();
  if (type == "integer") return value.is_number_integer();
  if (type == "number") return value.is_number();
  if (type == "string") return value.is_string();
  return type == "array" ? value.is_array() : value.is_object();
}

std::string readable(const std::string& type) {
  if (type == "boolean") return "true or false";
  if (type == "integer" || type == "object") return "an " + type;
  if (type == "array") return "a list";
  return type == "null" ? type : "a " + type;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) text += (i == 0 ? "" : i + 1 == words.size() ? " or " : ", ") + words[i];
  return text;
}

std::string example_hint(const json& schema) {
  if (schema.contains("examples") && !schema["examples"].empty()) return "e.g. " + shown(schema["examples"][0]);
  return schema.contains("default") && !schema["default"].is_null() ? "default: " + shown(schema["default"]) : "";
}

[[noreturn]] void throw_wrong_type(const Place& place, const std::vector<std::string>& types) {
  std::vector<std::string> words;
  for (const std::string& type : types) words.push_back(readable(type));
  throw configuration_error("wrong_type", fmt::format("{} must be {}, not {}", name_of(place), joined(words), shown(place.value)),
                            place.path, example_hint(place.schema));
}

void check_type(const Place& place) {
  const auto types = types_of(place.schema);
  const bool fits = types.empty() || std::any_of(types.begin(), types.end(), [&](const auto& type) { return has_type(place.value, type); });
  if (!fits) throw_wrong_type(place, types);
}

void check_enum(const Place& place) {
  const auto allowed = place.schema.find("enum");
  if (allowed == place.schema.end() || std::find(allowed->begin(), allowed->end(), place.value) != allowed->end()) return;
  std::vector<std::string> names;
  for (const json& item : *allowed) {
    if (item.is_string()) names.push_back(item);
  }
  const std::string seen = place.value.is_string() ? place.value.get<std::string>() : place.value.dump();
  throw configuration_error(code_of(place, "not_allowed"), fmt::format("{} can't be {}", name_of(place), shown(place.value)), place.path,
                            name_hint(seen, names));
}

std::string limit_hint(const json& schema) {
  const std::vector<std::string> types = types_of(schema);
  const std::string example = example_hint(schema);
  return !example.empty() && std::find(types.begin(), types.end(), "null") != types.end() ? example + ", or null" : example;
}

/// An integer that only fits unsigned has no place in a 64-bit one, and the validator takes it for a negative number.
void check_fits_integer(const Place& place) {
  if (!place.value.is_number_unsigned() || place.value.get<std::uint64_t>() <= std::numeric_limits<std::int64_t>::max()) return;
  const std::string hint = limit_hint(place.schema);
  throw configuration_error(code_of(place, "out_of_range"), fmt::format("{} is {}, which is too large", name_of(place), shown(place.value)),
                            place.path, hint.empty() ? fmt::format("at most {}", std::numeric_limits<std::int64_t>::max()) : hint);
}

void check_limits(const Place& place) {
  if (!place.value.is_number()) return;
  const double value = place.value;
  const auto breaks = [&](const char* keyword, auto&& compare) {
    return place.schema.contains(keyword) && !compare(value, place.schema[keyword].get<double>());
  };
  std::vector<std::string> limits;
  for (const auto& [keyword, sign] :
       {std::pair{"minimum", ">="}, {"exclusiveMinimum", ">"}, {"maximum", "<="}, {"exclusiveMaximum", "<"}}) {
    if (place.schema.contains(keyword)) limits.push_back(fmt::format("{} {}", sign, shown(place.schema[keyword])));
  }
  const bool bad = breaks("minimum", std::greater_equal<>()) || breaks("exclusiveMinimum", std::greater<>()) ||
                   breaks("maximum", std::less_equal<>()) || breaks("exclusiveMaximum", std::less<>());
  if (!bad) return check_fits_integer(place);
  const std::string wanted = limits.size() == 2 ? limits[0] + " and " + limits[1] : joined(limits);
  throw configuration_error(code_of(place, "out_of_range"),
                            fmt::format("{} is {}, but must be {}", name_of(place), shown(place.value), wanted), place.path,
                            limit_hint(place.schema));
}

void check_size(const Place& place) {
  if (!place.value.is_string() && !place.value.is_structured()) return;
  const std::size_t size = place.value.is_string() ? place.value.get_ref<const std::string&>().size() : place.value.size();
  for (const char* keyword : {"minLength", "minItems", "minProperties"}) {
    if (place.schema.contains(keyword) && size < place.schema[keyword].get<std::size_t>()) {
      throw configuration_error(code_of(place, "out_of_range"),
                                fmt::format("{} is {}, which is too short", name_of(place), shown(place.value)), place.path,
                                example_hint(place.schema));
    }
  }
  if (place.schema.contains("maxProperties") && size > place.schema["maxProperties"].get<std::size_t>()) {
    throw configuration_error("conflict", fmt::format("{} has {} keys, but they exclude each other", name_of(place), size), place.path,
                              "keep one of them");
  }
}

std::vector<std::string> current_keys(const json& properties) {
  std::vector<std::string> keys;
  for (const auto& [key, schema] : properties.items()) {
    if (!schema.value("deprecated", false)) keys.push_back(key);
  }
  return keys;
}

/// The nearest key, or all of them where that is a hint and not a wall of text.
std::string key_hint(const std::string& key, const json& properties) {
  constexpr std::size_t kMostToList = 15;
  const std::vector<std::string> known = current_keys(properties);
  if (known.size() > kMostToList && nearest_name(key, known).empty()) return "`orchestrator schema --markdown` lists the keys";
  return name_hint(key, known);
}

void check_keys(const Place& place) {
  const json properties = place.schema.value("properties", json::object());
  const json others = place.schema.value("additionalProperties", json(true));
  const bool closed = others.is_boolean() && !others.get<bool>();
  for (const auto& [key, value] : place.value.items()) {
    if (!closed || properties.contains(key)) continue;
    throw configuration_error("unknown_key", fmt::format("unknown key '{}'", key), path_to(place.path, key), key_hint(key, properties));
  }
  for (const auto& [key, value] : place.value.items()) {
    if (properties.contains(key))
      explain_misfit(properties[key], value, path_to(place.path, key));
    else if (others.is_object())
      explain_misfit(others, value, path_to(place.path, key));
  }
}

void check_required(const Place& place) {
  const json properties = place.schema.value("properties", json::object());
  const auto require = [&](const json& keys, const std::string& reason) {
    for (const std::string key : keys) {
      if (place.value.contains(key)) continue;
      const json schema = properties.value(key, json::object());
      throw configuration_error("missing_key", fmt::format("the key '{}' is missing{}", key, reason), path_to(place.path, key),
                                example_hint(schema).empty() ? schema.value("description", "") : example_hint(schema));
    }
  };
  require(place.schema.value("required", json::array()), "");
  const json dependencies = place.schema.value("dependencies", json::object());
  for (const auto& [key, needed] : dependencies.items()) {
    if (place.value.contains(key)) require(needed, fmt::format(": '{}' needs it", key));
  }
}

/// Alternatives differ in type: the one of the value's type is what was meant.
void check_alternatives(const Place& place) {
  const auto alternatives = place.schema.find("anyOf");
  if (alternatives == place.schema.end() || fits_schema(json{{"anyOf", *alternatives}}, place.value)) return;
  std::vector<std::string> all_types;
  for (const json& alternative : *alternatives) {
    for (const std::string& type : types_of(alternative)) {
      if (has_type(place.value, type)) return explain_misfit(alternative, place.value, place.path);
      all_types.push_back(type);
    }
  }
  throw_wrong_type(place, all_types);
}

/// True when one of the alternatives takes a value of this type.
bool takes_type(const json& alternatives, const json& value) {
  return std::any_of(alternatives.begin(), alternatives.end(), [&](const json& alternative) {
    const auto types = types_of(alternative);
    return std::any_of(types.begin(), types.end(), [&](const auto& type) { return has_type(value, type); });
  });
}

/// A component's own table knows best what is wrong with its parameters.
void check_component(const Place& place) {
  if (!place.schema.contains("x-component") || !takes_type(place.schema["anyOf"], place.value)) return;
  const ComponentSpec spec = read_component_spec(to_value(place.value), place.path);
  if (spec.form != ComponentSpec::Form::kDefault) resolve_component(spec, place.schema["x-component"].get<std::string>());
}

}  // namespace

void explain_misfit(const json& schema, const json& value, const std::string& path) {
  const Place place{schema, value, path};
  check_type(place);
  check_enum(place);
  check_limits(place);
  check_size(place);
  check_component(place);
  check_alternatives(place);
  if (value.is_object()) {
    check_keys(place);
    check_required(place);
  }
  if (value.is_array() && schema.contains("items")) {
    for (std::size_t i = 0; i < value.size(); ++i) explain_misfit(schema["items"], value[i], path_to(path, std::to_string(i)));
  }
}

}  // namespace orchestrator::configuration
