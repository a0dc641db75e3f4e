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

/// What the interpreter has for a kind of component.
template <typename Interface>
using PythonFactory = std::unique_ptr<Interface> (PythonLoader::*)(const ComponentSpec&, const LoadContext&);

PythonLoader& python_of(const ComponentSpec& spec, const LoadContext& context) {
  if (!names_python(spec)) {
    throw strategy_error("not_python", fmt::format("'{}' is a shared library, but only Python functions can be used here", spec.module),
                         spec.where + "/module", "a C++ strategy sets such functions in the TradePlan of its decisions");
  }
  if (context.python) return *context.python;
  throw strategy_error("python_unavailable", fmt::format("'{}' names a Python module, and this program has no interpreter", spec.module),
                       spec.where,
                       "run it with the strategyOrchestrator Python package; a C++ plug-in is named by its file, e.g. ./libmy.so");
}

/// Where the code of a kind is found: in a plug-in's lists, or by the Python loader.
template <typename Interface>
struct UserCode {
  const char* kind;
  ClassList<Interface> list;
  PythonFactory<Interface> python;
};

template <typename Interface>
std::unique_ptr<Interface> load_user_code(const ComponentSpec& spec, const UserCode<Interface>& code, const LoadContext& context) {
  if (names_python(spec)) return (python_of(spec, context).*code.python)(spec, context);
  const PluginLibrary library(spec, context.plugin_path);
  for (const PluginClass<Interface>& entry : library.classes().*code.list) {
    if (entry.name == spec.class_name) return construct(spec, entry);
  }
  throw_no_class(spec, code.kind, library.classes());
}

template <typename Interface>
std::unique_ptr<Interface> load_policy(const ComponentSpec& spec, const UserCode<Interface>& code,
                                       const std::vector<PolicyEntry<Interface>>& builtins, const LoadContext& context) {
  if (spec.form == ComponentSpec::Form::kModule) return load_user_code(spec, code, context);
  const ComponentSpec plain = resolve_component(spec, code.kind);
  for (const PolicyEntry<Interface>& entry : builtins) {
    if (entry.info.token == plain.builtin) return entry.make(plain.params, context.seed);
  }
  throw internal_error("unlisted_component", fmt::format("'{}' is resolved but not listed", plain.builtin), spec.where);
}

constexpr UserCode<BaseStrategy> kStrategies{"strategy", &PluginRegistry::strategies, &PythonLoader::strategy};
constexpr UserCode<EventCostModel> kFeeModels{"fee_model", &PluginRegistry::fee_models, &PythonLoader::fee_model};
constexpr UserCode<EventCostModel> kSlippageModels{"slippage_model", &PluginRegistry::slippage_models, &PythonLoader::slippage_model};
constexpr UserCode<FillPolicy> kFillPolicies{"fill_policy", &PluginRegistry::fill_policies, &PythonLoader::fill_policy};
constexpr UserCode<SizingModel> kSizingModels{"sizing_model", &PluginRegistry::sizing_models, &PythonLoader::sizing_model};
constexpr UserCode<CapacityPolicy> kCapacityPolicies{"capacity_policy", &PluginRegistry::capacity_policies, &PythonLoader::capacity_policy};
constexpr UserCode<ExitResolver> kExitResolvers{"exit_resolver", &PluginRegistry::exit_resolvers, &PythonLoader::exit_resolver};

}  // namespace

std::unique_ptr<BaseStrategy> load_strategy(const ComponentSpec& spec, const LoadContext& context) {
  if (spec.form == ComponentSpec::Form::kModule) return load_user_code(spec, kStrategies, context);
  if (spec.form == ComponentSpec::Form::kDefault)
    throw configuration_error("missing_key", "no strategy is named", spec.where, "e.g. \"ema_cross\"");
  const ComponentSpec plain = resolve_component(spec, "strategy");
  const MemberLoader load_member = [&](const Value& value, const std::string& where) {
    return load_strategy(read_component_spec(value, where), context);
  };
  return find_builtin_strategy(plain.builtin)->make(plain.params, load_member);
}

std::unique_ptr<EventCostModel> load_fee_model(const ComponentSpec& spec, const LoadContext& context) {
  return load_policy(spec, kFeeModels, fee_models(), context);
}

std::unique_ptr<EventCostModel> load_slippage_model(const ComponentSpec& spec, const LoadContext& context) {
  return load_policy(spec, kSlippageModels, slippage_models(), context);
}

std::unique_ptr<FillPolicy> load_fill_policy(const ComponentSpec& spec, const LoadContext& context) {
  return load_policy(spec, kFillPolicies, fill_policies(), context);
}

std::unique_ptr<SizingModel> load_sizing_model(const ComponentSpec& spec, const LoadContext& context) {
  return load_policy(spec, kSizingModels, sizing_models(), context);
}

std::unique_ptr<CapacityPolicy> load_capacity_policy(const ComponentSpec& spec, const LoadContext& context) {
  return load_policy(spec, kCapacityPolicies, capacity_policies(), context);
}

std::unique_ptr<ExitResolver> load_exit_resolver(const ComponentSpec& spec, const LoadContext& context) {
  if (spec.form == ComponentSpec::Form::kModule) return load_user_code(spec, kExitResolvers, context);
  if (spec.form == ComponentSpec::Form::kDefault) return nullptr;
  throw configuration_error("unknown_component", fmt::format("there is no built-in exit_resolver '{}'", spec.builtin), spec.where,
                            "leave it out for the bracket rules, or name a \"module\" and \"class\"");
}

CandlePrice load_candle_price(const ComponentSpec& spec, const LoadContext& context) {
  return python_of(spec, context).candle_price(spec, context);
}

CandleTest load_candle_test(const ComponentSpec& spec, const LoadContext& context) {
  return python_of(spec, context).candle_test(spec, context);
}

}  // namespace orchestrator
