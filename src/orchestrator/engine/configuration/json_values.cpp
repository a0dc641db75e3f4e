#include "orchestrator/engine/configuration/json_values.h"

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

namespace orchestrator::configuration {

using nlohmann::json;

Value to_value(const json& value) {
  switch (value.type()) {
    case json::value_t::boolean:
      return value.get<bool>();
    case json::value_t::number_integer:
      return value.get<std::int64_t>();
    case json::value_t::number_unsigned: {
      const auto number = value.get<std::uint64_t>();
      constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
      return number <= kMax ? Value(static_cast<std::int64_t>(number)) : Value(static_cast<double>(number));
    }
    case json::value_t::number_float:
      return value.get<double>();
    case json::value_t::string:
      return value.get<std::string>();
    case json::value_t::array: {
      ValueList list;
      for (const json& item : value) list.push_back(to_value(item));
      return list;
    }
    case json::value_t::object: {
      ValueMap map;
      for (const auto& [key, item] : value.items()) map.emplace_back(key, to_value(item));
      return map;
    }
    default:
      return {};
  }
}

json to_json(const Value& value) {
  if (const auto* flag = value.as_flag()) return *flag;
  if (const auto* integer = value.as_integer()) return *integer;
  if (const auto* number = value.as_double()) return *number;
  if (const auto* text = value.as_text()) return *text;
  if (const auto* list = value.as_list()) {
    json array = json::array();
    for (const Value& item : *list) array.push_back(to_json(item));
    return array;
  }
  if (const auto* map = value.as_map()) {
    json object = json::object();
    for (const auto& [key, item] : *map) object[key] = to_json(item);
    return object;
  }
  return nullptr;
}

Params to_params(const json& object, std::string where) {
  ValueMap values;
  if (object.is_object()) {
    for (const auto& [key, item] : object.items()) values.emplace_back(key, to_value(item));
  }
  return Params(std::move(values), std::move(where));
}

std::string type_name(const json& value) {
  if (value.is_null()) return "null";
  if (value.is_boolean()) return "true or false";
  if (value.is_number_integer()) return "an integer";
  if (value.is_number()) return "a number";
  if (value.is_string()) return "a string";
  return value.is_array() ? "a list" : "an object";
}

std::string shown(const json& value) {
  constexpr std::size_t kLongest = 60;
  std::string text = value.dump(-1, ' ', false, json::error_handler_t::replace);
  if (text.size() <= kLongest) return text;
  std::size_t end = kLongest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // not inside a UTF-8 character
  return text.substr(0, end) + "…";
}

std::string path_to(const std::string& parent, std::string_view key) {
  std::string path = parent + "/";
  for (const char c : key) {
    if (c == '~')
      path += "~0";
    else if (c == '/')
      path += "~1";
    else
      path += c;
  }
  return path;
}

}  // namespace orchestrator::configuration
