#include "components_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "orchestrator/components/catalogue.h"
#include "orchestrator/engine/configuration/json_values.h"
#include "output.h"

namespace {

using namespace orchestrator;
using nlohmann::ordered_json;

struct ComponentsOptions {
  std::vector<std::string> kinds;
  bool json = false;
};

std::string limits(const ParameterSpec& parameter) {
  std::string text;
  if (parameter.min) text = fmt::format("{} {}", parameter.above_min ? ">" : ">=", *parameter.min);
  if (parameter.max) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", parameter.below_max ? "<" : "<=", *parameter.max);
  return text.empty() ? "" : " (" + text + ")";
}

std::string default_text(const ParameterSpec& parameter) {
  if (parameter.required) return "required";
  return parameter.default_value.is_null() ? "–" : configuration::to_json(parameter.default_value).dump();
}

std::string parameter_lines(const ComponentInfo& info) {
  std::size_t name_width = 0, default_width = 0;
  for (const ParameterSpec& parameter : info.parameters) {
    name_width = std::max(name_width, parameter.name.size());
    default_width = std::max(default_width, default_text(parameter).size());
  }
  std::string text;
  for (const ParameterSpec& parameter : info.parameters) {
    text += fmt::format("      {:<{}}  {:<9}  {:<{}}  {}{}\n", parameter.name, name_width, parameter.type, default_text(parameter),
                        default_width, parameter.doc, limits(parameter));
  }
  return text;
}

std::string number_note(const std::string& kind) {
  const NumberForm form = number_form_of(kind);
  return form.token.empty() ? "" : fmt::format(" (a number: {}.{})", form.token, form.parameter);
}

std::string listing(const std::vector<std::string>& kinds) {
  std::string text;
  for (const std::string& kind : kinds) {
    const std::vector<ComponentInfo> builtins = builtins_of(kind);
    text += fmt::format("{}{}{}\n", text.empty() ? "" : "\n", kind, number_note(kind));
    if (builtins.empty()) text += "  no built-in; name a \"module\" and \"class\" (docs/plugins.md)\n";
    for (std::size_t i = 0; i < builtins.size(); ++i) {
      const bool is_default = i == 0 && kind != "strategy";
      text += fmt::format("  {} / {}{}: {}\n", builtins[i].token, builtins[i].class_name, is_default ? ", the default" : "",
                          builtins[i].summary);
      text += parameter_lines(builtins[i]);
    }
  }
  return text;
}

ordered_json to_json(const ComponentInfo& info) {
  ordered_json parameters = ordered_json::array();
  for (const ParameterSpec& parameter : info.parameters) {
    parameters.push_back({{"name", parameter.name},
                          {"type", parameter.type},
                          {"default", ordered_json(configuration::to_json(parameter.default_value))},
                          {"required", parameter.required},
                          {"min", parameter.min ? ordered_json(*parameter.min) : ordered_json()},
                          {"above_min", parameter.above_min},
                          {"below_max", parameter.below_max},
                          {"max", parameter.max ? ordered_json(*parameter.max) : ordered_json()},
                          {"doc", parameter.doc}});
  }
  return {{"token", info.token}, {"class", info.class_name}, {"kind", info.kind}, {"summary", info.summary}, {"parameters", parameters}};
}

int list_components(const ComponentsOptions& options) {
  const std::vector<std::string>& kinds = options.kinds.empty() ? component_kinds() : options.kinds;
  if (!options.json) {
    write_document(listing(kinds));
    return 0;
  }
  ordered_json all = ordered_json::array();
  for (const std::string& kind : kinds) {
    for (const ComponentInfo& info : builtins_of(kind)) all.push_back(to_json(info));
  }
  write_document(all.dump(2));
  return 0;
}

}  // namespace

void add_components_command(CLI::App& app, CommandContext& context) {
  auto options = std::make_shared<ComponentsOptions>();
  CLI::App* components = app.add_subcommand("components", "List the built-in strategies and policies with their parameters");
  components->add_option("kind", options->kinds, "Only these kinds")->check(CLI::IsMember(component_kinds()));
  components->add_flag("--json", options->json, "As JSON");
  components->callback([options, &context] { context.action = [options] { return list_components(*options); }; });
}
