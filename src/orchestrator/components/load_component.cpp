#include "orchestrator/components/load_component.h"

#include <fmt/format.h>

#include "orchestrator/base/error.h"
#include "orchestrator/base/nearest_name.h"
#include "orchestrator/components/component_spec_reader.h"
#include "orchestrator/components/plugin_library.h"
#include "orchestrator/components/resolve_component.h"
#include "orchestrator/policies/catalogue.h"
#include "orchestrator/strategies/catalogue.h"

namespace orchestrator {
namespace {

template <typename Interface>
using ClassList = std::vector<PluginClass<Interface>> PluginRegistry::*;

/// Every class of a plug-in with its kind, to say what a class is when it is not what was wanted.
std::vector<std::pair<std::string, std::string>> all_classes(const PluginRegistry& classes) {
  std::vector<std::pair<std::string, std::string>> all;
  const auto add = [&](const char* kind, const auto& list) {
    for (const auto& entry : list) all.emplace_back(entry.name, kind);
  };
  add("strategy", classes.strategies);
  add("fee_model", classes.fee_models);
  add("slippage_model", classes.slippage_models);
  add("fill_policy", classes.fill_policies);
  add("sizing_model", classes.sizing_models);
  add("capacity_policy", classes.capacity_policies);
  add("exit_resolver", classes.exit_resolvers);
  return all;
}

[[noreturn]] void throw_no_class(const ComponentSpec& spec, const std::string& kind, const PluginRegistry& classes) {
  const std::string where = spec.where + "/class";
  std::vector<std::string> names;
  for (const auto& [name, its_kind] : all_classes(classes)) {
    if (name == spec.class_name) {
      throw strategy_error("wrong_kind", fmt::format("'{}' of '{}' is a {}, not a {}", name, spec.module, its_kind, kind), where);
    }
    if (its_kind == kind) names.push_back(name);
  }
  throw strategy_error("unknown_class", fmt::format("'{}' has no {} '{}'", spec.module, kind, spec.class_name), where,
                       names.empty() ? fmt::format("it registers no {}", kind) : name_hint(spec.class_name, names));
}

template <typename Interface>
std::unique_ptr<Interface> construct(const ComponentSpec& spec, const PluginClass<Interface>& entry) {
  const auto failed = [&](const char* reason) {
    return strategy_error("constructor_failed", fmt::format("the constructor of '{}' failed: {}", spec.class_name, reason), spec.where);
  };
  try {
    if (auto object = entry.make(spec.params)) return object;
  } catch (const Error&) {
    throw;  // says itself what is wrong, e.g. with a parameter
  } catch (const std::exception& error) {
    throw failed(error.what());
  } catch (...) {
    throw failed("it threw something that is no std::exception");
  }
  throw failed("it made nothing");
}

template <typename Interface>
std::unique_ptr<Interface> load_from_plugin(const ComponentSpec& spec, const std::string& kind, ClassList<Interface> list,
                                            const LoadContext& context) {
  const PluginLibrary library(spec, context.plugin_path);
  for (const PluginClass<Interface>& entry : library.classes().*list) {
    if (entry.name == spec.class_name) return construct(spec, entry);
  }
  throw_no_class(spec, kind, library.classes());
}

template <typename Interface>
std::unique_ptr<Interface> load_policy(const ComponentSpec& spec, const std::string& kind,
                                       const std::vector<PolicyEntry<Interface>>& builtins, ClassList<Interface> list,
                                       const LoadContext& context) {
  if (spec.form == ComponentSpec::Form::kModule) return load_from_plugin(spec, kind, list, context);
  const ComponentSpec plain = resolve_component(spec, kind);
  for (const PolicyEntry<Interface>& entry : builtins) {
    if (entry.info.token == plain.builtin) return entry.make(plain.params, context.seed);
  }
  throw internal_error("unlisted_component", fmt::format("'{}' is resolved but not listed", plain.builtin), spec.where);
}

}  // namespace

std::unique_ptr<BaseStrategy> load_strategy(const ComponentSpec& spec, const LoadContext& context) {
  if (spec.form == ComponentSpec::Form::kModule) return load_from_plugin(spec, "strategy", &PluginRegistry::strategies, context);
  if (spec.form == ComponentSpec::Form::kDefault)
    throw configuration_error("missing_key", "no strategy is named", spec.where, "e.g. \"ema_cross\"");
  const ComponentSpec plain = resolve_component(spec, "strategy");
  const MemberLoader load_member = [&](const Value& value, const std::string& where) {
    return load_strategy(read_component_spec(value, where), context);
  };
  return find_builtin_strategy(plain.builtin)->make(plain.params, load_member);
}

std::unique_ptr<EventCostModel> load_fee_model(const ComponentSpec& spec, const LoadContext& context) {
  return load_policy(spec, "fee_model", fee_models(), &PluginRegistry::fee_models, context);
}

std::unique_ptr<EventCostModel> load_slippage_model(const ComponentSpec& spec, const LoadContext& context) {
  return load_policy(spec, "slippage_model", slippage_models(), &PluginRegistry::slippage_models, context);
}

std::unique_ptr<FillPolicy> load_fill_policy(const ComponentSpec& spec, const LoadContext& context) {
  return load_policy(spec, "fill_policy", fill_policies(), &PluginRegistry::fill_policies, context);
}

std::unique_ptr<SizingModel> load_sizing_model(const ComponentSpec& spec, const LoadContext& context) {
  return load_policy(spec, "sizing_model", sizing_models(), &PluginRegistry::sizing_models, context);
}

std::unique_ptr<CapacityPolicy> load_capacity_policy(const ComponentSpec& spec, const LoadContext& context) {
  return load_policy(spec, "capacity_policy", capacity_policies(), &PluginRegistry::capacity_policies, context);
}

std::unique_ptr<ExitResolver> load_exit_resolver(const ComponentSpec& spec, const LoadContext& context) {
  if (spec.form == ComponentSpec::Form::kModule) return load_from_plugin(spec, "exit_resolver", &PluginRegistry::exit_resolvers, context);
  if (spec.form == ComponentSpec::Form::kDefault) return nullptr;
  throw configuration_error("unknown_component", fmt::format("there is no built-in exit_resolver '{}'", spec.builtin), spec.where,
                            "leave it out for the bracket rules, or name a \"module\" and \"class\"");
}

}  // namespace orchestrator
