// The configuration reference: the schema, for people.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "orchestrator/components/catalogue.h"
#include "orchestrator/engine/configuration/json_values.h"
#include "orchestrator/engine/configuration_schema.h"
#include "orchestrator/market/interval.h"

namespace orchestrator {
namespace {

using nlohmann::ordered_json;

constexpr const char* kHead = R"(# Configuration reference

<!-- Written by `orchestrator schema --markdown`: change the schema, not this file. -->

A configuration is one JSON object. `orchestrator run` reads it from stdin or `--config FILE`; `--set key=value` changes single values
(`--set strategy.params.fast=12`). Unknown keys, duplicate keys and values of the wrong type are errors that name the place and the nearest
known name. What the settings mean is in [semantics.md](semantics.md).

```json
{"symbols": ["BTCUSDT"], "interval": "1h", "strategy": "ema_cross"}
```

`orchestrator schema` prints the same as JSON Schema; put its address into `"$schema"` and editors complete and check as you type.
)";

constexpr const char* kComponents = R"(
## Components

`strategy`, `fee_model`, `slippage_model`, `fill_policy`, `sizing_model`, `capacity_policy` and `exit_resolver` each take one of:

| form | meaning |
|---|---|
| absent, `null` or `{}` | the default (there is none for `strategy`) |
| a number | the main parameter of the kind's usual built-in, where it says so below |
| `"token"` or `"ClassName"` | a built-in with its defaults |
| `{"builtin": "token", "params": {…}}` | a built-in with parameters |
| `{"module": "./libmy.so", "class": "MyClass", "params": {…}}` | a class of a plug-in ([plugins.md](plugins.md)) |
)";

std::string code(const ordered_json& value) { return "`" + value.dump() + "`"; }

/// Words for what a value may be.
std::string values_of(const ordered_json& schema) {
  if (schema.contains("x-component")) return "[component](#components)";
  if (schema.contains("anyOf")) {
    std::string text;
    for (const ordered_json& form : schema["anyOf"]) text += (text.empty() ? "" : " or ") + values_of(form);
    return text;
  }
  if (schema.value("x-code", "") == "bad_interval") return schema["enum"].back().is_null() ? "interval or null" : "interval";
  if (schema.contains("enum")) {
    std::string text;
    for (const ordered_json& value : schema["enum"]) text += (text.empty() ? "" : " ") + code(value);
    return text;
  }
  std::string type = schema["type"].is_string() ? schema["type"].get<std::string>() : "";
  if (type.empty()) {
    for (const std::string part : schema["type"]) type += (type.empty() ? "" : " or ") + part;
  }
  for (const auto& [keyword, sign] :
       {std::pair{"minimum", ">="}, {"exclusiveMinimum", ">"}, {"maximum", "<="}, {"exclusiveMaximum", "<"}}) {
    if (schema.contains(keyword)) type += fmt::format(", {} {}", sign, schema[keyword].dump());
  }
  return type;
}

std::string cell(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) text.replace(at, 1, "\\|");
  return text;
}

std::string row(const std::string& key, const ordered_json& schema, bool required) {
  const std::string fallback = required ? "required" : schema.contains("default") ? code(schema["default"]) : "";
  std::string about = schema.value("description", "");
  if (schema.contains("examples")) about += " E.g. " + code(schema["examples"][0]) + ".";
  return fmt::format("| `{}` | {} | {} | {} |\n", key, cell(values_of(schema)), cell(fallback), cell(about));
}

constexpr const char* kTableHead = "| key | value | default | meaning |\n|---|---|---|---|\n";

/// Keys of objects inside objects get tables of their own.
std::string nested_tables(const ordered_json& properties) {
  std::string text;
  for (const auto& [key, schema] : properties.items()) {
    const bool by_name = schema.contains("additionalProperties") && schema["additionalProperties"].is_object();
    const ordered_json& inner = by_name ? schema["additionalProperties"] : schema;
    if (schema.contains("x-component") || !inner.contains("properties")) continue;
    text += fmt::format("\n### `{}`{}\n\n{}", key, by_name ? ", for each name" : "", kTableHead);
    for (const auto& [name, part] : inner["properties"].items()) text += row(name, part, false);
  }
  return text;
}

std::string parameter_text(const ParameterSpec& parameter) {
  std::string text = fmt::format("`{}` ({}", parameter.name, parameter.type);
  if (parameter.required) text += ", required";
  if (!parameter.default_value.is_null()) text += ", default `" + configuration::to_json(parameter.default_value).dump() + "`";
  return text + "): " + parameter.doc;
}

std::string component_table(const std::string& kind) {
  const NumberForm form = number_form_of(kind);
  std::string text = fmt::format("\n### `{}`\n\n", kind);
  if (!form.token.empty()) text += fmt::format("A number is `{}` of `{}`.\n\n", form.parameter, form.token);
  const std::vector<ComponentInfo> builtins = builtins_of(kind);
  if (builtins.empty()) return text + "No built-in: without a plug-in the bracket rules of semantics.md, section 5, apply.\n";
  text += "| token | class | what it does | parameters |\n|---|---|---|---|\n";
  for (const ComponentInfo& info : builtins) {
    std::string parameters;
    for (const ParameterSpec& parameter : info.parameters) parameters += (parameters.empty() ? "" : "<br>") + parameter_text(parameter);
    const bool is_default = &info == &builtins.front() && kind != "strategy";
    text += fmt::format("| `{}`{} | `{}` | {} | {} |\n", info.token, is_default ? " (default)" : "", info.class_name, cell(info.summary),
                        cell(parameters));
  }
  return text;
}

}  // namespace

std::string configuration_markdown() {
  const ordered_json schema = configuration_schema();
  const ordered_json& properties = schema["properties"];
  std::string current, older;
  for (const auto& [key, part] : properties.items()) {
    const bool required = key == "interval" || key == "strategy";
    (part.value("deprecated", false) ? older : current) += row(key, part, required);
  }
  std::string text = std::string(kHead) + "\n## Keys\n\n" + kTableHead + current + nested_tables(properties);
  text += "\nAn interval is one of";
  for (std::size_t i = 0; i < Interval::count(); ++i) text += fmt::format(" `{}`", Interval::at(i).name());
  text += ".\n\n### Keys of older configurations\n\nThey still work; giving an older and its newer key is an error.\n\n" +
          std::string(kTableHead) + older + kComponents;
  for (const std::string& kind : component_kinds()) text += component_table(kind);
  return text;
}

}  // namespace orchestrator
