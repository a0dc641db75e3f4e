// What a plug-in includes: everything that a user may implement, and the one macro that registers it. Header-only: a plug-in is a shared
// library without any library of ours to link.
//
//   class MyStrategy : public orchestrator::BaseStrategy { … };
//   ORCHESTRATOR_PLUGIN(plugin) { plugin.strategy<MyStrategy>("MyStrategy"); }
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "orchestrator/base/params.h"
#include "orchestrator/policies/capacity_policy.h"
#include "orchestrator/policies/event_cost_model.h"
#include "orchestrator/policies/fill_policy.h"
#include "orchestrator/policies/sizing_model.h"
#include "orchestrator/strategies/base_strategy.h"
#include "orchestrator/trades/trade_plan.h"

/// Changes with every change of a class that plug-ins see: a virtual function more, a member moved. Compared when a plug-in is loaded.
#ifndef ORCHESTRATOR_PLUGIN_ABI_VERSION
#define ORCHESTRATOR_PLUGIN_ABI_VERSION 3
#endif

namespace orchestrator {

/// A class of a plug-in: its name in configurations, and how to make one.
template <typename Interface>
struct PluginClass {
  std::string name;
  std::unique_ptr<Interface> (*make)(const Params& params);
};

/// The classes of a plug-in. Each needs a constructor from `const orchestrator::Params&`, or a default constructor.
class PluginRegistry {
 public:
  template <typename Class>
  PluginRegistry& strategy(std::string name) {
    return add<Class>(strategies, std::move(name));
  }
  template <typename Class>
  PluginRegistry& fee_model(std::string name) {
    return add<Class>(fee_models, std::move(name));
  }
  template <typename Class>
  PluginRegistry& slippage_model(std::string name) {
    return add<Class>(slippage_models, std::move(name));
  }
  template <typename Class>
  PluginRegistry& fill_policy(std::string name) {
    return add<Class>(fill_policies, std::move(name));
  }
  template <typename Class>
  PluginRegistry& sizing_model(std::string name) {
    return add<Class>(sizing_models, std::move(name));
  }
  template <typename Class>
  PluginRegistry& capacity_policy(std::string name) {
    return add<Class>(capacity_policies, std::move(name));
  }
  template <typename Class>
  PluginRegistry& exit_resolver(std::string name) {
    return add<Class>(exit_resolvers, std::move(name));
  }

  std::vector<PluginClass<BaseStrategy>> strategies;
  std::vector<PluginClass<EventCostModel>> fee_models;
  std::vector<PluginClass<EventCostModel>> slippage_models;
  std::vector<PluginClass<FillPolicy>> fill_policies;
  std::vector<PluginClass<SizingModel>> sizing_models;
  std::vector<PluginClass<CapacityPolicy>> capacity_policies;
  std::vector<PluginClass<ExitResolver>> exit_resolvers;

 private:
  template <typename Class, typename Interface>
  static std::unique_ptr<Interface> make(const Params& params) {
    std::unique_ptr<Class> object;
    if constexpr (std::is_constructible_v<Class, const Params&>)
      object = std::make_unique<Class>(params);
    else
      object = std::make_unique<Class>();
    if constexpr (std::is_base_of_v<BaseStrategy, Class>) object->set_params(params);
    return object;
  }
  template <typename Class, typename Interface>
  PluginRegistry& add(std::vector<PluginClass<Interface>>& classes, std::string name) {
    static_assert(std::is_base_of_v<Interface, Class>, "the class must derive from the interface that it is registered as");
    static_assert(std::is_constructible_v<Class, const Params&> || std::is_default_constructible_v<Class>,
                  "the class needs a constructor from const orchestrator::Params&, or a default constructor");
    classes.push_back({std::move(name), &make<Class, Interface>});
    return *this;
  }
};

/// What a plug-in was compiled against, in plain C, so that it can be read before anything of C++ is shared.
struct PluginDescriptor {
  std::uint64_t magic;        ///< kPluginMagic
  std::uint32_t abi_version;  ///< ORCHESTRATOR_PLUGIN_ABI_VERSION; the fields below are read when it is the host's own
  std::uint32_t size_count;
  const std::uint32_t* sizes;  ///< of the shared types, kPluginSizes
  const char* abi;             ///< kPluginAbi
  void (*register_classes)(PluginRegistry&);
};

inline constexpr std::uint64_t kPluginMagic = 0x4E4C505452484352ULL;  // "RCHRTPLN"

#define ORCHESTRATOR_TEXT_OF(x) #x
#define ORCHESTRATOR_TEXT(x) ORCHESTRATOR_TEXT_OF(x)
#if defined(_LIBCPP_ABI_VERSION)
#define ORCHESTRATOR_STANDARD_LIBRARY "libc++ abi " ORCHESTRATOR_TEXT(_LIBCPP_ABI_VERSION)
#elif defined(_GLIBCXX_DEBUG)
#define ORCHESTRATOR_STANDARD_LIBRARY "libstdc++ debug, cxx11 abi " ORCHESTRATOR_TEXT(_GLIBCXX_USE_CXX11_ABI)
#else
#define ORCHESTRATOR_STANDARD_LIBRARY "libstdc++, cxx11 abi " ORCHESTRATOR_TEXT(_GLIBCXX_USE_CXX11_ABI)
#endif

/// The standard library and its flavour: containers of different ones must not meet.
inline constexpr const char kPluginAbi[] = ORCHESTRATOR_STANDARD_LIBRARY;

/// Sizes of everything that crosses the border: a second look, for the change that forgot the version.
inline constexpr std::uint32_t kPluginSizes[] = {sizeof(void*),
                                                 sizeof(std::string),
                                                 sizeof(Value),
                                                 sizeof(Params),
                                                 sizeof(Error),
                                                 sizeof(Candle),
                                                 sizeof(CandleSpan),
                                                 sizeof(BaseStrategy),
                                                 sizeof(Decision),
                                                 sizeof(JobBars),
                                                 sizeof(SymbolBars),
                                                 sizeof(BarView),
                                                 sizeof(IndicatorRequest),
                                                 sizeof(WorkUnit),
                                                 sizeof(TradePlan),
                                                 sizeof(OrderLeg),
                                                 sizeof(TradeEvent),
                                                 sizeof(TradeMeta),
                                                 sizeof(FillRecord),
                                                 sizeof(Book),
                                                 sizeof(ResolvedExit),
                                                 sizeof(CapacityState),
                                                 sizeof(CapacityVerdict),
                                                 sizeof(PluginRegistry)};

}  // namespace orchestrator

/// Registers the classes of a plug-in; once a library. Followed by a body that gets the registry under the given name.
#define ORCHESTRATOR_PLUGIN(registry)                                                                                                   \
  static void orchestrator_register_classes(orchestrator::PluginRegistry&);                                                             \
  extern "C" __attribute__((visibility("default"))) const orchestrator::PluginDescriptor* orchestrator_plugin_descriptor() {            \
    static const orchestrator::PluginDescriptor descriptor{                                                                             \
        orchestrator::kPluginMagic, ORCHESTRATOR_PLUGIN_ABI_VERSION, static_cast<std::uint32_t>(std::size(orchestrator::kPluginSizes)), \
        orchestrator::kPluginSizes, orchestrator::kPluginAbi,        &orchestrator_register_classes};                                   \
    return &descriptor;                                                                                                                 \
  }                                                                                                                                     \
  static void orchestrator_register_classes(orchestrator::PluginRegistry& registry)  // NOLINT(bugprone-macro-parentheses): a name declared
