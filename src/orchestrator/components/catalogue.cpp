#include "orchestrator/components/catalogue.h"

#include "orchestrator/policies/catalogue.h"
#include "orchestrator/strategies/catalogue.h"

namespace orchestrator {
namespace {

template <typename Entries>
std::vector<ComponentInfo> infos(const Entries& entries) {
  std::vector<ComponentInfo> result;
  for (const auto& entry : entries) result.push_back(entry.info);
  return result;
}

std::vector<ComponentInfo> strategy_infos() {
  std::vector<ComponentInfo> result;
  for (const BuiltinStrategy& builtin : builtin_strategies()) result.push_back(*builtin.info);
  return result;
}

template <typename Entries>
NumberForm number_form(const Entries& entries) {
  for (const auto& entry : entries) {
    if (!entry.number_parameter.empty()) return {entry.info.token, entry.number_parameter};
  }
  return {};
}

}  // namespace

const std::vector<std::string>& component_kinds() {
  static const std::vector<std::string> kinds{"strategy",     "fee_model",       "slippage_model", "fill_policy",
                                              "sizing_model", "capacity_policy", "exit_resolver"};
  return kinds;
}

std::vector<ComponentInfo> builtins_of(std::string_view kind) {
  if (kind == "strategy") return strategy_infos();
  if (kind == "fee_model") return infos(fee_models());
  if (kind == "slippage_model") return infos(slippage_models());
  if (kind == "fill_policy") return infos(fill_policies());
  if (kind == "sizing_model") return infos(sizing_models());
  if (kind == "capacity_policy") return infos(capacity_policies());
  return {};
}

std::vector<ComponentInfo> describe_components() {
  std::vector<ComponentInfo> all;
  for (const std::string& kind : component_kinds()) {
    for (ComponentInfo& info : builtins_of(kind)) all.push_back(std::move(info));
  }
  return all;
}

NumberForm number_form_of(std::string_view kind) {
  if (kind == "fee_model") return number_form(fee_models());
  if (kind == "slippage_model") return number_form(slippage_models());
  if (kind == "sizing_model") return number_form(sizing_models());
  if (kind == "capacity_policy") return number_form(capacity_policies());
  return {};
}

}  // namespace orchestrator
