// The parameters of a component as plain values: what `"params": {...}` holds after parsing.
// Header-only and free of any JSON library, so that a plug-in needs nothing but these headers.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "orchestrator/base/error.h"

namespace orchestrator {

class Value;
using ValueList = std::vector<Value>;
/// Keys in the order in which they were written.
using ValueMap = std::vector<std::pair<std::string, Value>>;

/// A JSON value: null, boolean, integer, number, text, list or map.
class Value {
 public:
  Value() = default;
  Value(bool v) : data_(v) {}
  Value(std::int64_t v) : data_(v) {}
  Value(int v) : data_(static_cast<std::int64_t>(v)) {}
  Value(double v) : data_(v) {}
  Value(std::string v) : data_(std::move(v)) {}
  Value(const char* v) : data_(std::string(v)) {}
  Value(ValueList v) : data_(std::move(v)) {}
  Value(ValueMap v) : data_(std::move(v)) {}

  bool is_null() const { return std::holds_alternative<std::monostate>(data_); }
  const bool* as_flag() const { return std::get_if<bool>(&data_); }
  const std::int64_t* as_integer() const { return std::get_if<std::int64_t>(&data_); }
  const double* as_double() const { return std::get_if<double>(&data_); }
  const std::string* as_text() const { return std::get_if<std::string>(&data_); }
  const ValueList* as_list() const { return std::get_if<ValueList>(&data_); }
  const ValueMap* as_map() const { return std::get_if<ValueMap>(&data_); }
  bool is_number() const { return as_integer() || as_double(); }
  /// The value as a number; NaN when it is none.
  double number() const {
    if (const auto* i = as_integer()) return static_cast<double>(*i);
    if (const auto* d = as_double()) return *d;
    return std::nan("");
  }

 private:
  std::variant<std::monostate, bool, std::int64_t, double, std::string, ValueList, ValueMap> data_;
};

/// Named parameters with typed, defaulted access. A present value of another type is a configuration error at `where/key`.
class Params {
 public:
  Params() = default;
  explicit Params(ValueMap values, std::string where = "/params") : values_(std::move(values)), where_(std::move(where)) {}

  /// nullptr when the key is absent.
  const Value* find(std::string_view key) const {
    for (const auto& [name, value] : values_) {
      if (name == key) return &value;
    }
    return nullptr;
  }
  bool has(std::string_view key) const { return find(key) != nullptr; }
  double number(std::string_view key, double fallback) const {
    const Value* v = find(key);
    if (!v || v->is_null()) return fallback;
    if (!v->is_number()) throw wrong_type(key, "a number");
    return v->number();
  }
  std::int64_t integer(std::string_view key, std::int64_t fallback) const {
    const Value* v = find(key);
    if (!v || v->is_null()) return fallback;
    if (const auto* i = v->as_integer()) return *i;
    const double d = v->number();
    if (std::isfinite(d) && d == std::floor(d) && std::fabs(d) < 9e15) return static_cast<std::int64_t>(d);
    throw wrong_type(key, "an integer");
  }
  bool flag(std::string_view key, bool fallback) const {
    const Value* v = find(key);
    if (!v || v->is_null()) return fallback;
    if (const auto* b = v->as_flag()) return *b;
    throw wrong_type(key, "true or false");
  }
  std::string text(std::string_view key, std::string fallback) const {
    const Value* v = find(key);
    if (!v || v->is_null()) return fallback;
    if (const auto* s = v->as_text()) return *s;
    throw wrong_type(key, "a string");
  }
  /// A list of numbers; empty when absent or null.
  std::vector<double> numbers(std::string_view key) const {
    std::vector<double> out;
    const Value* v = find(key);
    if (!v || v->is_null()) return out;
    const ValueList* list = v->as_list();
    if (!list) throw wrong_type(key, "a list of numbers");
    for (const Value& item : *list) {
      if (!item.is_number()) throw wrong_type(key, "a list of numbers");
      out.push_back(item.number());
    }
    return out;
  }
  void set(std::string_view key, Value value) {
    for (auto& [name, old] : values_) {
      if (name == key) {
        old = std::move(value);
        return;
      }
    }
    values_.emplace_back(std::string(key), std::move(value));
  }
  const ValueMap& values() const { return values_; }
  /// JSON path of the parameters in the configuration.
  const std::string& where() const { return where_; }
  /// A configuration error at one parameter, for checks of a component's own.
  Error invalid(std::string_view key, std::string message, std::string hint = {}) const {
    return configuration_error("invalid_parameter", std::move(message), where_ + "/" + std::string(key), std::move(hint));
  }

 private:
  Error wrong_type(std::string_view key, const char* wanted) const {
    return configuration_error("wrong_type", "parameter '" + std::string(key) + "' must be " + wanted, where_ + "/" + std::string(key));
  }

  ValueMap values_;
  std::string where_ = "/params";
};

}  // namespace orchestrator
